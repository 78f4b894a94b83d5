import { heartbeat } from '@temporalio/activity';
import { z } from 'zod';
import { noCounts } from '../../contract/counts';
import { type FailureReport, LongshoreError } from '../../contract/failure';
import type { StepHeartbeat } from '../../contract/step';
import { countsSchema, mostDeaths, tickMs } from '../pulse';
import type { Amount, LandFilesRequest } from './courier-requests';
import type { LandedPrefix } from './landed-prefix';

type Place = Pick<LandFilesRequest, 'position'> & { readonly list: string };

interface LandingHeartbeat extends StepHeartbeat<Place> {
  readonly landed: Amount;
  /** True where an attempt after this one has less to do. */
  readonly moved: boolean;
  /** This attempt, and those in a row before it that died before anything moved. */
  readonly beginnings: number;
}

/** Strict: a worker of another version may have written it, and then the step's own position is the safe place. */
const heartbeatSchema = z.strictObject({
  cursor: z.strictObject({ list: z.string(), position: z.number() }),
  counts: countsSchema,
  landed: z.strictObject({ objects: z.number(), bytes: z.number() }),
  moved: z.boolean(),
  beginnings: z.number(),
  addedPercent: z.number(),
  filesDone: z.number(),
  current: z.string().exactOptional(),
});

/** Tells Temporal each second how far a step of landing is, and finds out where an attempt that died had come to. */
export class LandingPulse {
  readonly #request: LandFilesRequest;
  readonly #beginnings: number;
  readonly #lost: LandingHeartbeat | undefined;
  readonly #ticker: NodeJS.Timeout;
  #prefix: LandedPrefix;
  /** Shares from 0 to 1 of the objects that are being landed, by name. */
  readonly #shares = new Map<string, number>();
  #moved = false;

  /** @param details what the attempt before told last */
  constructor(request: LandFilesRequest, details: unknown) {
    this.#request = request;
    const { data: last } = heartbeatSchema.safeParse(details);
    const isOfThis = last?.cursor.list === request.list.hash && last.cursor.position >= request.position;
    this.#lost = isOfThis ? last : undefined;
    this.#prefix = this.#lost
      ? { position: this.#lost.cursor.position, landed: this.#lost.landed }
      : { position: request.position, landed: { objects: 0, bytes: 0 } };
    this.#beginnings = !this.#lost ? 1 : this.#lost.moved ? 2 : this.#lost.beginnings + 1;
    this.#beat();
    this.#ticker = setInterval(() => this.#beat(), tickMs);
  }

  /** How far it is: at first, from where this attempt goes on. */
  get prefix(): LandedPrefix {
    return this.#prefix;
  }

  /** True where an attempt before this one has died. */
  get resumed(): boolean {
    return this.#lost !== undefined;
  }

  /** `step-keeps-dying` once three attempts in a row have ended before anything moved. */
  get keepsDying(): FailureReport | undefined {
    if (this.#beginnings <= mostDeaths) return undefined;
    const what = this.#lost?.current ?? `file ${this.#prefix.position + 1} of the list`;
    return new LongshoreError(
      'step-keeps-dying',
      `${mostDeaths} attempts in a row ended while ${what} landed`,
    ).report();
  }

  /** A share of an object, from 0 to 1, has come. */
  landing(name: string, share: number): void {
    const isNext = !this.#shares.has(name);
    this.#shares.set(name, share);
    // Should this attempt die of the object, the next one knows its name.
    if (isNext) this.#beat();
  }

  /** What came of an object is counted with the prefix, or begins anew. */
  left(name: string): void {
    this.#shares.delete(name);
  }

  /** An attempt after this one has less to do. */
  moved(prefix: LandedPrefix): void {
    this.#moved = true;
    this.#prefix = prefix;
  }

  stop(): void {
    clearInterval(this.#ticker);
  }

  #beat(): void {
    const { list, position: first, all } = this.#request;
    const { position, landed } = this.#prefix;
    const coming = [...this.#shares.values()].reduce((sum, share) => sum + share, 0);
    // As the run reckons: landing is all of it, or half of it beside the loads.
    const whole = all ? 100 : 50;
    const added = (whole * (position - first + coming)) / Math.max(1, list.total);
    const [current] = this.#shares.keys();
    const details: LandingHeartbeat = {
      cursor: { list: list.hash, position },
      counts: noCounts,
      landed,
      moved: this.#moved,
      beginnings: this.#beginnings,
      addedPercent: Math.round(10 * added) / 10,
      filesDone: landed.objects,
      ...(current === undefined ? {} : { current }),
    };
    heartbeat(details);
  }
}
