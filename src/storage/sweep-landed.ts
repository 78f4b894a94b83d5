import { isManifest } from './landed-files';
import type { Storage, StoredObject } from './storage';
import { storageKey } from './storage-key';

export interface SweepLandedOptions {
  readonly courier: string;
  /** What was written before this is swept; epoch ms. */
  readonly before: number;
  /** True while a run of the courier works: it may need whatever has landed. */
  readonly isRunning: () => Promise<boolean>;
}

/**
 * Removes what a courier has landed long ago, and what it has begun to land then and not ended. A repeat, or two at once, do
 * no harm. Answers how many objects of storage it has removed.
 */
export async function sweepLanded(
  storage: Storage,
  { courier, before, isRunning }: SweepLandedOptions,
): Promise<number> {
  let removed = 0;
  for await (const folder of foldersOf(storage, courier)) {
    if (folder.some(({ modifiedAt }) => modifiedAt >= before) || (await isRunning())) continue;
    // The manifest first: what is removed in part has not landed.
    const inOrder = folder.toSorted((a, b) => Number(isManifest(b.key)) - Number(isManifest(a.key)));
    for (const { key } of inOrder) await storage.remove(key);
    removed += folder.length;
  }
  return removed;
}

/** All that lies in storage of an object of the bucket, object by object. */
async function* foldersOf(storage: Storage, courier: string): AsyncGenerator<readonly StoredObject[]> {
  let folder: StoredObject[] = [];
  const nameOf = (key: string): string => key.split('/').slice(0, 4).join('/');
  for await (const object of storage.list(`${storageKey('landed', courier)}/`)) {
    const [first] = folder;
    if (first !== undefined && nameOf(first.key) !== nameOf(object.key)) {
      yield folder;
      folder = [];
    }
    folder.push(object);
  }
  if (folder.length > 0) yield folder;
}
