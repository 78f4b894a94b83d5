/** Few enough to learn how quick the destination is; 32 is three doublings away. */
const firstLimit = 4;
/** An answer may be half as slow again, and 5 ms more: what a busy event loop adds by itself. */
const slowFactor = 1.5;
const slackMs = 5;
/** The quickest answers are forgotten slowly: a tenth in 100 s. */
const forgottenPerSecond = 1.001;
/** With so few out at once it is not they that make the answers slow: the destination has become so. */
const fewOut = 2;
/** Fewer answers say nothing about the destination. */
const fewestAnswers = 5;

/**
 * Finds how many requests may be out at once: more while the answers stay as quick as they were, fewer when they become
 * slow. Doubles until the first slow answers, then goes up by one and down by a tenth.
 */
export class AdaptiveConcurrency {
  readonly #ceiling: number;
  #limit: number;
  #doubling = true;
  #quickestMs = Number.POSITIVE_INFINITY;
  #quickestAt = 0;
  /** Answers since the last decision. */
  #answers = 0;
  #sumMs = 0;
  #reachedLimit = false;

  /** @param ceiling requests out at once, at most */
  constructor(ceiling: number) {
    this.#ceiling = ceiling;
    this.#limit = Math.min(firstLimit, ceiling);
  }

  get limit(): number {
    return Math.floor(this.#limit);
  }

  /** @param out requests that were out when this one was sent, itself included */
  answered(ms: number, out: number, now: number): void {
    this.#answers += 1;
    this.#sumMs += ms;
    // Only when all that is allowed was used does quickness say that more could be.
    if (out >= this.limit) this.#reachedLimit = true;
    if (this.#answers < Math.max(this.limit, fewestAnswers)) return;
    const meanMs = this.#sumMs / this.#answers;
    const remembered = this.#quickestMs * forgottenPerSecond ** ((now - this.#quickestAt) / 1_000);
    const isSlow = meanMs > remembered * slowFactor + slackMs;
    if (isSlow) this.#shrink();
    else if (this.#reachedLimit) this.#grow();
    this.#quickestMs = isSlow && this.limit <= fewOut ? meanMs : Math.min(remembered, meanMs);
    this.#quickestAt = now;
    this.#beginAnew();
  }

  /** The destination is overloaded, or away. */
  failed(): void {
    this.#shrink();
    this.#beginAnew();
  }

  #grow(): void {
    this.#limit = Math.min(this.#ceiling, this.#doubling ? this.#limit * 2 : this.#limit + 1);
  }

  #shrink(): void {
    this.#doubling = false;
    this.#limit = Math.max(1, this.#limit * 0.9);
  }

  #beginAnew(): void {
    this.#answers = 0;
    this.#sumMs = 0;
    this.#reachedLimit = false;
  }
}
