import {
  type Client,
  type WithStartWorkflowOperation as WithStart,
  WithStartWorkflowOperation,
  WorkflowNotFoundError,
  WorkflowUpdateFailedError,
} from '@temporalio/client';
import { ApplicationFailure, type Workflow } from '@temporalio/common';
import { type BookmarkState, type BookmarkWrite, emptyBookmark, type WitnessedWrite } from '../contract/bookmark';
import { LongshoreError } from '../contract/failure';
import { bookmarkWorkflowId, bookmarkWorkflowType, queryNames, updateNames } from '../contract/names';
import type { Storage } from '../storage';
import type { BookmarkPlace } from './bookmark-place';
import { readWitness, writeWitness } from './witness';

/**
 * Bookmarks as long-lived workflows, one each: writes are updates, so there is one writer at a time and an answer at
 * once; reads are queries, for which a worker must be up.
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

  async read(name: string): Promise<BookmarkState> {
    const state = await this.#current(name);
    const witness = await readWitness(this.#storage, name);
    if (witness && state.version < witness.version) {
      throw new LongshoreError(
        'bookmark-lost',
        `The bookmark of ${name} is at version ${state.version}, but version ${witness.version} was completed on ${new Date(witness.at).toISOString()}`,
      );
    }
    return state;
  }

  async write(name: string, write: BookmarkWrite): Promise<BookmarkState> {
    const witness = await readWitness(this.#storage, name);
    const state = await this.#update(name, witness ? { ...write, atLeast: witness.version } : write);
    if (write.status === 'completed') await this.#witness(name, state);
    return state;
  }

  async replace(name: string, write: BookmarkWrite): Promise<BookmarkState> {
    const state = await this.#update(name, write);
    await this.#witness(name, state);
    return state;
  }

  async #witness(name: string, state: BookmarkState): Promise<void> {
    await writeWitness(this.#storage, name, { version: state.version, at: state.updatedAt ?? 0 });
  }

  async #current(name: string): Promise<BookmarkState> {
    const handle = this.#client.workflow.getHandle(bookmarkWorkflowId(name));
    try {
      const { status } = await handle.describe();
      // A closed bookmark still answers queries, but the next write would begin a new, empty one.
      if (status.name !== 'RUNNING') return emptyBookmark;
      return await handle.query<BookmarkState>(queryNames.bookmark);
    } catch (error) {
      if (error instanceof WorkflowNotFoundError) return emptyBookmark;
      throw error;
    }
  }

  async #update(name: string, write: WitnessedWrite): Promise<BookmarkState> {
    const start: WithStart<Workflow> = new WithStartWorkflowOperation<Workflow>(bookmarkWorkflowType, {
      workflowId: bookmarkWorkflowId(name),
      taskQueue: this.#taskQueue,
      workflowIdConflictPolicy: 'USE_EXISTING',
      staticSummary: `Bookmark of ${name}`,
      args: [],
    });
    try {
      return await this.#client.workflow.executeUpdateWithStart<Workflow, BookmarkState, [WitnessedWrite]>(
        updateNames.writeBookmark,
        { startWorkflowOperation: start, args: [write] },
      );
    } catch (error) {
      if (!(error instanceof WorkflowUpdateFailedError && error.cause instanceof ApplicationFailure)) throw error;
      const { type, message } = error.cause;
      if (type !== 'bookmark-conflict' && type !== 'bookmark-lost') throw error;
      throw new LongshoreError(type, `${name}: ${message}`, { cause: error });
    }
  }
}
