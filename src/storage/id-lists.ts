import { createHash } from 'node:crypto';
import { z } from 'zod';
import type { IdList } from '../contract/commerce';
import { LongshoreError } from '../contract/failure';
import type { Storage } from './storage';
import { storageKey } from './storage-key';

/** As many as a page of the shop has: a page reads one part or two. */
const partLength = 500;

const idsSchema = z.array(z.string());

function partKey(importName: string, hash: string, part: number): string {
  return storageKey('lists', importName, hash, `${String(part).padStart(6, '0')}.json`);
}

/** Stores ids sorted and each once, under the hash of their content. */
export async function writeIdList(storage: Storage, importName: string, ids: Iterable<string>): Promise<IdList> {
  const sorted = [...new Set(ids)].sort();
  const hash = createHash('sha256').update(JSON.stringify(sorted)).digest('hex').slice(0, 32);
  for (let part = 0; part * partLength < sorted.length; part += 1) {
    const content = JSON.stringify(sorted.slice(part * partLength, (part + 1) * partLength));
    await storage.put(partKey(importName, hash, part), content);
  }
  return { hash, total: sorted.length };
}

/**
 * The next ids of a list behind `after`, at most `limit`. Halves its way to the part where they begin: a list of a
 * million has 2,000 parts, and 11 are looked at. Throws `storage-missing` where a part is gone.
 */
export async function readIdsAfter(
  storage: Storage,
  importName: string,
  list: IdList,
  after: string | undefined,
  limit: number,
): Promise<readonly string[]> {
  const readPart = async (part: number): Promise<readonly string[]> => {
    const key = partKey(importName, list.hash, part);
    const content = await storage.get(key);
    if (content) return idsSchema.parse(JSON.parse(content.toString('utf8')));
    throw new LongshoreError('storage-missing', `The list of ids ${key} is not in ${storage.description}`);
  };
  const parts = Math.ceil(list.total / partLength);
  let first = 0;
  for (let end = parts - 1; after !== undefined && first < end; ) {
    const middle = Math.floor((first + end) / 2);
    const lastOfPart = (await readPart(middle)).at(-1) ?? '';
    if (lastOfPart > after) end = middle;
    else first = middle + 1;
  }
  const ids: string[] = [];
  for (let part = first; part < parts && ids.length < limit; part += 1) {
    for (const id of await readPart(part)) if (after === undefined || id > after) ids.push(id);
  }
  return ids.slice(0, limit);
}
