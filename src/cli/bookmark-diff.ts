import { diffValues } from '../bookmarks';
import type { JsonValue } from '../contract/bookmark';
import type { Session } from '../runs/session';
import { shortJson } from './bookmark-text';
import { findVersion } from './bookmark-version';
import { answered, findBookmark, type PlaceFlag } from './named-bookmark';

/** What became of one place in a value: `file.offset`. Without `from` it was added, without `to` it was removed. */
export interface PathChange {
  readonly path: string;
  readonly change: 'added' | 'removed' | 'changed';
  readonly from?: JsonValue;
  readonly to?: JsonValue;
}

export interface BookmarkDiff {
  readonly bookmark: string;
  readonly from: number;
  readonly to: number;
  readonly changes: readonly PathChange[];
}

/**
 * Compares two versions, each a number or a run; left out, the newest with the one before it.
 *
 * Throws `bookmark-version-gone` where one of them is not kept.
 */
export async function diffBookmark(
  session: Session,
  words: string,
  wanted: PlaceFlag & { readonly from?: string | undefined; readonly to?: string | undefined },
): Promise<BookmarkDiff> {
  const { name, address, place } = await findBookmark(session, words, wanted);
  const history = await answered(session, () => place.history(address));
  const newest = history[0]?.version ?? 0;
  const to = wanted.to === undefined ? newest : findVersion(name, history, wanted.to);
  const from = wanted.from === undefined ? to - 1 : findVersion(name, history, wanted.from);
  const before = await answered(session, () => place.readVersion(address, from));
  const after = await answered(session, () => place.readVersion(address, to));
  return { bookmark: name, from, to, changes: pathChanges(before.value, after.value) };
}

/** The changes of elements, and of objects in them those of their members. */
export function pathChanges(from: JsonValue, to: JsonValue, above: readonly string[] = []): readonly PathChange[] {
  return diffValues(from, to).flatMap((change) => {
    const path = [...above, change.key];
    if (change.change === 'changed' && isObject(change.from) && isObject(change.to)) {
      return pathChanges(change.from, change.to, path);
    }
    const { key: _, ...what } = change;
    return [{ path: path.join('.'), ...what }];
  });
}

export function diffText({ bookmark, from, to, changes }: BookmarkDiff): string {
  if (changes.length === 0) return `${bookmark}: versions ${from} and ${to} hold the same.\n`;
  return `${bookmark}: from version ${from} to version ${to}\n${changes.map(changeLine).join('')}`;
}

/** "  lastFileTimestamp: 1763877600000 (2026-11-23T06:00:00.000Z) → …". */
function changeLine({ path, change, from, to }: PathChange): string {
  const place = path === '' ? 'the value' : path;
  if (change === 'added') return `  ${place}: added ${told(path, to)}\n`;
  if (change === 'removed') return `  ${place}: removed ${told(path, from)}\n`;
  return `  ${place}: ${told(path, from)} → ${told(path, to)}\n`;
}

function told(path: string, value: JsonValue | undefined): string {
  // Of an import's cursor, and the number that people want to know as a time.
  const isTime = path === 'lastFileTimestamp' && typeof value === 'number';
  return isTime ? new Date(value).toISOString() : shortJson(value);
}

function isObject(value: JsonValue): boolean {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
