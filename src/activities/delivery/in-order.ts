import type { Batch } from './batch';
import type { Delivered } from './deliver-batch';

/** A batch that is out, or settled behind one that is still out. */
interface Slot {
  readonly batch: Batch;
  settled?: Delivered;
}

/** 32 MB of source, about twice that as records: concurrency alone would allow 32 batches of 4 MB, and as many behind. */
const mostHeldBytes = 32_000_000;

/**
 * Sends batches side by side and hands them out in order: what is reported as done is a contiguous prefix, however the
 * answers come in.
 *
 * Two versions of one key are never out at once, for the order in which a destination applies them is not known: a batch
 * waits until those before it with a key of its own are settled.
 */
export class InOrder {
  readonly #concurrency: () => number;
  readonly #deliver: (batch: Batch) => Promise<Delivered | undefined>;
  readonly #done: (batch: Batch, delivered: Delivered) => void;
  readonly #keysOut = new Set<string>();
  #slots: Slot[] = [];
  #out = 0;
  #heldBytes = 0;
  #unsettled = false;
  #failure: unknown;
  #wake: () => void = () => undefined;

  constructor(options: {
    /** Batches that are out at once, at most. Asked before each, for it may change. */
    readonly concurrency: () => number;
    readonly deliver: (batch: Batch) => Promise<Delivered | undefined>;
    /** Called in order, once per batch, when it and all before it are settled. */
    readonly done: (batch: Batch, delivered: Delivered) => void;
  }) {
    this.#concurrency = options.concurrency;
    this.#deliver = options.deliver;
    this.#done = options.done;
  }

  /** True when a batch came back unsettled or failed: nothing after it is worth sending. */
  get broken(): boolean {
    return this.#unsettled;
  }

  /** Returns when the batch is on its way. Nothing is sent once a batch came back unsettled. */
  async push(batch: Batch): Promise<void> {
    while (!this.#unsettled && this.#mustWait(batch)) await this.#change();
    if (this.#unsettled) return;
    const slot: Slot = { batch };
    this.#slots.push(slot);
    this.#heldBytes += batch.sourceBytes;
    this.#out += 1;
    for (const entry of batch.entries) this.#keysOut.add(entry.key);
    void this.#run(slot);
  }

  /** Returns when nothing is out any more. Throws what the first failed delivery threw. */
  async drain(): Promise<void> {
    while (this.#out > 0) await this.#change();
    if (this.#failure !== undefined) throw this.#failure;
  }

  #mustWait(batch: Batch): boolean {
    const concurrency = this.#concurrency();
    if (this.#out >= concurrency) return true;
    // One slow batch must not let those behind it pile up in memory.
    if (this.#slots.length >= concurrency * 4) return true;
    if (this.#slots.length > 0 && this.#heldBytes + batch.sourceBytes > mostHeldBytes) return true;
    return batch.entries.some((entry) => this.#keysOut.has(entry.key));
  }

  async #run(slot: Slot): Promise<void> {
    try {
      const delivered = await this.#deliver(slot.batch);
      if (delivered) slot.settled = delivered;
      else this.#unsettled = true;
    } catch (error) {
      this.#unsettled = true;
      this.#failure ??= error;
    }
    this.#out -= 1;
    for (const entry of slot.batch.entries) this.#keysOut.delete(entry.key);
    this.#advance();
    this.#wake();
  }

  #advance(): void {
    let ready = 0;
    for (const slot of this.#slots) {
      if (!slot.settled) break;
      ready += 1;
      this.#heldBytes -= slot.batch.sourceBytes;
      this.#done(slot.batch, slot.settled);
    }
    if (ready > 0) this.#slots = this.#slots.slice(ready);
  }

  #change(): Promise<void> {
    return new Promise((resolve) => {
      const before = this.#wake;
      this.#wake = () => {
        this.#wake = () => undefined;
        before();
        resolve();
      };
    });
  }
}
