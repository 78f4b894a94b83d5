import type { LongshoreError } from '../../contract/failure';

const firstWaitMs = 500;
const longestWaitMs = 30_000;

/**
 * How long an account is left alone after refusals and failures: 0.5 s × 2 up to 30 s with jitter, or what it asks for.
 * One for all that send to it: when one is refused, none of the others is sent into the same refusal.
 */
export class Backoff {
  readonly #random: () => number;
  #failures = 0;
  #resumeAt = 0;
  #cause: LongshoreError | undefined;

  constructor(random: () => number = Math.random) {
    this.#random = random;
  }

  /** Failures since the last acknowledgement; what is out together fails together, as one. */
  get failures(): number {
    return this.#failures;
  }

  /** Epoch ms. */
  get resumeAt(): number {
    return this.#resumeAt;
  }

  get cause(): LongshoreError | undefined {
    return this.#cause;
  }

  acknowledged(): void {
    this.#failures = 0;
  }

  /** Leaves the account alone until then although it has refused nothing: no failure, and no wait that grows. */
  hold(until: number, cause: LongshoreError): void {
    if (until <= this.#resumeAt) return;
    this.#resumeAt = until;
    this.#cause = cause;
  }

  /** @param isPaced the account is called at a learnt rate, which was cut: no wait besides what is asked for */
  refused(error: LongshoreError, now: number, isPaced: boolean): void {
    this.#cause = error;
    if (now >= this.#resumeAt) {
      this.#failures += 1;
      const wait = Math.min(firstWaitMs * 2 ** (this.#failures - 1), longestWaitMs);
      if (!isPaced) this.#resumeAt = now + wait * (0.75 + this.#random() / 2);
    }
    if (error.retryAfterMs !== undefined) {
      this.#resumeAt = Math.max(this.#resumeAt, now + Math.max(error.retryAfterMs, 1_000));
    }
  }
}
