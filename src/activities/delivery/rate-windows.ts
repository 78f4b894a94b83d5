/** So many requests in any second, and in any minute. */
export interface WindowLimits {
  readonly perSecond: number;
  readonly perMinute: number;
}

/** What an answer told of the minute's window at the other side. */
export interface WindowReport {
  readonly limit: number;
  readonly remaining: number;
  /** Until that window ends, in ms. */
  readonly resetMs: number;
}

/**
 * Requests do not all take equally long to arrive: what was sent 1 s apart may come closer together. 60 ms for a window of
 * a second costs 6 % of a burst, which nothing that lasts is held to; 500 ms for the minute cost less than 1 %.
 */
const secondMs = 1_060;
const minuteMs = 60_500;
/** The other side counts in whole seconds, and its clock is its own. */
const resetSlackMs = 250;

/**
 * When requests may go to a destination that counts them in fixed windows of a second and a minute, of which nobody knows
 * where they begin. No more is sent in any stretch of that length than a window holds, so that none is ever too many,
 * wherever the windows lie; and the whole of it is used. Times are ms of one clock.
 */
export class RateWindows {
  readonly #published: WindowLimits;
  #limits: WindowLimits;
  /** When requests were sent, in order: those of the last minute. */
  #sentAt: number[] = [];
  /** Where the last minute begins in `#sentAt`; what is before it is dropped now and then. */
  #first = 0;
  /** How many were sent altogether: a request's number. */
  #sent = 0;
  /** What the other side still takes until then, where others send too; by the report of the newest request. */
  #reported: { readonly until: number; readonly byNumber: number; left: number } | undefined;

  constructor(published: WindowLimits) {
    this.#published = published;
    this.#limits = published;
  }

  get limits(): WindowLimits {
    return this.#limits;
  }

  /** How long the next request has to wait, in ms; 0 where it may go. */
  waitMs(now: number): number {
    const { perSecond, perMinute } = this.#limits;
    const burst = this.#endOf(perSecond, secondMs);
    const steady = this.#endOf(perMinute, minuteMs);
    const reported = this.#reported !== undefined && this.#reported.left <= 0 ? this.#reported.until : 0;
    return Math.max(0, burst - now, steady - now, reported - now);
  }

  /** Counts a request that goes now, and answers its number for `report`. */
  take(now: number): number {
    while (this.#first < this.#sentAt.length && (this.#sentAt[this.#first] ?? now) <= now - minuteMs) this.#first += 1;
    if (this.#first > 4_096) {
      this.#sentAt = this.#sentAt.slice(this.#first);
      this.#first = 0;
    }
    this.#sentAt.push(now);
    this.#sent += 1;
    if (this.#reported) this.#reported.left -= 1;
    return this.#sent;
  }

  /**
   * Learns from the answer to a request. The account's own limit replaces the published one; the burst is taken to be in
   * the published proportion, since no answer tells it. What the other side has counted counts, where others send too.
   *
   * @param number of the request, from `take`
   */
  report(number: number, { limit, remaining, resetMs }: WindowReport, now: number): void {
    const { perSecond, perMinute } = this.#published;
    if (limit !== this.#limits.perMinute) {
      this.#limits = { perMinute: limit, perSecond: Math.max(1, Math.floor((perSecond * limit) / perMinute)) };
    }
    // Answers overtake each other: what an older request was told is old.
    if (this.#reported !== undefined && number < this.#reported.byNumber) return;
    const sentSince = this.#sent - number;
    this.#reported = { until: now + resetMs + resetSlackMs, byNumber: number, left: remaining - sentSince };
  }

  /** When the oldest of the last so many requests leaves a window of this length; in the past where fewer were sent. */
  #endOf(most: number, lengthMs: number): number {
    const index = this.#sentAt.length - most;
    return index < this.#first ? 0 : (this.#sentAt[index] ?? 0) + lengthMs;
  }
}
