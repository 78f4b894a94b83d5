import { setTimeout as delay } from 'node:timers/promises';
import type { LongshoreError } from '../../contract/failure';
import type { AdaptiveConcurrency } from './adaptive-concurrency';
import type { Backoff } from './backoff';
import type { LearntRate } from './learnt-rate';

/** How a request under a permit ended. Any answer but a refusal says that the destination is well. */
export type PermitEnd = { readonly kind: 'answered' } | { readonly kind: 'busy'; readonly error: LongshoreError };

/** The right to send one request. To be ended, or given back where nothing came of it. */
export interface Permit {
  ended(how: PermitEnd): void;
  giveBack(): void;
}

/** What is known of an account. Shared by all that send to it. */
export interface GovernorParts {
  /** Requests out at once: found by itself, or a number. */
  readonly concurrency: AdaptiveConcurrency | number;
  readonly rate: LearntRate;
  readonly backoff: Backoff;
}

/**
 * Governs what one worker sends to one account: how many requests at once, how many a second, and how long none. It
 * outlives steps, so that the next one begins with what the last one has learnt.
 */
export class Governor {
  readonly backoff: Backoff;
  readonly #concurrency: AdaptiveConcurrency | number;
  readonly #rate: LearntRate;
  #out = 0;
  readonly #queue: (() => void)[] = [];
  #lastToken: Promise<void> = Promise.resolve();

  constructor({ concurrency, rate, backoff }: GovernorParts) {
    this.backoff = backoff;
    this.#rate = rate;
    this.#concurrency = concurrency;
  }

  /** Requests that may be out at once. */
  get concurrency(): number {
    return typeof this.#concurrency === 'number' ? this.#concurrency : this.#concurrency.limit;
  }

  /** Requests that are worth having ready: no more than are sent within a second, so that a step can end. */
  get width(): number {
    const { perSecond } = this.#rate;
    const { concurrency } = this;
    return perSecond === undefined ? concurrency : Math.min(concurrency, Math.max(1, Math.ceil(perSecond)));
  }

  /** Waits for its turn, first come first served. Throws AbortError when the signal aborts. */
  async permit(signal: AbortSignal): Promise<Permit> {
    signal.throwIfAborted();
    if (this.#out < this.concurrency) this.#out += 1;
    else await this.#turn(signal);
    try {
      // Without a rate there is nothing to wait for, a thousand times a second.
      if (this.#rate.perSecond !== undefined) await this.#token(signal);
    } catch (error) {
      this.#leave();
      throw error;
    }
    return this.#permit(Date.now(), this.#out);
  }

  /** One waits for the next token, the others behind it: a token of later would be one of a rate that is cut meanwhile. */
  async #token(signal: AbortSignal): Promise<void> {
    const before = this.#lastToken;
    const { promise, resolve } = withResolvers();
    this.#lastToken = promise;
    try {
      await before;
      signal.throwIfAborted();
      const now = Date.now();
      const at = this.#rate.take(now);
      if (at > now) await delay(Math.ceil(at - now), undefined, { signal });
    } finally {
      resolve();
    }
  }

  #permit(sentAt: number, out: number): Permit {
    return {
      giveBack: () => this.#leave(),
      ended: (how) => {
        this.#learn(how, sentAt, out);
        this.#leave();
      },
    };
  }

  #learn(how: PermitEnd, sentAt: number, out: number): void {
    const now = Date.now();
    const adaptive = typeof this.#concurrency === 'number' ? undefined : this.#concurrency;
    if (how.kind === 'answered') {
      this.#rate.acknowledged(now);
      this.backoff.acknowledged();
      adaptive?.answered(now - sentAt, out, now);
    } else if (how.error.code === 'throttled') {
      const isPaced = this.#rate.refused(sentAt, now);
      this.backoff.refused(how.error, now, isPaced);
    } else {
      adaptive?.failed();
      this.backoff.refused(how.error, now, false);
    }
  }

  #leave(): void {
    this.#out -= 1;
    while (this.#queue.length > 0 && this.#out < this.concurrency) {
      this.#out += 1;
      this.#queue.shift()?.();
    }
  }

  /** Returns when one of those that are out has left its place to this one. */
  #turn(signal: AbortSignal): Promise<void> {
    return new Promise((resolve, reject) => {
      const go = (): void => {
        signal.removeEventListener('abort', onAbort);
        resolve();
      };
      const onAbort = (): void => {
        this.#queue.splice(this.#queue.indexOf(go), 1);
        reject(signal.reason);
      };
      signal.addEventListener('abort', onAbort, { once: true });
      this.#queue.push(go);
    });
  }
}

/** Node 20 has no Promise.withResolvers. */
function withResolvers(): { readonly promise: Promise<void>; readonly resolve: () => void } {
  let resolve = (): void => undefined;
  const promise = new Promise<void>((settle) => {
    resolve = settle;
  });
  return { promise, resolve };
}
