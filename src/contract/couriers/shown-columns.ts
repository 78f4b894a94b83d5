import { isPersonalTag } from './personal-tags';

/** A column of a table. */
export interface TaggedColumn {
  readonly name: string;
  readonly tag?: string;
}

/** Numbers and truth, in the words of both engines: counts and sums of persons' values are nobody's. */
const numeric =
  /^(?:u?(?:tiny|small|big|huge)int|u?integer|int\d?|bool(?:ean)?|decimal|numeric|double(?: precision)?|real|float\d?)(?:\([\d, ]+\))?$/i;

/**
 * Which columns of a query's result may be shown as they are. Of what a column was made, no engine tells, so where a query
 * reads a table with values of persons, only these are: numbers under other names than those values have, and columns with
 * the name of another column of the table, as long as the query is too simple to have put something else under that name.
 */
export function shownColumns(
  columns: readonly (TaggedColumn & { readonly type: string })[],
  sql: string,
  tables: readonly { readonly name: string; readonly columns: readonly TaggedColumn[] }[],
): readonly boolean[] {
  const text = sql
    .toLowerCase()
    .replace(/--[^\n]*|\/\*.*?\*\//gs, ' ')
    .replace(/'(?:[^']|'')*'/g, "''");
  const read = tables.filter(({ name }) => text.includes(name.toLowerCase())).flatMap((table) => table.columns);
  const ofPersons = new Set(read.filter(isOfPerson).map(({ name }) => name.toLowerCase()));
  const others = new Set(read.map(({ name }) => name.toLowerCase()).filter((name) => !ofPersons.has(name)));
  const named = [...ofPersons].some((name) => new RegExp(`\\b${name}\\b`).test(text));
  const isSimple = !/\bselect\b.*\bselect\b|\bas\s+(?:\w+|"[^"]*")\s*\(/s.test(text);
  return columns.map((column) => {
    const name = column.name.toLowerCase();
    if (isOfPerson(column) || ofPersons.has(name)) return false;
    if (ofPersons.size === 0 || numeric.test(column.type.trim())) return true;
    return others.has(name) && (!named || (isSimple && !isAlias(name, text)));
  });
}

function isOfPerson({ tag }: TaggedColumn): boolean {
  return tag !== undefined && isPersonalTag(tag);
}

/** True where the query itself gives the name, as in `email as id`, `lower(email) id` or `id: email`. */
function isAlias(name: string, text: string): boolean {
  const clauses = text.replace(
    /\b(?:select|distinct|all|by|on|and|or|where|having|not|using|when|then|else|in)\b/g,
    ',',
  );
  return new RegExp(`(?:[\\w")\\]']\\s+|\\bas\\s*)"?${name}\\b|[\\s,]"?${name}"?\\s*:(?!:)`).test(clauses);
}
