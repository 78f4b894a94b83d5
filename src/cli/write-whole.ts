import { type FileHandle, open, rename, rm } from 'node:fs/promises';
import { LongshoreError } from '../contract/failure';

/**
 * Lends a file to be written, which takes its name when all of it is there: who reads it meanwhile finds what was there
 * before. Throws `usage-invalid`, before anything else is done, where it cannot be written.
 */
export async function writeWhole<Result>(path: string, write: (file: FileHandle) => Promise<Result>): Promise<Result> {
  const temporary = `${path}.tmp`;
  const file = await open(temporary, 'w').catch((error: unknown) => {
    const reason = error instanceof Error ? error.message : '';
    throw new LongshoreError('usage-invalid', `${path} cannot be written: ${reason}`, { remedy: 'Name another file.' });
  });
  try {
    const result = await write(file);
    await file.close();
    await rename(temporary, path);
    return result;
  } catch (error) {
    await file.close();
    await rm(temporary, { force: true });
    throw error;
  }
}
