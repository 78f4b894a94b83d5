import { randomUUID } from 'node:crypto';
import { link, mkdir, open, readdir, readFile, rm } from 'node:fs/promises';
import { join } from 'node:path';
import {
  type BookmarkAddress,
  type BookmarkHistoryEntry,
  type BookmarkState,
  type BookmarkWrite,
  emptyBookmark,
  historyLength,
} from '../contract/bookmark';
import { BookmarkConflict } from '../contract/bookmark-conflict';
import { bookmarkName, requireAddress } from '../contract/bookmark-names';
import { LongshoreError } from '../contract/failure';
import { judgeWrite } from '../contract/next-version';
import type { BookmarkPlace } from './bookmark-place';
import { requireStorable } from './require-storable';
import {
  entryOf,
  nextVersionFile,
  parseVersionFile,
  stateOf,
  type VersionFile,
  versionFileName,
  versionOfFile,
} from './version-file';
import { versionGone } from './version-gone';

/**
 * Bookmarks in a directory, for jobs of one machine: a folder each, in it a file for each version.
 *
 * To write is to create the file of the next version, which only one can: the file is written whole under another name
 * and then linked, and a link to a name that exists fails. No lock is left behind by a process that dies.
 */
export class DirectoryBookmarks implements BookmarkPlace {
  readonly #root: string;

  constructor(root: string) {
    this.#root = root;
  }

  get description(): string {
    return `directory ${this.#root}`;
  }

  async read(bookmark: BookmarkAddress): Promise<BookmarkState> {
    return stateOf(await this.#newest(bookmark));
  }

  async readCompleted(bookmark: BookmarkAddress): Promise<BookmarkState> {
    const newest = await this.#newest(bookmark);
    if (newest?.completedVersion === undefined) return emptyBookmark;
    const completed = await this.#file(bookmark, newest.completedVersion);
    if (completed) return stateOf(completed);
    // It is removed once a newer one is completed.
    const newer = await this.#newest(bookmark);
    if (newer?.completedVersion !== newest.completedVersion) return this.readCompleted(bookmark);
    const path = join(this.#folder(bookmark), versionFileName(newest.completedVersion));
    throw new LongshoreError('bookmark-unreadable', `${path} is gone, the newest completed version of a bookmark`);
  }

  async readVersion(bookmark: BookmarkAddress, version: number): Promise<BookmarkState> {
    const newest = await this.#newest(bookmark);
    const isOfHistory = version > 0 && version > (newest?.version ?? 0) - historyLength;
    const isKept = isOfHistory || version === newest?.completedVersion;
    const file = isKept ? await this.#file(bookmark, version) : undefined;
    if (!file) throw versionGone(bookmark, version);
    return stateOf(file);
  }

  async history(bookmark: BookmarkAddress): Promise<readonly BookmarkHistoryEntry[]> {
    const versions = (await this.#versions(bookmark)).slice(0, historyLength);
    const files = await Promise.all(versions.map((version) => this.#file(bookmark, version)));
    return files.flatMap((file) => (file ? [entryOf(stateOf(file))] : []));
  }

  async write(bookmark: BookmarkAddress, asked: BookmarkWrite): Promise<BookmarkState> {
    const { write } = requireStorable(bookmark, asked);
    for (;;) {
      const current = await this.#newest(bookmark);
      const version = current?.version ?? 0;
      const judgement = judgeWrite({ version, writeId: current?.writeId }, write);
      if (judgement === 'repeat') return stateOf(current);
      if (judgement === 'conflict') {
        throw new BookmarkConflict(bookmarkName(bookmark), { version, writer: current?.writer }, write);
      }
      const next = nextVersionFile(current, write);
      // False: somebody else has made this version meanwhile.
      if (await this.#create(bookmark, next)) return stateOf(next);
    }
  }

  replace(bookmark: BookmarkAddress, write: BookmarkWrite): Promise<BookmarkState> {
    return this.write(bookmark, write);
  }

  async list({ domain, dataset }: Pick<BookmarkAddress, 'domain' | 'dataset'>): Promise<readonly string[]> {
    const folder = join(this.#root, domain, dataset);
    const entries = await this.#guard(`list ${folder}`, () =>
      unless(['ENOENT'], readdir(folder, { withFileTypes: true })),
    );
    return (entries ?? []).flatMap((entry) => (entry.isDirectory() ? [entry.name] : [])).sort();
  }

  /** Answers false where the version exists. */
  async #create(bookmark: BookmarkAddress, file: VersionFile): Promise<boolean> {
    const folder = this.#folder(bookmark);
    const temporary = join(folder, `.${randomUUID()}.tmp`);
    const path = join(folder, versionFileName(file.version));
    const isCreated = await this.#guard(`write ${path}`, async () => {
      await mkdir(folder, { recursive: true });
      try {
        await writeWhole(temporary, JSON.stringify(file));
        return (
          (await unless(
            ['EEXIST'],
            link(temporary, path).then(() => true),
          )) ?? false
        );
      } finally {
        await rm(temporary, { force: true });
      }
    });
    return isCreated && this.#isNew(bookmark, file);
  }

  /**
   * Removes what has become too old for the history. A writer that slept through 50 versions could create the file of one
   * that was removed: its write has come too late, and is none.
   */
  async #isNew(bookmark: BookmarkAddress, { version, completedVersion }: VersionFile): Promise<boolean> {
    const versions = await this.#versions(bookmark);
    const oldest = (versions[0] ?? 0) - historyLength + 1;
    const isLate = version < oldest;
    const superfluous = isLate ? [version] : versions.filter((one) => one < oldest && one !== completedVersion);
    for (const one of superfluous) {
      const path = join(this.#folder(bookmark), versionFileName(one));
      await this.#guard(`remove ${path}`, () => rm(path, { force: true }));
    }
    return !isLate;
  }

  async #newest(bookmark: BookmarkAddress): Promise<VersionFile | undefined> {
    for (;;) {
      const [version] = await this.#versions(bookmark);
      if (version === undefined) return undefined;
      const file = await this.#file(bookmark, version);
      // Gone: 50 newer ones were written since the listing.
      if (file) return file;
    }
  }

  /** Newest first. */
  async #versions(bookmark: BookmarkAddress): Promise<number[]> {
    const folder = this.#folder(requireAddress(bookmark));
    const names = await this.#guard(`list ${folder}`, () => unless(['ENOENT'], readdir(folder)));
    return (names ?? []).flatMap((name) => versionOfFile(name) ?? []).sort((a, b) => b - a);
  }

  async #file(bookmark: BookmarkAddress, version: number): Promise<VersionFile | undefined> {
    const path = join(this.#folder(bookmark), versionFileName(version));
    const text = await this.#guard(`read ${path}`, () => unless(['ENOENT'], readFile(path, 'utf8')));
    return text === undefined ? undefined : parseVersionFile(path, text, version);
  }

  #folder({ domain, dataset, job }: BookmarkAddress): string {
    return join(this.#root, domain, dataset, job);
  }

  async #guard<T>(doing: string, work: () => Promise<T>): Promise<T> {
    try {
      return await work();
    } catch (error) {
      const reason = codeOf(error) ?? String(error);
      throw new LongshoreError('storage-unavailable', `Could not ${doing}: ${reason}`, { cause: error });
    }
  }
}

async function writeWhole(path: string, text: string): Promise<void> {
  const file = await open(path, 'wx');
  try {
    await file.writeFile(text);
    await file.sync();
  } finally {
    await file.close();
  }
}

/** Undefined where the work fails with one of these codes of system errors. */
async function unless<T>(codes: readonly string[], work: Promise<T>): Promise<T | undefined> {
  try {
    return await work;
  } catch (error) {
    if (codes.includes(codeOf(error) ?? '')) return undefined;
    throw error;
  }
}

function codeOf(error: unknown): string | undefined {
  return typeof error === 'object' && error !== null && 'code' in error ? String(error.code) : undefined;
}
