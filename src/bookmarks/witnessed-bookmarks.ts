import type { BookmarkAddress, BookmarkHistoryEntry, BookmarkState, BookmarkWrite } from '../contract/bookmark';
import type { Storage } from '../storage';
import type { BookmarkPlace } from './bookmark-place';
import { leaveWitness, readWitness, requireWitnessed } from './witness';

/**
 * A place of the bookmarks of imports, each completion of which leaves a witness in storage: where the place was emptied,
 * or another is configured, an import does not read everything again without a word. (The place `temporal` sees to it
 * itself, for the states of other jobs too.)
 */
export class WitnessedBookmarks implements BookmarkPlace {
  readonly #place: BookmarkPlace;
  readonly #storage: Storage;

  constructor(place: BookmarkPlace, storage: Storage) {
    this.#place = place;
    this.#storage = storage;
  }

  get description(): string {
    return this.#place.description;
  }

  async read(bookmark: BookmarkAddress): Promise<BookmarkState> {
    const witness = await readWitness(this.#storage, bookmark);
    const newest = await this.#place.read(bookmark);
    requireWitnessed(witness, bookmark, newest, this.description);
    return newest;
  }

  async readCompleted(bookmark: BookmarkAddress): Promise<BookmarkState> {
    await this.read(bookmark);
    return this.#place.readCompleted(bookmark);
  }

  async readVersion(bookmark: BookmarkAddress, version: number): Promise<BookmarkState> {
    await this.read(bookmark);
    return this.#place.readVersion(bookmark, version);
  }

  async history(bookmark: BookmarkAddress): Promise<readonly BookmarkHistoryEntry[]> {
    await this.read(bookmark);
    return this.#place.history(bookmark);
  }

  async write(bookmark: BookmarkAddress, write: BookmarkWrite): Promise<BookmarkState> {
    await this.read(bookmark);
    const state = await this.#place.write(bookmark, write);
    if (write.status === 'completed') await leaveWitness(this.#storage, bookmark, state, this.description);
    return state;
  }

  async replace(bookmark: BookmarkAddress, write: BookmarkWrite): Promise<BookmarkState> {
    const state = await this.#place.replace(bookmark, write);
    await leaveWitness(this.#storage, bookmark, state, this.description);
    return state;
  }

  list(dataset: Pick<BookmarkAddress, 'domain' | 'dataset'>): Promise<readonly string[]> {
    return this.#place.list(dataset);
  }
}
