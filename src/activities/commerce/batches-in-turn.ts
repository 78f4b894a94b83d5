/**
 * Settles batches one after the other, while whoever has made one gathers the next: neither waits for the other. One is
 * out at a time, so that with the one that is gathered a lane holds two requests, of 5 MB at most each.
 */
export class BatchesInTurn<Batch> {
  readonly #settle: (batch: Batch) => Promise<boolean>;
  #last: Promise<boolean> = Promise.resolve(true);
  #failed = false;

  /** @param settle false where the batch could not be settled, and none behind it is to be begun */
  constructor(settle: (batch: Batch) => Promise<boolean>) {
    this.#settle = settle;
  }

  /** True where the last batch was not settled: what is gathered meanwhile is gathered for nothing. */
  get failed(): boolean {
    return this.#failed;
  }

  /** Begins a batch once the one before it is settled; false where that was not. Throws what settling that one threw. */
  async begin(batch: Batch): Promise<boolean> {
    if (!(await this.#last)) return false;
    this.#last = this.#settle(batch);
    this.#last.then(
      (isSettled) => {
        this.#failed = !isSettled;
      },
      // Whoever asks for the next, or whether all are settled, is told.
      () => {
        this.#failed = true;
      },
    );
    return true;
  }

  /** Returns when nothing is out any more: true where all that was begun is settled. Throws what settling threw. */
  settled(): Promise<boolean> {
    return this.#last;
  }

  /** Returns when nothing is out any more: what settling threw, if it did. */
  failure(): Promise<unknown> {
    return this.#last.then(
      () => undefined,
      (error: unknown) => error,
    );
  }
}
