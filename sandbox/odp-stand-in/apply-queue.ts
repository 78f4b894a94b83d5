interface Entry {
  readonly due: number;
  readonly records: number;
  readonly apply: () => void;
}

/** What was accepted and is not stored yet, applied in the order of acceptance. One timer serves all of it. */
export class ApplyQueue {
  #entries: Entry[] = [];
  #next = 0;
  #lastDue = 0;
  #waiting = 0;
  #timer: NodeJS.Timeout | undefined;

  /** Records that are accepted and not applied. */
  get waiting(): number {
    return this.#waiting;
  }

  /** `delayMs` 0 applies at once, unless earlier ones still wait. */
  add(records: number, delayMs: number, apply: () => void): void {
    const now = performance.now();
    this.#lastDue = Math.max(this.#lastDue, now + delayMs);
    this.#entries.push({ due: this.#lastDue, records, apply });
    this.#waiting += records;
    if (this.#timer === undefined) this.#applyUntil(now);
  }

  /** Applies all now, whatever its delay. */
  flush(): void {
    this.#applyUntil(Number.POSITIVE_INFINITY);
  }

  /** Forgets what waits. */
  clear(): void {
    clearTimeout(this.#timer);
    this.#timer = undefined;
    this.#entries = [];
    this.#next = 0;
    this.#lastDue = 0;
    this.#waiting = 0;
  }

  #applyUntil(now: number): void {
    clearTimeout(this.#timer);
    this.#timer = undefined;
    let entry = this.#entries[this.#next];
    while (entry !== undefined && entry.due <= now) {
      entry.apply();
      this.#waiting -= entry.records;
      this.#next += 1;
      entry = this.#entries[this.#next];
    }
    if (entry === undefined) {
      this.clear();
      return;
    }
    // The list is cut seldom: shifting each entry off would move all that wait behind it.
    if (this.#next > 1000) {
      this.#entries = this.#entries.slice(this.#next);
      this.#next = 0;
    }
    const wait = Math.ceil(entry.due - performance.now());
    this.#timer = setTimeout(() => this.#applyUntil(performance.now()), Math.max(1, wait));
  }
}
