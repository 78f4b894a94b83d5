import { LongshoreError } from '../contract/failure';
import type { FilesCursor, FoundFile } from '../contract/files';
import { type LedgerEntry, readLedger, writeLedger } from './file-ledger';
import { readFoundFiles, writeFoundFiles } from './found-files';
import type { Storage } from './storage';

/**
 * What cursors of an import of files refer to in storage, by hash. It lies under the name of the import: a bookmark that
 * goes to another name, or to another storage, is of no use without it.
 */
export interface FilesMemory {
  readonly ledgers: Readonly<Record<string, readonly LedgerEntry[]>>;
  readonly lists: Readonly<Record<string, readonly FoundFile[]>>;
}

/** Throws `storage-missing` where a part of it is gone. */
export async function readFilesMemory(
  storage: Storage,
  importName: string,
  cursors: readonly FilesCursor[],
): Promise<FilesMemory> {
  const ledgers: Record<string, readonly LedgerEntry[]> = {};
  const lists: Record<string, readonly FoundFile[]> = {};
  for (const { ledger, list } of cursors) {
    if (ledger !== undefined) ledgers[ledger] ??= await readLedger(storage, importName, ledger);
    if (!list || lists[list.hash]) continue;
    const files: FoundFile[] = [];
    for await (const file of readFoundFiles(storage, importName, list, { from: 0 })) files.push(file);
    lists[list.hash] = files;
  }
  return { ledgers, lists };
}

/** Throws `bookmark-value-invalid` where something is not what its hash says. A repeat changes nothing. */
export async function writeFilesMemory(storage: Storage, importName: string, memory: FilesMemory): Promise<void> {
  for (const [hash, entries] of Object.entries(memory.ledgers)) {
    if ((await writeLedger(storage, importName, entries)) !== hash) throw changed('ledger', hash);
  }
  for (const [hash, files] of Object.entries(memory.lists)) {
    if ((await writeFoundFiles(storage, importName, files)).hash !== hash) throw changed('list of files', hash);
  }
}

function changed(what: string, hash: string): LongshoreError {
  return new LongshoreError('bookmark-value-invalid', `The ${what} ${hash} of a bookmark was changed or is cut off`, {
    remedy: 'Take the bookmark as it was exported. It is as it was.',
  });
}
