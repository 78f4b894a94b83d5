import type { Refusal } from '../../src/activities/delivery/batch';
import { type FileImport, importFile } from '../../src/activities/import-file';
import type { FilesToOdpImport } from '../../src/config';
import type { BlobContainer } from '../../src/connectors/azure-blob';
import type { Counts } from '../../src/contract/counts';
import type { FilePlace, FoundFile } from '../../src/contract/files';
import { compileOdpMapping } from '../../src/mappings';
import { governed } from './delivery/governor-under-test';
import { StrictDestination } from './delivery/strict-destination';
import { memoryContainer } from './memory-container';

/** An import of `id`, `p`, `q` and `bad` as they stand in the source. */
export const plainImport: FilesToOdpImport = {
  type: 'files-to-odp',
  source: 'stores',
  destination: 'odp',
  match: '**/*',
  format: 'auto',
  object: 'stores',
  key: 'id',
  fields: { id: 'id', p: 'p', q: 'q', bad: 'bad' },
  nulls: 'keep',
  largeIntegers: 'reject',
  batchSize: 3,
  concurrency: 4,
  maxConcurrency: 32,
  parallelFiles: 1,
  maxRejects: 1_000,
  maxRejectRate: 1,
  onError: 'quarantine',
  giveUpAfterMs: 1_000,
  maxRecordBytes: 1_000,
  overlapMs: 0,
  settleMs: 0,
  title: 'Stores',
  records: 'stores',
  dependsOn: [],
};

/** Refused by the destination because they say so themselves. */
export const isBad = (record: Readonly<Record<string, unknown>>): boolean => record.bad === true;

/** What was told while a file was imported. */
export interface Told {
  readonly places: FilePlace[];
  readonly counts: Counts[];
  /** By index; a repeat of one overwrites it, as in storage. */
  readonly refusals: Map<number, Refusal>;
}

export interface AttemptOptions {
  readonly settings?: Partial<FilesToOdpImport>;
  readonly container?: BlobContainer;
  readonly destination?: StrictDestination;
  readonly from?: FilePlace;
  readonly told?: Told;
  readonly stopping?: () => boolean;
  readonly cancelled?: AbortSignal;
  readonly abandoned?: AbortSignal;
  readonly onProgress?: (place: FilePlace) => void;
}

export const nothingTold = (): Told => ({ places: [], counts: [], refusals: new Map() });

const never = new AbortController().signal;

/** One attempt at a file with the given content, by a step that is otherwise alone in the world. */
export function attempt(file: FoundFile, content: Uint8Array, options: AttemptOptions = {}) {
  const settings = { ...plainImport, ...options.settings };
  const told = options.told ?? nothingTold();
  const destination = options.destination ?? new StrictDestination({ isGuilty: isBad });
  const run: FileImport = {
    settings,
    container: options.container ?? memoryContainer(content),
    map: compileOdpMapping({ ...settings, types: {} }),
    send: destination.send,
    ...governed(typeof settings.concurrency === 'number' ? settings.concurrency : 8, 60_000),
    keepRefusals: async (_, refusals) => {
      for (const refusal of refusals) told.refusals.set(refusal.index, refusal);
    },
    cancelled: options.cancelled ?? never,
    abandoned: options.abandoned ?? never,
    stopping: options.stopping ?? (() => false),
    progressed: (place, counts) => {
      told.places.push(place);
      told.counts.push(counts);
      options.onProgress?.(place);
    },
    reading: () => undefined,
  };
  return importFile(file, options.from, run);
}
