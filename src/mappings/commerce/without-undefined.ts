/** The same without the keys whose value is undefined: what the source lacks is absent, and not there without a value. */
export function withoutUndefined<Value extends object>(value: Value): Value {
  return Object.fromEntries(Object.entries(value).filter(([, inner]) => inner !== undefined)) as Value;
}
