import { randomUUID } from 'node:crypto';
import { mkdir, open, readdir, readFile, rename, rm, stat } from 'node:fs/promises';
import { dirname, join, sep } from 'node:path';
import { LongshoreError } from '../contract/failure';
import type { Storage, StoredObject } from './storage';

const temporarySuffix = '.tmp';

/** Storage in a directory of this machine: the default, and only for workers of one machine. */
export class DirectoryStorage implements Storage {
  readonly #root: string;

  constructor(root: string) {
    this.#root = root;
  }

  get description(): string {
    return `directory ${this.#root}`;
  }

  async put(key: string, content: string | Uint8Array): Promise<void> {
    const path = this.#path(key);
    const temporary = `${path}.${randomUUID()}${temporarySuffix}`;
    await this.#guard(`write ${key}`, async () => {
      await mkdir(dirname(path), { recursive: true });
      const file = await open(temporary, 'w');
      try {
        await file.writeFile(content);
        // A bookmark may point here: what it names must survive a power cut.
        await file.sync();
      } finally {
        await file.close();
      }
      await rename(temporary, path);
    });
  }

  async get(key: string): Promise<Buffer | undefined> {
    return this.#guard(`read ${key}`, () => unlessMissing(readFile(this.#path(key)), undefined, noFile));
  }

  async *list(prefix: string): AsyncGenerator<StoredObject> {
    const folder = prefix.slice(0, prefix.lastIndexOf('/') + 1);
    for await (const key of this.#keysBelow(folder)) {
      if (!key.startsWith(prefix)) continue;
      const entry = await this.#guard(`read ${key}`, () => unlessMissing(stat(this.#path(key)), undefined));
      if (entry) yield { key, size: entry.size, modifiedAt: entry.mtimeMs };
    }
  }

  async remove(key: string): Promise<void> {
    await this.#guard(`remove ${key}`, () => unlessMissing(rm(this.#path(key)), undefined, noFile));
  }

  async *#keysBelow(folder: string): AsyncGenerator<string> {
    const entries = await this.#guard(`list ${folder}`, () =>
      unlessMissing(readdir(this.#path(folder), { withFileTypes: true }), []),
    );
    // Ordered as whole keys are: a folder's name counts with its slash.
    const named = entries.map((entry) => (entry.isDirectory() ? `${entry.name}/` : entry.name)).sort();
    for (const name of named) {
      if (name.endsWith('/')) yield* this.#keysBelow(folder + name);
      else if (!name.endsWith(temporarySuffix)) yield folder + name;
    }
  }

  #path(key: string): string {
    return join(this.#root, key.split('/').join(sep));
  }

  async #guard<T>(doing: string, work: () => Promise<T>): Promise<T> {
    try {
      return await work();
    } catch (error) {
      const reason = codeOf(error) ?? String(error);
      throw new LongshoreError('storage-unavailable', `Could not ${doing} in ${this.description}: ${reason}`, {
        cause: error,
      });
    }
  }
}

/** A folder is no object, though objects lie in it. */
const noFile: readonly unknown[] = ['ENOENT', 'EISDIR', 'ERR_FS_EISDIR'];

async function unlessMissing<T, M>(
  work: Promise<T>,
  missing: M,
  codes: readonly unknown[] = ['ENOENT'],
): Promise<T | M> {
  try {
    return await work;
  } catch (error) {
    if (codes.includes(codeOf(error))) return missing;
    throw error;
  }
}

/** The code of a system error: ENOENT, EACCES, ENOSPC … */
function codeOf(error: unknown): string | undefined {
  return typeof error === 'object' && error !== null && 'code' in error ? String(error.code) : undefined;
}
