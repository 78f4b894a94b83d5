import { LongshoreError } from '../../contract/failure';
import type { Backoff } from './backoff';
import type { RateWindows, WindowReport } from './rate-windows';

/** How a request ended, and what its answer told of the window. */
export type WindowedEnd = { readonly report?: WindowReport | undefined } & (
  | { readonly kind: 'answered' }
  | { readonly kind: 'busy'; readonly error: LongshoreError }
);

/** The right to send one request, to be ended once it was used. */
export interface WindowedPermit {
  ended(how: WindowedEnd): void;
}

/**
 * Governs what one worker sends to one operation of an account that is held to windows. Where they are full the operation
 * is left alone until they are not: that is a wait as after a refusal, and a step's `Patience` decides who waits it.
 */
export class WindowedGovernor {
  readonly backoff: Backoff;
  readonly #name: string;
  readonly #windows: RateWindows;

  /** @param name of the operation, as messages name it */
  constructor(name: string, windows: RateWindows, backoff: Backoff) {
    this.#name = name;
    this.#windows = windows;
    this.backoff = backoff;
  }

  /** Requests that may go within a second: more are not worth having ready. */
  get width(): number {
    return this.#windows.limits.perSecond;
  }

  /** A permit for now; undefined where none may go, and `backoff` says until when. */
  permit(): WindowedPermit | undefined {
    const now = Date.now();
    if (this.backoff.resumeAt > now) return undefined;
    const waitMs = this.#windows.waitMs(now);
    if (waitMs > 0) {
      this.backoff.hold(now + Math.ceil(waitMs), this.#full());
      return undefined;
    }
    const number = this.#windows.take(now);
    return {
      ended: (how) => {
        if (how.report) this.#windows.report(number, how.report, Date.now());
        if (how.kind === 'answered') this.backoff.acknowledged();
        // A refusal says itself how long it lasts; without a word the windows were full at the other side.
        else this.backoff.refused(how.error, Date.now(), how.error.retryAfterMs !== undefined);
      },
    };
  }

  #full(): LongshoreError {
    const { perSecond, perMinute } = this.#windows.limits;
    return new LongshoreError(
      'throttled',
      `${this.#name} may be called ${perSecond} times a second and ${perMinute} times a minute, and was.`,
    );
  }
}
