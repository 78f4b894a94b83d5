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
  begunAt: z.string(),
  /** This attempt, and those in a row before it that ended at the place where it began. */
  beginnings: z.number(),
});

interface LaneHeartbeat extends StepHeartbeat<CommerceLane> {
  readonly kinds: KindCounts;
  readonly begunAt: string;
  readonly beginnings: number;
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
  readonly #begunAt: string;
  readonly #beginnings: number;
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
    this.#begunAt = placeOf(this.#lane);
    this.#beginnings = !last ? 1 : last.begunAt === this.#begunAt ? last.beginnings + 1 : 2;
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

  /** `step-keeps-dying` once three attempts in a row have ended where this one is to begin. */
  get keepsDying(): FailureReport | undefined {
    if (this.#beginnings <= mostDeaths) return undefined;
    const message = `${mostDeaths} attempts in a row ended behind the record with the id ${this.#begunAt}`;
    return new LongshoreError('step-keeps-dying', message).report();
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
      begunAt: this.#begunAt,
      beginnings: this.#beginnings,
    };
    heartbeat(details);
  }

  stop(): void {
    clearInterval(this.#ticker);
  }
}

/** For people: the id behind which the lane goes on, and how far it is with what lies there. */
function placeOf({ after, from, chunk }: CommerceLane): string {
  const id = after ?? from ?? 'none';
  return chunk ? `${id} (${chunk.stage}, ${chunk.tries}, ${chunk.next})` : id;
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
  const { addedPercent, ...beat } = last;
  return addedPercent === undefined ? beat : { ...beat, addedPercent };
}
