/** Which properties are sent and under which names, by their names in the source. */
export interface PropertySelection {
  /** Empty: all. */
  readonly include: readonly string[];
  /** Wins over `include`. */
  readonly exclude: readonly string[];
  /** Name in the source → name at the destination. */
  readonly map: Readonly<Record<string, string>>;
}

type Properties = Readonly<Record<string, unknown>>;

/**
 * Makes the function that selects and renames. 0, false, empty texts and null are values like any other; what is renamed
 * to a name that is there already takes its place, in the order of the source.
 */
export function compileSelection({ include, exclude, map }: PropertySelection): (source: Properties) => Properties {
  const included = new Set(include);
  const excluded = new Set(exclude);
  const names = new Map(Object.entries(map));
  return (source) =>
    Object.fromEntries(
      Object.entries(source)
        .filter(([name]) => !excluded.has(name) && (included.size === 0 || included.has(name)))
        .map(([name, value]) => [names.get(name) ?? name, value]),
    );
}
