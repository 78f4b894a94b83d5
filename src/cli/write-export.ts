import { rename, writeFile } from 'node:fs/promises';
import { LongshoreError } from '../contract/failure';
import type { BookmarkExport } from './bookmark-export';

/** Whole or not at all: a nightly export must not leave half a file in place of the last one. Throws `usage-invalid`. */
export async function writeExport(path: string, exported: BookmarkExport): Promise<void> {
  const temporary = `${path}.tmp`;
  try {
    await writeFile(temporary, `${JSON.stringify(exported, null, 2)}\n`);
    await rename(temporary, path);
  } catch (error) {
    const reason = error instanceof Error ? error.message : '';
    throw new LongshoreError('usage-invalid', `${path} cannot be written: ${reason}`, { remedy: 'Name another file.' });
  }
}
