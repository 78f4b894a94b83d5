import type { BookmarkExport } from './bookmark-export';
import { writeWhole } from './write-whole';

/** Whole or not at all: a nightly export must not leave half a file in place of the last one. Throws `usage-invalid`. */
export async function writeExport(path: string, exported: BookmarkExport): Promise<void> {
  await writeWhole(path, (file) => file.writeFile(`${JSON.stringify(exported, null, 2)}\n`));
}
