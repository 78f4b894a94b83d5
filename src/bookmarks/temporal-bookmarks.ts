import type { Client } from '@temporalio/client';
import {
  type BookmarkAddress,
  type BookmarkHistoryEntry,
  type BookmarkState,
  type BookmarkVersion,
  type BookmarkWrite,
  emptyBookmark,
} from '../contract/bookmark';
import { bookmarkFolder, bookmarkWorkflowId, requireAddress } from '../contract/bookmark-names';
import type { KeptVersion, KeptWrite, VersionWanted } from '../contract/kept-bookmark';
import { bookmarkWorkflowType, queryNames } from '../contract/names';
import type { Storage } from '../storage';
import { askBookmark } from './ask-bookmark';
import type { BookmarkPlace } from './bookmark-place';
import { requireStorable } from './require-storable';
import { largestInline, readStoredValue, storeValue } from './stored-values';
import { updateBookmark } from './update-bookmark';
import { versionGone } from './version-gone';
import { leaveWitness, readWitness, requireWitnessed } from './witness';

/**
 * Bookmarks as long-lived workflows, one each: writes are updates, so there is one writer at a time and an answer at
 * once; reads are queries, for which a worker must be up. While a write is worked on the server lets one query of a
 * bookmark wait and refuses others, which the client repeats for some 45 s: it is no place for reads in a tight loop.
 * Values over 8 KB lie in storage.
 *
 * A workflow that was terminated or deleted would begin again empty, and the import with it. So each completion leaves
 * a witness in storage, and a bookmark that is behind its witness is `bookmark-lost`, to readers and to writers.
 */
export class TemporalBookmarks implements BookmarkPlace {
  readonly #client: Client;
  readonly #storage: Storage;
  readonly #taskQueue: string;

  constructor(options: { readonly client: Client; readonly storage: Storage; readonly taskQueue: string }) {
    this.#client = options.client;
    this.#storage = options.storage;
    this.#taskQueue = options.taskQueue;
  }

  get description(): string {
    return `Temporal, namespace ${this.#client.options.namespace}`;
  }

  async read(bookmark: BookmarkAddress): Promise<BookmarkState> {
    return this.#stateOf(bookmark, await this.#find(bookmark, 'newest'));
  }

  async readCompleted(bookmark: BookmarkAddress): Promise<BookmarkState> {
    return this.#stateOf(bookmark, await this.#find(bookmark, 'completed'));
  }

  async readVersion(bookmark: BookmarkAddress, version: number): Promise<BookmarkState> {
    const kept = await this.#find(bookmark, version);
    if (kept?.version === 0) throw versionGone(bookmark, version);
    return this.#stateOf(bookmark, kept, version);
  }

  async history(bookmark: BookmarkAddress): Promise<readonly BookmarkHistoryEntry[]> {
    await this.#find(bookmark, 'newest');
    return (await this.#ask<readonly BookmarkHistoryEntry[]>(bookmark, queryNames.bookmarkHistory)) ?? [];
  }

  async write(bookmark: BookmarkAddress, asked: BookmarkWrite): Promise<BookmarkState> {
    const write = await this.#keptWrite(bookmark, asked);
    const witness = await readWitness(this.#storage, bookmark);
    const version = await this.#update(bookmark, witness ? { ...write, atLeast: witness.version } : write);
    if (write.status === 'completed') await this.#witness(bookmark, version);
    return { ...version, value: asked.value };
  }

  async replace(bookmark: BookmarkAddress, asked: BookmarkWrite): Promise<BookmarkState> {
    const version = await this.#update(bookmark, await this.#keptWrite(bookmark, asked));
    await this.#witness(bookmark, version);
    return { ...version, value: asked.value };
  }

  async list(dataset: Pick<BookmarkAddress, 'domain' | 'dataset'>): Promise<readonly string[]> {
    const start = `bookmark/${bookmarkFolder(dataset)}`;
    const query = `WorkflowType = '${bookmarkWorkflowType}' AND ExecutionStatus = 'Running'`;
    const jobs: string[] = [];
    for await (const { workflowId } of this.#client.workflow.list({ query })) {
      if (!workflowId.startsWith(start)) continue;
      const job = workflowId.slice(start.length);
      // The folder of imports is the root, in which other datasets lie.
      if (!job.includes('/')) jobs.push(job);
    }
    return jobs.sort();
  }

  /** Throws `bookmark-lost` where the newest version is behind the witness, whichever is wanted. */
  async #find(bookmark: BookmarkAddress, wanted: VersionWanted): Promise<KeptVersion | undefined> {
    requireAddress(bookmark);
    const witness = await readWitness(this.#storage, bookmark);
    const newest = (await this.#ask<KeptVersion>(bookmark, queryNames.bookmark)) ?? emptyBookmark;
    requireWitnessed(witness, bookmark, newest, this.description);
    if (newest.version === 0 || wanted === 'newest') return wanted === 'completed' ? emptyBookmark : newest;
    return this.#ask<KeptVersion>(bookmark, queryNames.bookmark, wanted);
  }

  async #stateOf(
    bookmark: BookmarkAddress,
    kept: KeptVersion | undefined,
    wanted = kept?.version,
  ): Promise<BookmarkState> {
    if (!kept || kept.version !== wanted) throw versionGone(bookmark, wanted);
    const { value, stored, ...version } = kept;
    if (stored) return { ...version, value: await readStoredValue(this.#storage, bookmark, stored) };
    if (value === undefined) throw versionGone(bookmark, wanted);
    return { ...version, value };
  }

  async #keptWrite(bookmark: BookmarkAddress, asked: BookmarkWrite): Promise<KeptWrite> {
    const { write, text } = requireStorable(bookmark, asked);
    if (Buffer.byteLength(text) <= largestInline) return write;
    const { value: _, ...others } = write;
    return { ...others, stored: await storeValue(this.#storage, bookmark, text) };
  }

  #witness(bookmark: BookmarkAddress, version: BookmarkVersion): Promise<void> {
    return leaveWitness(this.#storage, bookmark, version, this.description);
  }

  #ask<Answer>(bookmark: BookmarkAddress, query: string, ...args: VersionWanted[]): Promise<Answer | undefined> {
    return askBookmark<Answer>(this.#client, bookmarkWorkflowId(bookmark), query, args);
  }

  #update(bookmark: BookmarkAddress, write: KeptWrite): Promise<BookmarkVersion> {
    return updateBookmark(this.#client, this.#taskQueue, bookmark, write);
  }
}
