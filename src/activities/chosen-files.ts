import type { FilesCursor, FoundFile } from '../contract/files';
import { compareFiles, type Storage, writeFoundFiles } from '../storage';

/**
 * The cursor over files that were chosen for a second chance, oldest first, in place of a listing's; the bookmark's time
 * stays. `leftOut` counts what was not chosen and is told.
 */
export async function cursorOverChosen(
  storage: Storage,
  request: { readonly import: string; readonly files: FilesCursor },
  chosen: readonly FoundFile[],
  leftOut: number,
): Promise<FilesCursor> {
  const sorted = chosen.toSorted(compareFiles);
  return {
    source: request.files.source,
    lastFileTimestamp: request.files.lastFileTimestamp,
    position: 0,
    bytesDone: 0,
    quarantined: 0,
    ...(sorted.length === 0 ? {} : { list: await writeFoundFiles(storage, request.import, sorted) }),
    ...(leftOut === 0 ? {} : { leftOut }),
  };
}
