import { z } from 'zod';
import type { FoundFile, FoundFiles } from '../contract/files';
import { readListInParts, writeListInParts } from './list-in-parts';
import type { Storage } from './storage';
import { storageKey } from './storage-key';

const entry = z.strictObject({ name: z.string(), etag: z.string(), timestamp: z.number(), size: z.number() });

const folderOf = (importName: string): string => storageKey('lists', importName);

/** Stores the files that a listing found, in their order, under the hash of their content. */
export async function writeFoundFiles(
  storage: Storage,
  importName: string,
  files: readonly FoundFile[],
): Promise<FoundFiles> {
  const list = await writeListInParts(storage, folderOf(importName), files);
  return { ...list, bytes: files.reduce((sum, file) => sum + file.size, 0) };
}

/** Reads the list from `position` on, part by part. Throws `storage-missing` where a part of it is gone. */
export function readFoundFiles(
  storage: Storage,
  importName: string,
  list: FoundFiles,
  range: { readonly from: number; readonly to?: number },
): AsyncGenerator<FoundFile> {
  return readListInParts(storage, folderOf(importName), list, { ...range, entry });
}
