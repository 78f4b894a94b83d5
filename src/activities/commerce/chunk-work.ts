import type { CatalogChunk, CommerceJob, CommerceLane, IdList } from '../../contract/commerce';
import { addCounts, type Counts, noCounts } from '../../contract/counts';
import { LongshoreError } from '../../contract/failure';
import {
  type ChunkContent,
  type ChunkTry,
  readChunk,
  readChunkTry,
  readIdsAfter,
  type Storage,
  writeIdList,
} from '../../storage';
import { ChunkEntries } from './chunk-entries';
import type { LaneStep } from './lane-step';

export interface ChunkWorkOptions {
  readonly step: LaneStep;
  readonly storage: Storage;
  readonly import: string;
  readonly runId: string;
  /** The reading that finds the products. Epoch ms of the shop's clock. */
  readonly asOf: number;
  /** Jobs that the lane may have out. */
  readonly mostJobs: number;
  /** The products were rejected before, and are no longer where they are delivered now. */
  readonly replay: boolean;
  readonly productsOfSkus: (skus: Iterable<string>) => Promise<ReadonlyMap<string, readonly string[]>>;
}

/** What a step does to the open chunk of its lane: where it stands, what it holds, and what is counted of it. */
export class ChunkWork {
  readonly options: ChunkWorkOptions;
  #entries: { readonly folder: string; readonly entries: ChunkEntries } | undefined;
  #ids: { readonly name: string; readonly ids: ChunkTry } | undefined;

  constructor(options: ChunkWorkOptions) {
    this.options = options;
  }

  get lane(): CommerceLane {
    return this.options.step.pulse.lane;
  }

  get chunk(): CatalogChunk {
    const { chunk } = this.lane;
    if (!chunk) throw new Error('The lane has no open chunk');
    return chunk;
  }

  /** True for entries that were read from the shop, and are counted; what is tidied up beside them is not. */
  get isCounted(): boolean {
    const { work, stage } = this.chunk;
    return work === 'import' && stage !== 'staleVariants';
  }

  /** What a chunk holds that this step has opened: it need not be read again. */
  opened(folder: string, content: ChunkContent): void {
    this.#entries = { folder, entries: new ChunkEntries(content) };
  }

  /** Undefined where what the chunk holds is gone from storage. */
  async known(): Promise<ChunkEntries | undefined> {
    const { folder } = this.chunk;
    if (this.#entries?.folder === folder) return this.#entries.entries;
    const content = await readChunk(this.options.storage, folder);
    if (!content) return undefined;
    const entries = new ChunkEntries(content);
    this.#entries = { folder, entries };
    return entries;
  }

  /** Throws `storage-missing` where it is gone. */
  async entries(): Promise<ChunkEntries> {
    const entries = await this.known();
    if (entries) return entries;
    const { storage } = this.options;
    throw new LongshoreError('storage-missing', `The chunk ${this.chunk.folder} is not in ${storage.description}`);
  }

  /** Ids of the present try. */
  async ids(): Promise<ChunkTry> {
    const { folder, stage, tries } = this.chunk;
    const name = `${folder}/${tryName(stage, tries)}`;
    if (this.#ids?.name === name) return this.#ids.ids;
    const ids = await readChunkTry(this.options.storage, folder, tryName(stage, tries));
    this.#ids = { name, ids };
    return ids;
  }

  /** Moves the chunk on, and counts. */
  moved(change: Partial<CatalogChunk>, counts: Counts, jobs = this.lane.jobs): void {
    this.#became({ ...this.chunk, ...change }, counts, jobs);
  }

  /** Begins a stage, or its next try with what is to go out again. What is in it is still to be planned. */
  began(change: Pick<CatalogChunk, 'stage' | 'tries' | 'triesBefore'>): void {
    const { size: _, ...chunk } = this.chunk;
    this.#became({ ...chunk, ...change, next: 0 }, noCounts, this.lane.jobs);
  }

  /** Takes what goes out in the present try. */
  planned(size: number, change: Partial<CatalogChunk>, counts: Counts): void {
    const { again: _, ...chunk } = this.chunk;
    this.#ids = undefined;
    this.#became({ ...chunk, ...change, size, next: 0 }, counts, this.lane.jobs);
  }

  #became(chunk: CatalogChunk, counts: Counts, jobs: readonly CommerceJob[]): void {
    const { pulse } = this.options.step;
    pulse.moved({ ...pulse.lane, jobs, chunk: { ...chunk, counts: addCounts(chunk.counts, counts) } }, counts);
  }

  /** A list with more ids in it. */
  async listWith(list: IdList | undefined, ids: Iterable<string>): Promise<IdList> {
    return writeIdList(this.options.storage, this.options.import, [...(await this.listed(list)), ...ids]);
  }

  async listed(list: IdList | undefined): Promise<ReadonlySet<string>> {
    const { storage, import: importName } = this.options;
    return new Set(list ? await readIdsAfter(storage, importName, list, undefined, list.total) : []);
  }
}

/** The name in storage of a try's ids. */
export function tryName(stage: CatalogChunk['stage'], tries: number): string {
  return `${stage}-${tries}`;
}
