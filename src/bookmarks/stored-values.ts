import { createHash } from 'node:crypto';
import type { BookmarkAddress, JsonValue } from '../contract/bookmark';
import { bookmarkName } from '../contract/bookmark-names';
import { LongshoreError } from '../contract/failure';
import type { ValueReference } from '../contract/kept-bookmark';
import { type Storage, storageKey } from '../storage';

/** 8 KB: larger values would make the history of a bookmark's workflow long, and lie in storage instead. */
export const largestInline = 8 * 1_024;

function valueKey(bookmark: BookmarkAddress, hash: string): string {
  return storageKey('bookmark-values', ...bookmarkName(bookmark).split('/'), `${hash}.json`);
}

/** Lays a value down under its hash; a repeat changes nothing. */
export async function storeValue(storage: Storage, bookmark: BookmarkAddress, text: string): Promise<ValueReference> {
  const hash = hashOf(text);
  await storage.put(valueKey(bookmark, hash), text);
  return { hash, bytes: Buffer.byteLength(text) };
}

/** Throws `storage-missing` where the value is gone, and `bookmark-unreadable` where it is another one. */
export async function readStoredValue(
  storage: Storage,
  bookmark: BookmarkAddress,
  { hash }: ValueReference,
): Promise<JsonValue> {
  const key = valueKey(bookmark, hash);
  const content = await storage.get(key);
  if (!content) {
    throw new LongshoreError('storage-missing', `The value ${key} of a bookmark is not in ${storage.description}`);
  }
  const text = content.toString('utf8');
  if (hashOf(text) !== hash) {
    throw new LongshoreError('bookmark-unreadable', `${key} in ${storage.description} was changed or cut off`, {
      remedy: 'Put the file back as it was, or go back to another version of the bookmark.',
    });
  }
  return JSON.parse(text) as JsonValue;
}

function hashOf(text: string): string {
  return createHash('sha256').update(text).digest('hex').slice(0, 32);
}
