import { createHash } from 'node:crypto';
import type { z } from 'zod';
import { LongshoreError } from '../contract/failure';
import type { Storage } from './storage';
import { storageKey } from './storage-key';

/** A step reads only the part that it works on, so that a list of any length costs the memory of a thousand entries. */
const partLength = 1_000;

/** A list in storage: its folder is named by `hash`, which is that of its content. */
export interface ListInParts {
  readonly hash: string;
  readonly total: number;
}

function partKey(folder: string, hash: string, part: number): string {
  return `${folder}/${storageKey(hash, `${String(part).padStart(6, '0')}.json`)}`;
}

/** Stores a list, in its order. A repeat with the same content changes nothing. */
export async function writeListInParts(
  storage: Storage,
  folder: string,
  list: readonly unknown[],
): Promise<ListInParts> {
  const parts: string[] = [];
  for (let start = 0; start < list.length; start += partLength) {
    parts.push(JSON.stringify(list.slice(start, start + partLength)));
  }
  const digest = createHash('sha256');
  for (const part of parts) digest.update(part);
  const hash = digest.digest('hex').slice(0, 32);
  for (const [index, part] of parts.entries()) await storage.put(partKey(folder, hash, index), part);
  return { hash, total: list.length };
}

/** Reads a list from `from` on and before `to`, part by part. Throws `storage-missing` where a part of it is gone. */
export async function* readListInParts<Entry>(
  storage: Storage,
  folder: string,
  list: ListInParts,
  { from, to, entry }: { readonly from: number; readonly to?: number; readonly entry: z.ZodType<Entry> },
): AsyncGenerator<Entry> {
  const end = Math.min(to ?? list.total, list.total);
  for (let position = from; position < end; ) {
    const part = Math.floor(position / partLength);
    const key = partKey(folder, list.hash, part);
    const content = await storage.get(key);
    if (!content) throw new LongshoreError('storage-missing', `The list ${key} is not in ${storage.description}`);
    const entries = entry.array().parse(JSON.parse(content.toString('utf8')));
    yield* entries.slice(position - part * partLength, end - part * partLength);
    position = (part + 1) * partLength;
  }
}
