import { heartbeat } from '@temporalio/activity';
import { z } from 'zod';
import type { CatalogChunk, CommerceJob, CommerceLane, IdList } from '../../contract/commerce';
import { addCounts, addKinds, type Counts, type KindCounts, noCounts } from '../../contract/counts';
import { type FailureReport, LongshoreError } from '../../contract/failure';
import { shareBefore } from '../../contract/id-share';
import type { Waiting } from '../../contract/run';
import type { StepHeartbeat } from '../../contract/step';
import { countsSchema, mostDeaths, tickMs } from '../pulse';

const jobSchema: z.ZodType<CommerceJob> = z.strictObject({
  id: z.string(),
  delivery: z.string(),
  count: z.number(),
  runId: z.string(),
  action: z.enum(['create', 'update', 'delete']).exactOptional(),
  at: z.number(),
});

const listSchema: z.ZodType<IdList> = z.strictObject({ hash: z.string(), total: z.number() });

const chunkSchema: z.ZodType<CatalogChunk> = z.strictObject({
  folder: z.string(),
  work: z.enum(['import', 'unpublish', 'delete']),
  stage: z.enum(['items', 'staleVariants', 'variants', 'staleItems']),
  tries: z.number(),
  triesBefore: z.number().exactOptional(),
  size: z.number().exactOptional(),
  next: z.number(),
  again: listSchema.exactOptional(),
  failed: listSchema.exactOptional(),
  refused: listSchema.exactOptional(),
  left: listSchema.exactOptional(),
  last: z.string(),
  isLast: z.boolean(),
  runId: z.string(),
  counts: countsSchema,
});

/** Strict: a worker of another version may have written it, and then the step's own cursor is the safe place. */
const heartbeatSchema = z.strictObject({
  cursor: z.strictObject({
    key: z.number(),
    from: z.string().exactOptional(),
    after: z.string().exactOptional(),
    upTo: z.string().exactOptional(),
    list: listSchema.exactOptional(),
    done: z.boolean(),
    jobs: z.array(jobSchema),
    cancelled: z.number().exactOptional(),
    start: z.string().exactOptional(),
    chunk: chunkSchema.exactOptional(),
    reconcile: z.strictObject({ asOf: z.number() }).exactOptional(),
  }),
  counts: countsSchema,
  kinds: z.record(z.string(), z.strictObject({ delivered: z.number(), rejected: z.number() })),
  waiting: z.strictObject({ code: z.string(), message: z.string(), until: z.number() }).exactOptional(),
  addedPercent: z.number().optional(),
  /** Where the lane goes on, and where the step works: many pages are read before a request is full. */
  settled: z.string(),
  place: z.string(),
  died: z
    .strictObject({
      settled: z.string(),
      place: z.string(),
      /** Attempts in a row that have died there. */
      times: z.number(),
      /** And since the lane has last moved. */
      inAll: z.number(),
    })
    .exactOptional(),
});

/** A machine that is restarted again and again kills at many places, a record always at one; both end. */
const mostDeathsInAll = 10;

interface LaneHeartbeat extends StepHeartbeat<CommerceLane> {
  readonly kinds: KindCounts;
  readonly settled: string;
  readonly place: string;
  readonly died?: Deaths;
}

interface Deaths {
  readonly settled: string;
  readonly place: string;
  readonly times: number;
  readonly inAll: number;
}

/**
 * Tells Temporal where a step is in its lane, after each acknowledged request and each second, and finds out where an
 * attempt that died had come to.
 */
export class LanePulse {
  #lane: CommerceLane;
  #counts: Counts = noCounts;
  #kinds: KindCounts = {};
  readonly #waiting: () => Waiting | undefined;
  readonly #firstShare: number;
  readonly #died: Deaths | undefined;
  #reading: string | undefined;
  readonly #ticker: NodeJS.Timeout;
  readonly resumed: boolean;

  /**
   * @param details what the attempt before told last
   * @param waiting what the step waits for now
   */
  constructor(lane: CommerceLane, details: unknown, waiting: () => Waiting | undefined) {
    this.#waiting = waiting;
    const last = resumable(lane, details);
    this.#firstShare = shareOf(lane);
    this.#lane = last?.cursor ?? lane;
    this.#counts = last?.counts ?? noCounts;
    this.#kinds = last?.kinds ?? {};
    this.#died = last && deathsWith(last);
    this.resumed = last !== undefined;
    this.beat();
    this.#ticker = setInterval(() => this.beat(), tickMs);
  }

  get lane(): CommerceLane {
    return this.#lane;
  }

  get counts(): Counts {
    return this.#counts;
  }

  get kinds(): KindCounts {
    return this.#kinds;
  }

  /** `step-keeps-dying` once three attempts in a row have died at one place, or ten without an acknowledged request. */
  get keepsDying(): FailureReport | undefined {
    if (!this.#died) return undefined;
    const { times, inAll, place } = this.#died;
    if (times < mostDeaths && inAll < mostDeathsInAll) return undefined;
    const message = `${inAll} attempts in a row died, the last ${times} behind the record with the id ${place}`;
    return new LongshoreError('step-keeps-dying', message).report();
  }

  /** Tells that what lies behind this id is worked now; nothing of it is settled. */
  reading(behind: string): void {
    this.#reading = behind;
  }

  moved(lane: CommerceLane, counts: Counts, kinds: KindCounts = {}): void {
    this.#lane = lane;
    this.#counts = addCounts(this.#counts, counts);
    this.#kinds = addKinds(this.#kinds, kinds);
    this.beat();
  }

  beat(): void {
    const added = 100 * (shareOf(this.#lane) - this.#firstShare);
    const waiting = this.#waiting();
    const details: LaneHeartbeat = {
      cursor: this.#lane,
      counts: this.#counts,
      kinds: this.#kinds,
      ...(waiting ? { waiting } : {}),
      addedPercent: Math.max(0, Math.round(10 * added) / 10),
      settled: placeOf(this.#lane),
      place: placeOf(this.#lane, this.#reading),
      ...(this.#died ? { died: this.#died } : {}),
    };
    heartbeat(details);
  }

  stop(): void {
    clearInterval(this.#ticker);
  }
}

/** For people: the id behind which the lane is worked, and how far it is with what lies there. */
function placeOf({ after, from, chunk }: CommerceLane, reading?: string): string {
  const settled = after ?? from ?? 'none';
  const id = reading !== undefined && (after === undefined || reading > after) ? reading : settled;
  return chunk ? `${id} (${chunk.stage}, ${chunk.tries}, ${chunk.next})` : id;
}

/** The deaths of before, and the one of the attempt that has said this. */
function deathsWith({ settled, place, died }: LaneHeartbeat): Deaths {
  if (died?.settled !== settled) return { settled, place, times: 1, inAll: 1 };
  return { settled, place, times: died.place === place ? died.times + 1 : 1, inAll: died.inAll + 1 };
}

function shareOf({ after, from, done, upTo }: CommerceLane): number {
  if (done) return upTo === undefined ? 1 : shareBefore(upTo);
  const place = after ?? from;
  return place === undefined ? 0 : shareBefore(place);
}

/** Details of another lane, or of another shape, are not gone on from: the step's own cursor is always safe. */
function resumable(lane: CommerceLane, details: unknown): LaneHeartbeat | undefined {
  const { data: last } = heartbeatSchema.safeParse(details);
  if (
    !last ||
    last.cursor.key !== lane.key ||
    last.cursor.upTo !== lane.upTo ||
    last.cursor.list?.hash !== lane.list?.hash
  )
    return undefined;
  const isBehind = last.cursor.after === undefined ? lane.after !== undefined : last.cursor.after < (lane.after ?? '');
  if (isBehind) return undefined;
  const { addedPercent, died, ...beat } = last;
  return { ...beat, ...(addedPercent === undefined ? {} : { addedPercent }), ...(died ? { died } : {}) };
}
