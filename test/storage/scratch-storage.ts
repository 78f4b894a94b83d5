import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Storage } from '../../src/storage';
import { DirectoryStorage } from '../../src/storage/directory-storage';

/** Storage in a directory of its own, for the tests of one file. */
export interface ScratchStorage {
  readonly storage: Storage;
  readonly folder: string;
  stop(): Promise<void>;
}

export async function scratchStorage(): Promise<ScratchStorage> {
  const folder = await mkdtemp(join(tmpdir(), 'longshore-storage-'));
  return { storage: new DirectoryStorage(folder), folder, stop: () => rm(folder, { recursive: true, force: true }) };
}

/** All that is stored, by key. */
export async function contentsOf(storage: Storage, prefix = ''): Promise<Map<string, string>> {
  const contents = new Map<string, string>();
  for await (const { key } of storage.list(prefix)) contents.set(key, String(await storage.get(key)));
  return contents;
}

export async function collect<T>(items: AsyncIterable<T>): Promise<T[]> {
  const all: T[] = [];
  for await (const item of items) all.push(item);
  return all;
}
