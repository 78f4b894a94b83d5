import { readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';

/** Longshore's own version, as its package says: what `runs` shows for a run that this worker opened. */
export const productVersion: string = readVersion(__dirname);

/** The package's file lies two folders up from the sources and three from the compiled code. */
function readVersion(folder: string): string {
  try {
    const { version } = JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8')) as { version: string };
    return version;
  } catch (error) {
    if (dirname(folder) === folder) throw error;
    return readVersion(dirname(folder));
  }
}
