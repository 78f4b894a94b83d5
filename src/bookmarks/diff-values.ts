import { isDeepStrictEqual } from 'node:util';
import type { JsonValue } from '../contract/bookmark';

/** What became of one element between two versions. */
export type ElementChange =
  | { readonly key: string; readonly change: 'added'; readonly to: JsonValue }
  | { readonly key: string; readonly change: 'removed'; readonly from: JsonValue }
  | { readonly key: string; readonly change: 'changed'; readonly from: JsonValue; readonly to: JsonValue };

/** Compares two values by their elements; what is no object of elements is one element without a name. */
export function diffValues(from: JsonValue, to: JsonValue): readonly ElementChange[] {
  const before = elementsOf(from);
  const after = elementsOf(to);
  const changes: ElementChange[] = [];
  for (const [key, old] of before) {
    const now = after.get(key);
    if (now === undefined) changes.push({ key, change: 'removed', from: old });
    else if (!isDeepStrictEqual(old, now)) changes.push({ key, change: 'changed', from: old, to: now });
  }
  for (const [key, now] of after) if (!before.has(key)) changes.push({ key, change: 'added', to: now });
  return changes;
}

function elementsOf(value: JsonValue): ReadonlyMap<string, JsonValue> {
  if (value === null) return new Map();
  if (typeof value !== 'object' || isList(value)) return new Map([['', value]]);
  return new Map(
    Object.entries(value).flatMap(([key, element]) => (element === undefined ? [] : [[key, element] as const])),
  );
}

/** Array.isArray does not narrow a readonly array. */
function isList(value: JsonValue): value is readonly JsonValue[] {
  return Array.isArray(value);
}
