import { setMaxListeners } from 'node:events';
import type { Governor } from '../../../src/activities/delivery/governor';
import { LongshoreError } from '../../../src/contract/failure';

export interface Behaviour {
  /** How long an answer takes, in ms, when so many requests are out. */
  readonly latencyMs: (out: number) => number;
  /** Requests per second that are taken, with so many at once; unlimited when left out. May change with time. */
  readonly limit?: (elapsedMs: number) => { readonly perSecond: number; readonly burst: number };
  /** True for a time in which nothing is taken. */
  readonly away?: (elapsedMs: number) => boolean;
}

/** A destination on the fake clock, and senders that have always something to send. */
export class SimulatedDestination {
  taken = 0;
  refused = 0;
  mostOut = 0;
  /** When each request was taken, in ms since the start. */
  readonly takenAt: number[] = [];
  readonly #behaviour: Behaviour;
  readonly #start = Date.now();
  #tokens = Number.POSITIVE_INFINITY;
  #filledAt = 0;
  #out = 0;

  constructor(behaviour: Behaviour) {
    this.#behaviour = behaviour;
  }

  /** Sends through the governor for a time, refused requests again, as many at once as it lets. */
  async keepBusy(governor: Governor, ms: number, senders = 32): Promise<void> {
    const end = Date.now() + ms;
    const never = new AbortController().signal;
    setMaxListeners(0, never);
    const send = async (): Promise<void> => {
      while (Date.now() < end) {
        const permit = await governor.permit(never);
        if (Date.now() >= end) return permit.giveBack();
        const error = await this.#answer();
        permit.ended(error ? { kind: 'busy', error } : { kind: 'answered' });
      }
    };
    await Promise.all(Array.from({ length: senders }, send));
  }

  async #answer(): Promise<LongshoreError | undefined> {
    const { latencyMs, away } = this.#behaviour;
    const elapsed = Date.now() - this.#start;
    this.#out += 1;
    this.mostOut = Math.max(this.mostOut, this.#out);
    const isTaken = !(away?.(elapsed) ?? false) && this.#takeToken(elapsed);
    await new Promise((resolve) => setTimeout(resolve, latencyMs(this.#out)));
    this.#out -= 1;
    if (isTaken) {
      this.taken += 1;
      this.takenAt.push(elapsed);
      return undefined;
    }
    this.refused += 1;
    return new LongshoreError('throttled', 'Too often');
  }

  #takeToken(elapsed: number): boolean {
    const limit = this.#behaviour.limit?.(elapsed);
    if (!limit) return true;
    const filled = this.#tokens + ((elapsed - this.#filledAt) * limit.perSecond) / 1_000;
    this.#tokens = Math.min(limit.burst, filled);
    this.#filledAt = elapsed;
    if (this.#tokens < 1) return false;
    this.#tokens -= 1;
    return true;
  }
}
