import type { FilesCursor } from '../contract/files';
import { readLedger } from './file-ledger';
import { readFoundFiles } from './found-files';
import type { Storage } from './storage';

/** Where a file stands in the order of imports: by time, then by name. `timestamp` is epoch ms. */
export interface FileOrder {
  readonly timestamp: number;
  readonly name: string;
}

/** Negative where `a` is imported before `b`. Names are compared by code unit. */
export function compareFiles(a: FileOrder, b: FileOrder): number {
  if (a.timestamp !== b.timestamp) return a.timestamp - b.timestamp;
  return a.name < b.name ? -1 : a.name > b.name ? 1 : 0;
}

/**
 * The newest file of which anything was imported, by what the bookmark remembers: done, or begun. Its name is empty where
 * a person has set the bookmark to a time.
 */
export async function newestFile(storage: Storage, importName: string, cursor: FilesCursor): Promise<FileOrder> {
  let newest: FileOrder = { timestamp: cursor.lastFileTimestamp, name: '' };
  const take = (file: FileOrder): void => {
    if (compareFiles(file, newest) > 0) newest = { timestamp: file.timestamp, name: file.name };
  };
  if (cursor.ledger !== undefined)
    for (const entry of await readLedger(storage, importName, cursor.ledger)) take(entry);
  const { list, position, file, ahead = [], begun = [] } = cursor;
  if (!list) return newest;
  // The list is in the order of imports: of a range that is done the last one counts.
  const lasts = [file ? position : position - 1, ...ahead.map(({ to }) => to - 1)].filter((last) => last >= 0);
  for (const last of lasts) {
    for await (const found of readFoundFiles(storage, importName, list, { from: last, to: last + 1 })) take(found);
  }
  const names = new Set(begun.map(({ name }) => name));
  if (names.size > 0) {
    for await (const found of readFoundFiles(storage, importName, list, { from: position })) {
      if (names.delete(found.name)) take(found);
      if (names.size === 0) break;
    }
  }
  return newest;
}
