import { rename, writeFile } from 'node:fs/promises';
import { stringify } from 'yaml';

/** Writes longshore.yaml anew. Renamed into place: a worker that reads it meanwhile must not find half of it. */
export async function writeConfig(path: string, sections: Readonly<Record<string, unknown>>): Promise<void> {
  // Anchors, for what several sections share, are not taken.
  await writeFile(`${path}.new`, stringify(sections, { aliasDuplicateObjects: false }));
  await rename(`${path}.new`, path);
}
