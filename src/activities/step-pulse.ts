import { heartbeat } from '@temporalio/activity';
import { z } from 'zod';
import { addCounts, type Counts, noCounts } from '../contract/counts';
import { type FailureReport, LongshoreError } from '../contract/failure';
import type { FilesCursor } from '../contract/files';
import type { StepHeartbeat } from '../contract/step';
import { countsSchema, mostDeaths, tickMs } from './pulse';

/** A heartbeat of this step: where it is, and where it began. */
export interface FilesHeartbeat extends StepHeartbeat<FilesCursor> {
  readonly begunAt: string;
  /** This attempt, and those in a row before it that ended at the place where it began. */
  readonly beginnings: number;
  /** How far the file at the cursor was read, by this attempt or one before it, in bytes of the source. */
  readonly readTo: number;
}

const placeSchema = z.strictObject({
  name: z.string(),
  etag: z.string(),
  format: z.enum(['array', 'ndjson']),
  encoding: z.enum(['identity', 'gzip', 'double-gzip']),
  offset: z.number(),
  index: z.number(),
  line: z.number().optional(),
  counts: countsSchema,
});

/** Strict: a worker of another version may have written it, and then the step's own cursor is the safe place. */
const heartbeatSchema = z.strictObject({
  cursor: z.strictObject({
    source: z.string(),
    lastFileTimestamp: z.number(),
    ledger: z.string().optional(),
    list: z.strictObject({ hash: z.string(), total: z.number(), bytes: z.number() }).optional(),
    position: z.number(),
    bytesDone: z.number(),
    quarantined: z.number(),
    file: placeSchema.optional(),
    begun: z.array(placeSchema).optional(),
    leftOut: z.number().optional(),
  }),
  counts: countsSchema,
  addedPercent: z.number().optional(),
  filesDone: z.number().optional(),
  current: z.string().optional(),
  begunAt: z.string(),
  beginnings: z.number(),
  readTo: z.number(),
});

/**
 * Tells Temporal where a step is, after each acknowledged batch and each second, and finds out where an attempt that
 * died had come to.
 */
export class StepPulse {
  #cursor: FilesCursor;
  #counts: Counts = noCounts;
  #current: string | undefined;
  #readTo = 0;
  #soon: NodeJS.Immediate | undefined;
  readonly #percentBefore: number;
  readonly #firstPosition: number;
  readonly #begunAt: string;
  readonly #beginnings: number;
  readonly #lost: FilesHeartbeat | undefined;
  readonly #ticker: NodeJS.Timeout;

  /**
   * @param details what the attempt before told last
   * @param percentBefore what the run has counted for these files, in percent of its list
   */
  constructor(cursor: FilesCursor, details: unknown, percentBefore = 0) {
    this.#percentBefore = percentBefore;
    this.#firstPosition = cursor.position;
    const last = resumable(cursor, details);
    this.#cursor = last?.cursor ?? cursor;
    this.#counts = last?.counts ?? noCounts;
    this.#begunAt = placeOf(this.#cursor);
    this.#beginnings = !last ? 1 : last.begunAt === this.#begunAt ? last.beginnings + 1 : 2;
    this.#lost = last;
    this.beat();
    this.#ticker = setInterval(() => this.beat(), tickMs);
  }

  get cursor(): FilesCursor {
    return this.#cursor;
  }

  get counts(): Counts {
    return this.#counts;
  }

  /** True where an attempt before this one has left something to go on from. */
  get resumed(): boolean {
    return this.#lost !== undefined;
  }

  /** For people: "record 7 of a.json". */
  get place(): string {
    const { file, position } = this.#cursor;
    return `record ${file?.index ?? 0} of ${file?.name ?? this.#lost?.current ?? `file ${position + 1}`}`;
  }

  /** `step-keeps-dying` once three attempts in a row have ended where this one is to begin. */
  get keepsDying(): FailureReport | undefined {
    return this.#lost && this.#beginnings > mostDeaths ? keepsDying(this.#lost) : undefined;
  }

  moved(cursor: FilesCursor, counts: Counts): void {
    this.#cursor = cursor;
    this.#counts = addCounts(this.#counts, counts);
    if (!cursor.file) {
      this.#readTo = 0;
      this.#current = undefined;
    }
    this.#beatSoon();
  }

  reading(file: string, sourceBytes: number): void {
    const isNext = file !== this.#current;
    this.#current = file;
    this.#readTo = sourceBytes;
    // Should this attempt die of the file, the next one knows its name.
    if (isNext) this.beat();
  }

  /** Share of the list's bytes that lie behind the cursor, in percent. */
  get progressPercent(): number {
    const { list, bytesDone } = this.#cursor;
    if (!list || list.bytes === 0) return list && list.total > 0 ? (100 * this.#cursor.position) / list.total : 0;
    return Math.min(100, Math.round((1_000 * (bytesDone + this.#readTo)) / list.bytes) / 10);
  }

  beat(): void {
    // The next attempt may die before it has read as far again.
    const lostReadTo = placeOf(this.#cursor) === this.#begunAt ? (this.#lost?.readTo ?? 0) : 0;
    const details: FilesHeartbeat = {
      cursor: this.#cursor,
      counts: this.#counts,
      addedPercent: Math.max(0, Math.round(10 * (this.progressPercent - this.#percentBefore)) / 10),
      filesDone: this.#cursor.position - this.#firstPosition,
      begunAt: this.#begunAt,
      beginnings: this.#beginnings,
      readTo: Math.max(this.#readTo, lostReadTo),
      ...(this.#current === undefined ? {} : { current: this.#current }),
    };
    heartbeat(details);
  }

  /** Once for all answers that have come together: a call costs 0.07 ms, a twentieth of the time of 1,000 batches a second. */
  #beatSoon(): void {
    this.#soon ??= setImmediate(() => {
      this.#soon = undefined;
      this.beat();
    });
  }

  stop(): void {
    clearImmediate(this.#soon);
    clearInterval(this.#ticker);
  }
}

function placeOf(cursor: FilesCursor): string {
  return `${cursor.list?.hash ?? ''}:${cursor.position}:${cursor.file?.offset ?? 0}`;
}

/** Details of another list, or of another shape, are not gone on from: the step's own cursor is always safe. */
function resumable(cursor: FilesCursor, details: unknown): FilesHeartbeat | undefined {
  const { data: last } = heartbeatSchema.safeParse(details);
  if (!last) return undefined;
  const sameList = last.cursor.list?.hash === cursor.list?.hash && last.cursor.source === cursor.source;
  return sameList && last.cursor.position >= cursor.position ? last : undefined;
}

function keepsDying(last: FilesHeartbeat): FailureReport {
  const { position, file, list } = last.cursor;
  const name = last.current ?? file?.name ?? `file ${position + 1} of ${list?.total ?? 0}`;
  const { offset = 0, index = 0, encoding = 'identity' } = file ?? {};
  // What is read is counted in bytes of the source, and a place in bytes of the uncompressed content.
  const to = encoding === 'identity' && last.readTo > offset ? ` and before about byte ${last.readTo}` : '';
  const message = `${mostDeaths} attempts in a row ended at ${name}, after byte ${offset} (record ${index})${to}`;
  return new LongshoreError('step-keeps-dying', message).report();
}
