import type { FailureReport } from '../contract/failure';
import type { FoundFile } from '../contract/files';
import type { Storage } from './storage';
import { nameHash, storageKey } from './storage-key';

/** A file that the bookmark has passed though it was not, or not wholly, imported. */
export interface QuarantinedFile extends FoundFile {
  readonly import: string;
  readonly runId: string;
  readonly reason: FailureReport;
  /** Epoch ms. */
  readonly at: number;
}

/** One object per file: a newer quarantine of the same name replaces the older. */
export async function writeQuarantine(storage: Storage, file: QuarantinedFile): Promise<void> {
  await storage.put(storageKey('quarantine', file.import, `${nameHash(file.name)}.json`), JSON.stringify(file));
}

export async function* readQuarantine(storage: Storage, importName: string): AsyncGenerator<QuarantinedFile> {
  for await (const object of storage.list(`${storageKey('quarantine', importName)}/`)) {
    const content = await storage.get(object.key);
    if (content) yield JSON.parse(content.toString('utf8')) as QuarantinedFile;
  }
}

/** Lets this version of a file out of quarantine; another version of it stays. */
export async function removeQuarantine(
  storage: Storage,
  importName: string,
  file: Pick<FoundFile, 'name' | 'etag'>,
): Promise<void> {
  const key = storageKey('quarantine', importName, `${nameHash(file.name)}.json`);
  const content = await storage.get(key);
  if (!content) return;
  const kept = JSON.parse(content.toString('utf8')) as QuarantinedFile;
  if (kept.etag === file.etag) await storage.remove(key);
}
