import { setTimeout as sleep } from 'node:timers/promises';
import {
  type BookmarkAddress,
  type BookmarkHistoryEntry,
  type BookmarkState,
  type BookmarkWrite,
  emptyBookmark,
  historyLength,
} from '../contract/bookmark';
import { BookmarkConflict } from '../contract/bookmark-conflict';
import { bookmarkName } from '../contract/bookmark-names';
import { sectionNamePattern } from '../contract/names';
import { judgeWrite } from '../contract/next-version';
import type { BookmarkPlace } from './bookmark-place';
import {
  type FoundVersions,
  findVersions,
  type ListedVersion,
  listVersions,
  readForeignVersion,
  readVersionObject,
} from './found-versions';
import type { LandingObjects } from './landing-objects';
import { requireStorable } from './require-storable';
import { savedFileName, savedFileOf, uploads } from './saved-file';
import { unreadable } from './stored-json';
import { entryOf } from './version-file';
import { versionGone } from './version-gone';
import {
  nextVersionObject,
  stateOfObject,
  type VersionObject,
  versionObjectName,
  versionsFolder,
} from './version-object';

/**
 * Bookmarks as objects of a service, for jobs of any number of machines, beside jobs that know of files alone: each version
 * is a file `<job>_running.json` or `<job>_completed.json` in the layout that they read, which holds the value and nothing
 * else, and an object of ours with all that is known of it.
 *
 * To write is to create the object of the next version, which only one can; the file follows. The other way round, the
 * file of a writer that then loses would be what others read. Where a writer dies in between, the version stands, for its
 * object has the value as well, and the next writer leaves the file. That harms at no time, since files of later versions
 * have later names. What others saved is made a version before the next one is written, so that the history has it;
 * where that is all, the bookmark is as it was.
 */
export class ObjectBookmarks implements BookmarkPlace {
  readonly #objects: LandingObjects;

  constructor(objects: LandingObjects) {
    this.#objects = objects;
  }

  get description(): string {
    return this.#objects.description;
  }

  async read(bookmark: BookmarkAddress): Promise<BookmarkState> {
    const found = await findVersions(this.#objects, bookmark);
    const current = await this.#current(found);
    return this.#told(bookmark, current);
  }

  async readCompleted(bookmark: BookmarkAddress): Promise<BookmarkState> {
    const found = await findVersions(this.#objects, bookmark);
    const version = (found.since.at(-1) ?? found.known)?.completedVersion;
    if (version === undefined) return emptyBookmark;
    const completed = await this.#version(found, version);
    if (completed) return this.#told(bookmark, completed);
    // It is removed once a newer one is completed.
    const newer = await findVersions(this.#objects, bookmark);
    if (newer.known?.version !== found.known?.version) return this.readCompleted(bookmark);
    const name = versionObjectName(bookmark, version);
    throw unreadable(`${name} in ${this.description}`, 'is gone, the newest completed version of a bookmark');
  }

  async readVersion(bookmark: BookmarkAddress, version: number): Promise<BookmarkState> {
    const found = await findVersions(this.#objects, bookmark);
    const newest = found.since.at(-1) ?? found.known;
    const isOfHistory = version > (newest?.version ?? 0) - historyLength;
    const isKept = isOfHistory || version === newest?.completedVersion;
    const kept = isKept ? await this.#version(found, version) : undefined;
    if (!kept) throw versionGone(bookmark, version);
    return this.#told(bookmark, kept);
  }

  async history(bookmark: BookmarkAddress): Promise<readonly BookmarkHistoryEntry[]> {
    const found = await findVersions(this.#objects, bookmark);
    const numbers = [...found.since, ...found.listed].map(({ version }) => version).sort((a, b) => b - a);
    const newest = numbers.slice(0, historyLength);
    const versions = await Promise.all(newest.map((version) => this.#version(found, version)));
    return versions.flatMap((version) => (version ? [entryOf(stateOfObject(version))] : []));
  }

  async write(bookmark: BookmarkAddress, asked: BookmarkWrite): Promise<BookmarkState> {
    const { write } = requireStorable(bookmark, asked);
    for (let losses = 0; ; losses += 1) {
      // Writers that met would meet again. A write takes some 100 ms of a service; ten writers have each their turn in 1 s.
      if (losses > 0) await sleep(Math.random() * Math.min(1000, 50 * 2 ** losses));
      const found = await findVersions(this.#objects, bookmark);
      const current = await this.#current(found);
      const version = current?.version ?? 0;
      const judgement = judgeWrite({ version, writeId: current?.writeId }, write);
      if (judgement === 'conflict') {
        throw new BookmarkConflict(bookmarkName(bookmark), { version, writer: current?.writer }, write);
      }
      if (found.known && !found.file) await this.#leaveFile(bookmark, found.known);
      if (judgement === 'repeat') return stateOfObject(current);
      if (!(await this.#adopt(bookmark, found, current))) continue;
      const next = nextVersionObject(current, write, bookmark);
      const old = await this.#superfluous(found, next);
      if (!(await this.#create(bookmark, next))) continue;
      await this.#leaveFile(bookmark, next);
      for (const one of old) await this.#remove(bookmark, one);
      return stateOfObject(next);
    }
  }

  replace(bookmark: BookmarkAddress, write: BookmarkWrite): Promise<BookmarkState> {
    return this.write(bookmark, write);
  }

  async list(dataset: Pick<BookmarkAddress, 'domain' | 'dataset'>): Promise<readonly string[]> {
    const folder = versionsFolder(dataset);
    const ours = (await this.#objects.list(folder)).flatMap(
      ({ name }) => name.slice(folder.length).split('/')[0] ?? [],
    );
    const files = (await this.#objects.list(uploads(dataset))).flatMap((object) => savedFileOf(object)?.job ?? []);
    // Files of others may have names that no bookmark can have.
    return [...new Set([...ours, ...files])].filter((job) => sectionNamePattern.test(job)).sort();
  }

  async #current({ known, since }: FoundVersions): Promise<VersionObject | undefined> {
    const foreign = since.at(-1);
    return foreign ? readForeignVersion(this.#objects, foreign) : known;
  }

  /** Undefined where there is none, or it was removed since it was found. */
  async #version({ listed, known, since }: FoundVersions, version: number): Promise<VersionObject | undefined> {
    if (known?.version === version) return known;
    const foreign = since.find((one) => one.version === version);
    if (foreign) return readForeignVersion(this.#objects, foreign);
    const ours = listed.find((one) => one.version === version);
    return ours && readVersionObject(this.#objects, ours);
  }

  async #told(bookmark: BookmarkAddress, version: VersionObject | undefined): Promise<BookmarkState> {
    const state = stateOfObject(version);
    if (!version || !this.#objects.areMoved) return state;
    const [file] = await this.#objects.list(savedFileName(bookmark, version.file, version.status));
    return file && !file.isInData ? { ...state, isUnmoved: true } : state;
  }

  /** Makes versions of what others have saved. False where somebody was quicker. */
  async #adopt(
    bookmark: BookmarkAddress,
    { since }: FoundVersions,
    current: VersionObject | undefined,
  ): Promise<boolean> {
    const [completed] = since.filter(({ version }) => version === current?.completedVersion);
    if (completed && completed.version !== current?.version) {
      if (!(await this.#create(bookmark, await readForeignVersion(this.#objects, completed)))) return false;
    }
    return since.length === 0 || !current || this.#create(bookmark, current);
  }

  /** False where there is another version of this number. */
  async #create(bookmark: BookmarkAddress, made: VersionObject): Promise<boolean> {
    const name = versionObjectName(bookmark, made.version);
    if (!(await this.#objects.create(name, JSON.stringify(made)))) return false;
    if (await this.#isNew(bookmark, made)) return true;
    await this.#objects.remove(name);
    return false;
  }

  /**
   * A writer that slept could create a version whose number is free again, since 50 newer ones were written or a platform
   * has moved it away: its write has come too late, and is none.
   */
  async #isNew(bookmark: BookmarkAddress, { version, writeId }: VersionObject): Promise<boolean> {
    const listed = await listVersions(this.#objects, bookmark);
    if (version <= (listed[0]?.version ?? 0) - historyLength) return false;
    const there = listed.find((one) => one.version === version);
    const isMoved = this.#objects.areMoved && there?.object.isInData;
    return !isMoved || (await readVersionObject(this.#objects, there))?.writeId === writeId;
  }

  /** Where there is a file of this name it is left as it is: it is this one, or somebody else's save. */
  async #leaveFile(bookmark: BookmarkAddress, { file, status, value }: VersionObject): Promise<void> {
    if (!file.isForeign) await this.#objects.create(savedFileName(bookmark, file, status), JSON.stringify(value));
  }

  /** What becomes too old for the history, read before anything is written: what cannot be read is an error then. */
  async #superfluous({ listed }: FoundVersions, next: VersionObject): Promise<readonly VersionObject[]> {
    const isSuperfluous = ({ version }: ListedVersion) =>
      version <= next.version - historyLength && version !== next.completedVersion;
    const versions = listed.filter(isSuperfluous).map((one) => readVersionObject(this.#objects, one));
    return (await Promise.all(versions)).flatMap((version) => version ?? []);
  }

  /** The file first: without its object nobody would know whose it is. */
  async #remove(bookmark: BookmarkAddress, { version, file, status }: VersionObject): Promise<void> {
    if (!file.isForeign) await this.#objects.remove(savedFileName(bookmark, file, status));
    await this.#objects.remove(versionObjectName(bookmark, version));
  }
}
