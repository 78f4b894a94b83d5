/** Lets `burst` requests through at once and `rate` a second after that. */
export class TokenBucket {
  #used = 0;
  #at = 0;

  /** `now` in ms of any steady clock. False: there is no token left. */
  take(now: number, limit: { readonly rate: number; readonly burst: number }): boolean {
    this.#used = Math.max(0, this.#used - ((now - this.#at) / 1000) * limit.rate);
    this.#at = now;
    if (this.#used + 1 > limit.burst) return false;
    this.#used += 1;
    return true;
  }
}
