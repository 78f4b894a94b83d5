/** What a call asks for. */
export type Route =
  | { readonly kind: 'batch'; readonly object: string }
  | { readonly kind: 'list-objects' | 'create-object' | 'query' | 'unknown' }
  | { readonly kind: 'show-object' | 'list-fields' | 'create-field'; readonly object: string };

/** A request's path without its query, doubled slashes and last slash. */
export function plainPath(url: string): string {
  const path = url.split('?', 1)[0] ?? '';
  return path.replace(/\/{2,}/g, '/').replace(/(?<=.)\/$/, '');
}

/** Finds what a method and a path below /v3 ask for. */
export function routeOf(method: string, path: string): Route {
  const [, area, ...names] = path.split('/').map(decoded);
  const [first, object, last] = names;
  if (area === 'objects' && method === 'POST' && names.length === 1) return { kind: 'batch', object: first ?? '' };
  if (area === 'graphql' && method === 'POST' && names.length === 0) return { kind: 'query' };
  if (area !== 'schema' || first !== 'objects') return { kind: 'unknown' };
  if (object === undefined && method === 'GET') return { kind: 'list-objects' };
  if (object === undefined && method === 'POST') return { kind: 'create-object' };
  if (object === undefined) return { kind: 'unknown' };
  if (names.length === 2 && method === 'GET') return { kind: 'show-object', object };
  if (names.length !== 3 || last !== 'fields') return { kind: 'unknown' };
  if (method === 'GET') return { kind: 'list-fields', object };
  return method === 'POST' ? { kind: 'create-field', object } : { kind: 'unknown' };
}

function decoded(part: string): string {
  try {
    return decodeURIComponent(part);
  } catch {
    return part;
  }
}
