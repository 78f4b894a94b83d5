import { randomUUID } from 'node:crypto';
import type { BookmarkAddress, BookmarkHistoryEntry, BookmarkState } from '../contract/bookmark';
import { bookmarkName, requireAddress, stateAddress } from '../contract/bookmark-names';
import type { BookmarkPlace } from './bookmark-place';
import { diffValues, type ElementChange } from './diff-values';
import { forkBookmark } from './fork-bookmark';
import { type BookmarkPlaceConfig, openPlace } from './open-place';
import { type Rewind, rewindBookmark } from './rewind-bookmark';
import { StateData } from './state-data';

/** 256 KiB: from here on a state is probably a list that grows, and is warned of before 1 MB refuses it. */
const warningSize = 256 * 1_024;

export interface StateStoreOptions {
  /** Default: longshore. */
  readonly domain?: string;
  /** Default: states. */
  readonly dataset?: string;
  /** Who writes. Default: longshore. */
  readonly username?: string;
  /** A part of the path in S3. Default: others. */
  readonly fileType?: string;
  /** The run that writes, for the history. */
  readonly runId?: string;
  /** Takes sentences about first uses, large states, and saves that have not been moved. Default: a warning of the process. */
  readonly announce?: (sentence: string) => void;
}

export interface SaveOptions {
  /** Refused as a BookmarkConflict unless this is the newest version; left out, the write goes through. */
  readonly expectedVersion?: number;
  readonly reason?: string;
}

/** A job of a data set, as a list tells it. */
export type StateSummary = Pick<
  StateData,
  'jobName' | 'status' | 'version' | 'updatedAt' | 'completedAt' | 'writer' | 'runId'
>;

/**
 * The states that interdependent jobs keep and read of each other. A state is found by the name of its job, which must
 * stay the same. Every method throws `bookmark-unreadable` where what is stored cannot be read, and never answers an
 * empty state in its place.
 *
 * Example: `new StateStore({ type: 'directory', path: '/var/states' }, { domain: 'crm', dataset: 'states' })`.
 */
export class StateStore {
  readonly #config: BookmarkPlace | BookmarkPlaceConfig;
  readonly #options: StateStoreOptions;
  #opened: Promise<BookmarkPlace> | undefined;

  constructor(place: BookmarkPlace | BookmarkPlaceConfig, options: StateStoreOptions = {}) {
    this.#config = place;
    this.#options = options;
    requireAddress(this.#address('job'));
  }

  /**
   * The newest state of a job, running or completed as its `status` says. Where there is none it is new and empty: that
   * is announced, and nothing is written.
   */
  async getOrCreate(jobName: string): Promise<StateData> {
    const address = this.#address(jobName);
    const stored = await (await this.#place()).read(address);
    if (stored.version === 0) {
      this.#announce(`First use of the bookmark ${bookmarkName(address)}: no job of this name has stored a state yet`);
    }
    return this.#read(address, stored);
  }

  /** The newest completed state, for those who need what is finished; undefined where the job never completed. */
  async getCompleted(jobName: string): Promise<StateData | undefined> {
    const address = this.#address(jobName);
    const stored = await (await this.#place()).readCompleted(address);
    return stored.version === 0 ? undefined : this.#read(address, stored);
  }

  /** Stores the state as running, as a new version, and answers it. What was completed stays so. */
  update(data: StateData, options: SaveOptions = {}): Promise<StateData> {
    return this.#save(data, 'running', options);
  }

  /** Stores the state as completed, as a new version, and answers it. */
  complete(data: StateData, options: SaveOptions = {}): Promise<StateData> {
    return this.#save(data, 'completed', options);
  }

  /** The last versions, newest first, 50 at most. */
  async history(jobName: string, limit?: number): Promise<readonly BookmarkHistoryEntry[]> {
    return (await (await this.#place()).history(this.#address(jobName))).slice(0, limit);
  }

  /** What became of each element between two versions. Throws `bookmark-version-gone`. */
  async diff(jobName: string, from: number, to: number): Promise<readonly ElementChange[]> {
    const place = await this.#place();
    const address = this.#address(jobName);
    const before = await place.readVersion(address, from);
    return diffValues(before.value, (await place.readVersion(address, to)).value);
  }

  /** Goes back to an earlier version, as a new one; with `dryRun` it only tells what would change. */
  async rewind(
    jobName: string,
    version: number,
    options: { readonly dryRun?: boolean; readonly reason: string },
  ): Promise<Rewind> {
    return rewindBookmark(await this.#place(), this.#address(jobName), version, { ...options, ...this.#writer() });
  }

  /** Lets a new job begin with the state of this one. Throws a BookmarkConflict where the new job has a state. */
  async fork(jobName: string, newJobName: string): Promise<StateData> {
    const { writer } = this.#writer();
    const place = await this.#place();
    const from = { place, address: this.#address(jobName) };
    const state = await forkBookmark(from, { place, address: this.#address(newJobName) }, writer);
    return new StateData(newJobName, state);
  }

  /** The jobs of this data set, by name. */
  async list(): Promise<readonly StateSummary[]> {
    const place = await this.#place();
    const summaries: StateSummary[] = [];
    for (const jobName of await place.list(this.#address('all'))) {
      summaries.push(summaryOf(new StateData(jobName, await place.read(this.#address(jobName)))));
    }
    return summaries;
  }

  #read(address: BookmarkAddress, stored: BookmarkState): StateData {
    if (stored.isUnmoved) {
      this.#announce(
        `Version ${stored.version} of ${bookmarkName(address)} lies in the landing bucket alone: who reads the data bucket does not see it yet`,
      );
    }
    return new StateData(address.job, stored);
  }

  async #save(data: StateData, status: 'running' | 'completed', options: SaveOptions): Promise<StateData> {
    const bytes = data.toBytes().byteLength;
    if (bytes > warningSize) {
      this.#announce(`The state of ${data.jobName} has ${bytes} bytes; over 1 MB it is refused`);
    }
    const { expectedVersion, reason } = options;
    const stored = await (await this.#place()).write(this.#address(data.jobName), {
      value: data.elements(),
      status,
      ...this.#writer(),
      writeId: randomUUID(),
      ...(expectedVersion === undefined ? {} : { expectedVersion }),
      ...(reason === undefined ? {} : { reason }),
    });
    return new StateData(data.jobName, stored);
  }

  #place(): Promise<BookmarkPlace> {
    const config = this.#config;
    this.#opened ??= 'type' in config ? openPlace(config) : Promise.resolve(config);
    return this.#opened;
  }

  #address(job: string): BookmarkAddress {
    const { domain, dataset, fileType } = { ...stateAddress, ...this.#options };
    return { domain, dataset, job, username: this.#writer().writer, fileType };
  }

  #writer(): { writer: string; runId?: string } {
    const { username: writer = stateAddress.username, runId } = this.#options;
    return runId === undefined ? { writer } : { writer, runId };
  }

  #announce(sentence: string): void {
    const { announce } = this.#options;
    if (announce) announce(sentence);
    else process.emitWarning(sentence, 'BookmarkWarning');
  }
}

function summaryOf({ jobName, status, version, updatedAt, completedAt, writer, runId }: StateData): StateSummary {
  return { jobName, status, version, updatedAt, completedAt, writer, runId };
}
