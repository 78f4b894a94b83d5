import type { Batch, Entry, Refusal } from './batch';

/** 1 MB: far under the limits that destinations do not publish (about 10 MB). */
const largestBodyBytes = 1_000_000;
/** A file of nothing but rejects still has to be acknowledged piece by piece. */
const mostReadPerRecord = 10;

/**
 * Cuts the records of a file into batches, in their order.
 *
 * Records of one key within a batch become one: its fields are laid over those before, as the destination itself would
 * merge them one after the other, and it is sent once. So the outcome does not depend on where a batch is cut.
 */
export class BatchBuilder {
  readonly #batchSize: number;
  #entries = new Map<string, Entry>();
  #refusals: Refusal[] = [];
  #bytes = 0;
  #read = 0;

  /** @param batchSize records that are sent at once, at most */
  constructor(batchSize: number) {
    this.#batchSize = batchSize;
  }

  get isEmpty(): boolean {
    return this.#read === 0;
  }

  get isFull(): boolean {
    return (
      this.#entries.size >= this.#batchSize ||
      this.#bytes >= largestBodyBytes ||
      this.#read >= this.#batchSize * mostReadPerRecord
    );
  }

  add(entry: Entry): void {
    this.#read += 1;
    const earlier = this.#entries.get(entry.key);
    if (!earlier) {
      this.#entries.set(entry.key, entry);
      this.#bytes += entry.json.length;
      return;
    }
    const object = { ...earlier.object, ...entry.object };
    this.#entries.set(entry.key, { ...entry, object, json: JSON.stringify(object), merged: [earlier, entry] });
  }

  refuse(refusal: Refusal): void {
    this.#read += 1;
    this.#refusals.push(refusal);
  }

  /** The batch so far; the builder begins anew. */
  take(end: Batch['end']): Batch {
    const batch = { entries: [...this.#entries.values()], refusals: this.#refusals, read: this.#read, end };
    this.#entries = new Map();
    this.#refusals = [];
    this.#bytes = 0;
    this.#read = 0;
    return batch;
  }
}
