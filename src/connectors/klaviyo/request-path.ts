import { type CatalogKind, type KlaviyoOperation, klaviyoOperations } from './operations';

/** What follows the `?`; it is encoded on its way. */
export type Query = Readonly<Record<string, string>>;

/** Where an operation is, for what the call is about. */
export function pathOf(operation: KlaviyoOperation, id = ''): string {
  return klaviyoOperations[operation].path.replace('{id}', encodeURIComponent(id));
}

export function withQuery(path: string, query: Query): string {
  const parts = Object.entries(query).map(
    ([name, value]) => `${encodeURIComponent(name)}=${encodeURIComponent(value)}`,
  );
  return parts.length === 0 ? path : `${path}?${parts.join('&')}`;
}

/** The page behind a cursor; the first one without. */
export function cursorQuery(cursor: string | undefined): Query {
  return cursor === undefined ? {} : { 'page[cursor]': cursor };
}

const resources = { items: 'catalog-item', variants: 'catalog-variant', categories: 'catalog-category' } as const;

/** Klaviyo's type of such an entry. */
export function catalogResource<Kind extends CatalogKind>(kind: Kind): (typeof resources)[Kind] {
  return resources[kind];
}

/** Whether an entry is there is all that is asked: what it holds may be 100 KB. */
export function idFieldOnly(kind: CatalogKind): Query {
  return { [`fields[${catalogResource(kind)}]`]: 'id' };
}
