import { LongshoreError } from '../../src/contract/failure';
import { parseQuery, type QueryField } from './graphql-query';
import { type QueryLocation, QueryProblem, queryError } from './graphql-tokens';
import type { CatalogObject, ObjectCatalog } from './object-catalog';
import type { FieldType } from './object-schema';
import { epochSeconds } from './timestamp';

type Variables = Readonly<Record<string, unknown>>;

/** A page of records by their keys; `start` is the place of its first one in all that the filter lets through. */
interface Page {
  readonly keys: readonly string[];
  readonly start: number;
  readonly total: number;
}

export const largestPage = 1000;
const defaultPage = 10;
const comparison = /^\s*([A-Za-z]\w*)\s*=\s*(?:'((?:[^'\\]|\\.|'')*)'|(-?\d+(?:\.\d+)?|true|false))\s*$/;

/**
 * Answers a GraphQL query over stored records: connections of objects by their plural names, with `filter`
 * (`field = 'value'`), `first` and `after`. Whatever is wrong with the query is an entry of `errors`.
 */
export function answerQuery(catalog: ObjectCatalog, query: string, variables: Variables): object {
  try {
    const data = parseQuery(query).map((field) => [field.alias, connectionOf(catalog, field, variables)]);
    return { data: Object.fromEntries(data) };
  } catch (error) {
    if (!(error instanceof LongshoreError) || !(error.cause instanceof QueryProblem)) throw error;
    const { message, cause } = error;
    const extensions = { classification: message.startsWith('Invalid syntax') ? 'InvalidSyntax' : 'ValidationError' };
    return { data: null, errors: [{ message, locations: [cause.location], path: [], extensions }] };
  }
}

function connectionOf(catalog: ObjectCatalog, field: QueryField, variables: Variables): object {
  const object = catalog.find(field.name);
  if (object === undefined) throw unknownField(field, 'Query');
  const page = pageOf(object, field, variables);
  return select(field, `${field.name}_connection`, (part) => {
    if (part.name === 'edges') return page.keys.map((key, index) => edgeOf(object, part, key, page.start + index));
    if (part.name === 'pageInfo') return pageInfoOf(part, page);
    return undefined;
  });
}

function edgeOf(object: CatalogObject, field: QueryField, key: string, place: number): object {
  const record = object.state.records.get(key) ?? {};
  return select(field, 'edge', (part) => {
    if (part.name === 'cursor') return cursorOf(place);
    if (part.name !== 'node') return undefined;
    return select(part, object.schema.name, ({ name }) => {
      const type = object.fields.get(name);
      return type === undefined ? undefined : shown(type, record[name]);
    });
  });
}

function pageInfoOf(field: QueryField, page: Page): object {
  const end = page.start + page.keys.length;
  return select(field, 'pageInfo', ({ name }) => {
    if (name === 'hasNextPage') return end < page.total;
    if (name === 'endCursor') return page.keys.length === 0 ? null : cursorOf(end - 1);
    return name === 'totalCount' ? page.total : undefined;
  });
}

/** The selected parts of one thing; a part that `value` answers with undefined does not exist. */
function select(field: QueryField, type: string, value: (part: QueryField) => unknown): object {
  if (field.selections === undefined) throw queryError(`Sub-selection required for '${field.name}'`, field.location);
  const parts = field.selections.map((part) => {
    const found = value(part);
    if (found === undefined) throw unknownField(part, type);
    return [part.alias, found];
  });
  return Object.fromEntries(parts);
}

function pageOf(object: CatalogObject, field: QueryField, variables: Variables): Page {
  const first = argument(field, 'first', variables) ?? defaultPage;
  if (typeof first !== 'number' || !Number.isInteger(first) || first < 1 || first > largestPage)
    throw queryError(`first must be a number from 1 to ${largestPage}`, field.location);
  const start = placeAfter(argument(field, 'after', variables), field.location);
  const keys = keysFor(object, argument(field, 'filter', variables), field.location);
  return { keys: keys.slice(start, start + first), start, total: keys.length };
}

function argument(field: QueryField, name: string, variables: Variables): unknown {
  const value = field.values.get(name);
  return typeof value === 'object' && value !== null ? variables[value.variable] : value;
}

/** The keys of the records that the filter lets through, in the order of their first arrival. */
function keysFor(object: CatalogObject, filter: unknown, location: QueryLocation): readonly string[] {
  const { keys, records } = object.state;
  if (filter === undefined || filter === null) return keys;
  const match = typeof filter === 'string' ? comparison.exec(filter) : null;
  if (match === null) throw queryError("filter must read: field = 'value'", location);
  const [, name = '', text, word = ''] = match;
  const type = object.fields.get(name);
  if (type === undefined) throw queryError(`filter names an unknown field '${name}'`, location);
  const wanted = text?.replace(/\\(.)|''/g, (_, escaped?: string) => escaped ?? "'") ?? word;
  if (object.keyFields.length === 1 && object.keyFields[0] === name) return records.has(wanted) ? [wanted] : [];
  return keys.filter((key) => {
    const value = records.get(key)?.[name];
    return value !== undefined && (String(value) === wanted || String(shown(type, value)) === wanted);
  });
}

function cursorOf(place: number): string {
  return Buffer.from(`place:${place}`).toString('base64');
}

function placeAfter(cursor: unknown, location: QueryLocation): number {
  if (cursor === undefined || cursor === null) return 0;
  const match = typeof cursor === 'string' ? /^place:(\d+)$/.exec(Buffer.from(cursor, 'base64').toString()) : null;
  if (match === null) throw queryError('after must be a cursor of this query', location);
  return Number(match[1]) + 1;
}

/** As the vendor shows values: numbers and times as texts, a whole number with `.0`, times in epoch seconds. */
function shown(type: FieldType, value: unknown): unknown {
  if (value === undefined) return null;
  if (type === 'number') return /^-?\d+$/.test(String(value)) ? `${value}.0` : String(value);
  if (type === 'timestamp') return String(epochSeconds(value));
  if (type === 'boolean') return Boolean(value);
  return value;
}

function unknownField(field: QueryField, type: string): LongshoreError {
  return queryError(`Field '${field.name}' in type '${type}' is undefined`, field.location);
}
