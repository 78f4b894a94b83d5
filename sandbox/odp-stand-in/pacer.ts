/** Holds answers back so that records get through at a fixed rate, whatever the timers' grain: time is booked, not slept. */
export class Pacer {
  #bookedUntil = 0;

  /** Books the time of some records. Answers how many ms from `now` they are through. */
  book(records: number, perSecond: number, now: number): number {
    this.#bookedUntil = Math.max(now, this.#bookedUntil) + (records * 1000) / perSecond;
    return this.#bookedUntil - now;
  }
}
