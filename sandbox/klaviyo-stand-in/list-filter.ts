/** One condition of a filter: `any(ids,["a","b"])`, `equals(status,"complete")`, `greater-than(updated,2024-01-01T00:00:00Z)`. */
export interface Condition {
  readonly operator: string;
  readonly field: string;
  readonly values: readonly string[];
}

/** What a resource has for the fields that it can be filtered by. */
export type FilterValues = Readonly<Record<string, string | number | boolean | undefined>>;

const condition = /^([a-z-]+)\(([\w.]+)(?:,(.*))?\)$/s;

/** Reads a filter, whose conditions all must hold; undefined where it is none. */
function parseFilter(text: string): readonly Condition[] | undefined {
  const parts = splitAtTop(text);
  const conditions = parts.flatMap((part) => {
    const [, operator, field, rest] = condition.exec(part.trim()) ?? [];
    const values = valuesOf(rest ?? '');
    return operator === undefined || field === undefined || values === undefined ? [] : [{ operator, field, values }];
  });
  return conditions.length === parts.length ? conditions : undefined;
}

/** The conditions of a request, none without a filter; undefined where it asks for what is not known here. */
export function conditionsOf(
  search: URLSearchParams,
  known: Readonly<Record<string, readonly string[]>>,
): readonly Condition[] | undefined {
  const filter = search.get('filter');
  const conditions = filter === null ? [] : parseFilter(filter);
  return conditions?.every(({ field, operator }) => known[field]?.includes(operator)) ? conditions : undefined;
}

export function holds({ operator, field, values }: Condition, of: FilterValues): boolean {
  const value = of[field];
  if (operator === 'has') return value !== undefined;
  if (value === undefined) return false;
  if (operator === 'equals' || operator === 'any') return values.some((wanted) => wanted === String(value));
  if (operator === 'contains') return values.some((wanted) => String(value).includes(wanted));
  const order = Date.parse(String(value)) - Date.parse(values[0] ?? '');
  if (operator === 'greater-than') return order > 0;
  if (operator === 'greater-or-equal') return order >= 0;
  if (operator === 'less-than') return order < 0;
  return operator === 'less-or-equal' && order <= 0;
}

/** At commas outside of brackets and quotes. */
function splitAtTop(text: string): string[] {
  const parts: string[] = [];
  let depth = 0;
  let isQuoted = false;
  let from = 0;
  for (let index = 0; index < text.length; index += 1) {
    const sign = text[index];
    if (isQuoted && sign === '\\') index += 1;
    else if (sign === '"') isQuoted = !isQuoted;
    else if (isQuoted) continue;
    else if (sign === '(' || sign === '[') depth += 1;
    else if (sign === ')' || sign === ']') depth -= 1;
    else if (sign === ',' && depth === 0) {
      parts.push(text.slice(from, index));
      from = index + 1;
    }
  }
  return [...parts, text.slice(from)];
}

/** A quoted text, a list of them, or a word such as a time or `true`. */
function valuesOf(text: string): string[] | undefined {
  if (text === '') return [];
  if (!/^["[]/.test(text)) return /^[\w:.+-]+$/.test(text) ? [text] : undefined;
  try {
    return [JSON.parse(text)].flat().map(String);
  } catch {
    return undefined;
  }
}
