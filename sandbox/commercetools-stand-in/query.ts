import { MalformedParameter } from './answer';
import { compilePredicate, type Test } from './compile-predicate';
import { type Fields, fieldsOf, type ResourceName } from './fields';
import { type IdBounds, idBounds } from './id-bounds';
import { parsePredicate } from './parse-predicate';

export interface SortKey {
  readonly path: readonly string[];
  readonly isDescending: boolean;
}

/** A query for a page, read and checked. */
export interface PageQuery {
  readonly limit: number;
  readonly offset: number;
  readonly withTotal: boolean;
  readonly sort: readonly SortKey[];
  readonly expand: readonly string[];
  readonly tests: readonly Test[];
  readonly bounds: IdBounds;
}

const known = new Set(['limit', 'offset', 'withTotal', 'sort', 'expand', 'where']);

/** Reads the parameters of a query. Throws `MalformedParameter` for what the service refuses. */
export function readQuery(resource: ResourceName, search: URLSearchParams): PageQuery {
  for (const name of search.keys()) {
    if (!known.has(name)) throw new MalformedParameter(name, 'It is not a parameter of this query.');
  }
  const fields = fieldsOf[resource];
  const predicates = search.getAll('where').map(parsePredicate);
  const withTotal = search.get('withTotal') ?? 'true';
  if (withTotal !== 'true' && withTotal !== 'false') throw new MalformedParameter('withTotal', 'It is not a boolean.');
  return {
    limit: readNumber(search, 'limit', 20, 500),
    offset: readNumber(search, 'offset', 0, 10_000),
    withTotal: withTotal === 'true',
    sort: search.getAll('sort').map((text) => readSort(text, fields)),
    expand: search.getAll('expand'),
    tests: predicates.map((predicate) => compilePredicate(predicate, fields)),
    bounds: idBounds(predicates),
  };
}

function readNumber(search: URLSearchParams, name: string, preset: number, most: number): number {
  const text = search.get(name);
  if (text === null) return preset;
  const value = /^\d{1,9}$/.test(text) ? Number(text) : Number.NaN;
  if (!(value <= most)) throw new MalformedParameter(name, `It must be a number from 0 to ${most}.`);
  return value;
}

function readSort(text: string, fields: Fields): SortKey {
  const [, dotted = '', direction] = /^([\w.-]+)(?:\s+(asc|desc))?$/.exec(text) ?? [];
  const path = dotted.split('.');
  let field: unknown = fields;
  for (const name of path) {
    if (field !== 'any') field = typeof field === 'object' && field !== null ? Object(field)[name] : undefined;
    if (field === undefined) throw new MalformedParameter('sort', `The field '${dotted}' does not exist.`);
  }
  return { path, isDescending: direction === 'desc' };
}
