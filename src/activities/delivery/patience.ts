import { setTimeout as delay } from 'node:timers/promises';
import type { FailureReport, LongshoreError } from '../../contract/failure';

/** A wait of up to 30 s is waited inside the step; a longer one is the workflow's, which keeps no worker busy. */
const longestWaitMs = 30_000;
const firstWaitMs = 500;

/** Why a step has to end, and for how long the workflow is to sleep. */
export interface Blocked {
  readonly waitMs: number;
  readonly blockedBy: FailureReport;
}

/**
 * Waits for a busy destination, for all batches of a step together: when one is refused, none of the others is sent
 * into the same refusal. 0.5 s × 2 up to 30 s with jitter, or what the destination asks for.
 */
export class Patience {
  readonly #random: () => number;
  /** A step that has waited this long without one acknowledgement hands over to the workflow. */
  readonly #budgetMs: number;
  #failures = 0;
  #resumeAt = 0;
  #acknowledgedAt = Date.now();
  #cause: LongshoreError | undefined;

  constructor(options: { readonly budgetMs: number; readonly random?: () => number }) {
    this.#budgetMs = options.budgetMs;
    this.#random = options.random ?? Math.random;
  }

  acknowledged(): void {
    this.#failures = 0;
    this.#acknowledgedAt = Date.now();
  }

  refused(error: LongshoreError): void {
    this.#cause = error;
    const now = Date.now();
    const asked = error.retryAfterMs === undefined ? 0 : now + Math.max(error.retryAfterMs, 1_000);
    // Batches that were in flight together are refused together: that is one failure, not eight.
    if (now >= this.#resumeAt) {
      this.#failures += 1;
      const backoff = Math.min(firstWaitMs * 2 ** (this.#failures - 1), longestWaitMs);
      this.#resumeAt = now + backoff * (0.75 + this.#random() / 2);
    }
    this.#resumeAt = Math.max(this.#resumeAt, asked);
  }

  /** What the step has to end with, when waiting inside of it makes no sense any more. */
  blocked(): Blocked | undefined {
    if (!this.#cause) return undefined;
    const now = Date.now();
    const waitMs = this.#resumeAt - now;
    const outOfBudget = this.#failures > 0 && this.#resumeAt - this.#acknowledgedAt > this.#budgetMs + longestWaitMs;
    if (waitMs <= longestWaitMs && !outOfBudget) return undefined;
    return { waitMs: Math.max(Math.round(waitMs), 1_000), blockedBy: this.#cause.report() };
  }

  /**
   * Returns when the destination may be called again, or when the step has to end: another batch may be told to wait for
   * an hour while this one waits for a second. Throws AbortError when the signal aborts.
   */
  async wait(signal: AbortSignal): Promise<void> {
    for (let now = Date.now(); now < this.#resumeAt && !this.blocked(); now = Date.now()) {
      await delay(this.#resumeAt - now, undefined, { signal });
    }
  }
}
