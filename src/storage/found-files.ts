import { createHash } from 'node:crypto';
import { z } from 'zod';
import { LongshoreError } from '../contract/failure';
import type { FoundFile, FoundFiles } from '../contract/files';
import type { Storage } from './storage';
import { storageKey } from './storage-key';

/** A step reads only the part that it works on, so that a list of any length costs the memory of a thousand names. */
const partLength = 1_000;

const partSchema = z.array(
  z.strictObject({ name: z.string(), etag: z.string(), timestamp: z.number(), size: z.number() }),
);

function partKey(importName: string, hash: string, part: number): string {
  return storageKey('lists', importName, hash, `${String(part).padStart(6, '0')}.json`);
}

/** Stores the files that a listing found, in their order, under the hash of their content. */
export async function writeFoundFiles(
  storage: Storage,
  importName: string,
  files: readonly FoundFile[],
): Promise<FoundFiles> {
  const parts: string[] = [];
  for (let start = 0; start < files.length; start += partLength) {
    parts.push(JSON.stringify(files.slice(start, start + partLength)));
  }
  const digest = createHash('sha256');
  for (const part of parts) digest.update(part);
  const hash = digest.digest('hex').slice(0, 32);
  for (const [index, part] of parts.entries()) await storage.put(partKey(importName, hash, index), part);
  return { hash, total: files.length, bytes: files.reduce((sum, file) => sum + file.size, 0) };
}

/** Reads the list from `position` on, part by part. Throws `storage-missing` where a part of it is gone. */
export async function* readFoundFiles(
  storage: Storage,
  importName: string,
  list: FoundFiles,
  range: { readonly from: number; readonly to?: number },
): AsyncGenerator<FoundFile> {
  const end = Math.min(range.to ?? list.total, list.total);
  for (let position = range.from; position < end; ) {
    const part = Math.floor(position / partLength);
    const key = partKey(importName, list.hash, part);
    const content = await storage.get(key);
    if (!content) {
      throw new LongshoreError('storage-missing', `The list of found files ${key} is not in ${storage.description}`);
    }
    const files = partSchema.parse(JSON.parse(content.toString('utf8')));
    for (const file of files.slice(position - part * partLength, end - part * partLength)) yield file;
    position = (part + 1) * partLength;
  }
}
