import type { Batch, Entry, Refusal } from './batch';

/** 1 MB: far under the limits that destinations do not publish (about 10 MB). */
const largestBodyBytes = 1_000_000;
/** 4 MB: a batch keeps its records as they were read, for their rejects; they may be far larger than what is sent of them. */
const mostSourceBytes = 4_000_000;
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
  /** JSON that is held, that of merged records with their parts. */
  #bytes = 0;
  #sourceBytes = 0;
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
      this.#sourceBytes >= mostSourceBytes ||
      this.#read >= this.#batchSize * mostReadPerRecord
    );
  }

  add(entry: Entry): void {
    this.#count(entry);
    this.#bytes += entry.json.length;
    const earlier = this.#entries.get(entry.key);
    if (!earlier) {
      this.#entries.set(entry.key, entry);
      return;
    }
    const object = { ...earlier.object, ...entry.object };
    const json = JSON.stringify(object);
    this.#bytes += json.length;
    this.#entries.set(entry.key, { ...entry, object, json, merged: [earlier, entry] });
  }

  refuse(refusal: Refusal): void {
    this.#count(refusal);
    this.#refusals.push(refusal);
  }

  /** Counts a record that is not to be delivered, and is no reject. */
  skip(record: { readonly start: number; readonly end: number }): void {
    this.#count(record);
  }

  /** The batch so far; the builder begins anew. */
  take(end: Batch['end']): Batch {
    const batch = {
      entries: [...this.#entries.values()],
      refusals: this.#refusals,
      read: this.#read,
      sourceBytes: this.#sourceBytes,
      end,
    };
    this.#entries = new Map();
    this.#refusals = [];
    this.#bytes = 0;
    this.#sourceBytes = 0;
    this.#read = 0;
    return batch;
  }

  #count(record: { readonly start: number; readonly end: number }): void {
    this.#read += 1;
    this.#sourceBytes += record.end - record.start;
  }
}
