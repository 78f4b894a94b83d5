import { setTimeout as delay } from 'node:timers/promises';
import type { FailureReport } from '../../contract/failure';
import type { Backoff } from './backoff';

/** A wait of up to 30 s is waited inside the step; a longer one is the workflow's, which keeps no worker busy. */
const longestWaitMs = 30_000;

/** Why a step has to end, and for how long the workflow is to sleep. */
export interface Blocked {
  readonly waitMs: number;
  readonly blockedBy: FailureReport;
}

/** How long one step waits for a busy destination, for all of its batches together. */
export class Patience {
  readonly #backoff: Backoff;
  /** A step that has waited this long without one acknowledgement hands over to the workflow. */
  readonly #budgetMs: number;
  #acknowledgedAt = Date.now();

  constructor(options: { readonly backoff: Backoff; readonly budgetMs: number }) {
    this.#backoff = options.backoff;
    this.#budgetMs = options.budgetMs;
  }

  acknowledged(): void {
    this.#acknowledgedAt = Date.now();
  }

  /** What the step has to end with, when waiting inside of it makes no sense any more. */
  blocked(): Blocked | undefined {
    const { cause, failures, resumeAt } = this.#backoff;
    if (!cause) return undefined;
    const now = Date.now();
    const waitMs = resumeAt - now;
    const outOfBudget = failures > 0 && Math.max(now, resumeAt) - this.#acknowledgedAt > this.#budgetMs + longestWaitMs;
    if (waitMs <= longestWaitMs && !outOfBudget) return undefined;
    return { waitMs: Math.max(Math.round(waitMs), 1_000), blockedBy: cause.report() };
  }

  /**
   * Returns when the destination may be called again, or when the step has to end: another batch may be told to wait for
   * an hour while this one waits for a second. Throws AbortError when the signal aborts.
   */
  async wait(signal: AbortSignal): Promise<void> {
    for (let now = Date.now(); now < this.#backoff.resumeAt && !this.blocked(); now = Date.now()) {
      await delay(this.#backoff.resumeAt - now, undefined, { signal });
    }
  }
}
