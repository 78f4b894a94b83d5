import type { JsonValue } from '../../contract/bookmark';

/** What has accumulated, with what a pass adds: a list behind a list, an object key by key, anything else in its place. */
export function accumulate(before: JsonValue, added: JsonValue): JsonValue {
  if (isList(added)) return isList(before) ? [...before, ...added] : added;
  if (isMap(added)) return isMap(before) ? { ...before, ...added } : added;
  return added;
}

function isList(value: JsonValue): value is readonly JsonValue[] {
  return Array.isArray(value);
}

function isMap(value: JsonValue): value is { readonly [key: string]: JsonValue | undefined } {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
