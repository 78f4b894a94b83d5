type Schema = Readonly<Record<string, unknown>>;

/**
 * Whether a JSON Schema (draft 2020-12) takes a value: the keywords that the schema of longshore.yaml is made of, and no
 * other. Throws at a keyword that it does not know, so that none is passed over.
 */
export function takes(schema: Schema, value: unknown): boolean {
  return Object.entries(schema).every(([keyword, operand]) => {
    const check = keywords[keyword];
    if (check === undefined) throw new Error(`an unknown keyword: ${keyword}`);
    return check(value, operand, schema);
  });
}

type Check = (value: unknown, operand: unknown, schema: Schema) => boolean;

const saysNothing: Check = () => true;
const schemas = (operand: unknown) => operand as readonly Schema[];
const isMap = (value: unknown): value is Schema => typeof value === 'object' && value !== null && !Array.isArray(value);
const ofNumber = (check: (value: number, limit: number) => boolean): Check => {
  return (value, limit) => typeof value !== 'number' || check(value, Number(limit));
};
const ofText = (check: (value: string, operand: unknown) => boolean): Check => {
  return (value, operand) => typeof value !== 'string' || check(value, operand);
};
const ofMap = (check: (value: Schema, operand: unknown, schema: Schema) => boolean): Check => {
  return (value, operand, schema) => !isMap(value) || check(value, operand, schema);
};

const types: Readonly<Record<string, (value: unknown) => boolean>> = {
  object: isMap,
  string: (value) => typeof value === 'string',
  array: Array.isArray,
  boolean: (value) => typeof value === 'boolean',
  number: (value) => typeof value === 'number',
  integer: Number.isInteger,
};

const keywords: Readonly<Record<string, Check>> = {
  $schema: saysNothing,
  title: saysNothing,
  description: saysNothing,
  default: saysNothing,
  // An annotation, unless a validator is told otherwise.
  format: saysNothing,
  type: (value, name) => types[String(name)]?.(value) === true,
  const: (value, only) => value === only,
  enum: (value, words) => (words as readonly unknown[]).includes(value),
  anyOf: (value, options) => schemas(options).some((option) => takes(option, value)),
  oneOf: (value, options) => schemas(options).filter((option) => takes(option, value)).length === 1,
  minimum: ofNumber((value, limit) => value >= limit),
  maximum: ofNumber((value, limit) => value <= limit),
  exclusiveMinimum: ofNumber((value, limit) => value > limit),
  minLength: ofText((value, length) => [...value].length >= Number(length)),
  maxLength: ofText((value, length) => [...value].length <= Number(length)),
  pattern: ofText((value, pattern) => new RegExp(String(pattern), 'u').test(value)),
  required: ofMap((value, names) => (names as readonly string[]).every((name) => Object.hasOwn(value, name))),
  minItems: (value, length) => !Array.isArray(value) || value.length >= Number(length),
  maxItems: (value, length) => !Array.isArray(value) || value.length <= Number(length),
  items: (value, item) => !Array.isArray(value) || value.every((one) => takes(item as Schema, one)),
  propertyNames: ofMap((value, names) => Object.keys(value).every((name) => takes(names as Schema, name))),
  properties: ofMap((value, properties) =>
    Object.entries(properties as Record<string, Schema>).every(
      ([name, property]) => !Object.hasOwn(value, name) || takes(property, value[name]),
    ),
  ),
  additionalProperties: ofMap((value, others, { properties = {} }) =>
    Object.entries(value).every(
      ([name, other]) =>
        Object.hasOwn(properties as Schema, name) || (others !== false && takes(others as Schema, other)),
    ),
  ),
};
