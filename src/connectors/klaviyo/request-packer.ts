import type { BulkForm } from './bulk-form';

/** The largest body that Klaviyo takes: 5 MB, read as 5,000,000 bytes. */
export const largestBodyBytes = 5_000_000;

/** What a request is packed of. */
export interface Packable {
  /** The entry's JSON text. */
  readonly json: string;
  /** What it counts: the events in it. @default 1 */
  readonly weight?: number;
}

/** Entries that go out together, and the size of their body in bytes. */
export interface PackedRequest<Entry> {
  readonly entries: readonly Entry[];
  readonly bytes: number;
}

/**
 * Packs entries into as few requests as their order allows, by count and by bytes exactly as they are sent. The same
 * entries make the same requests. An entry that is too large or too heavy by itself gets a request of its own, which
 * Klaviyo then refuses.
 */
export class RequestPacker<Entry extends Packable> {
  readonly #form: BulkForm;
  readonly #mostBytes: number;
  readonly #frameBytes: number;
  #entries: Entry[] = [];
  #weight = 0;
  #bytes: number;

  constructor(form: BulkForm, mostBytes = largestBodyBytes) {
    this.#form = form;
    this.#mostBytes = mostBytes;
    this.#frameBytes = Buffer.byteLength(form.head) + Buffer.byteLength(form.tail);
    this.#bytes = this.#frameBytes;
  }

  /** Adds an entry; answers the request that is full without it, where it is. */
  add(entry: Entry): PackedRequest<Entry> | undefined {
    const weight = entry.weight ?? 1;
    const bytes = Buffer.byteLength(entry.json);
    const comma = this.#entries.length === 0 ? 0 : 1;
    const isFull = this.#weight + weight > this.#form.most || this.#bytes + comma + bytes > this.#mostBytes;
    const full = isFull ? this.rest() : undefined;
    this.#bytes += bytes + (this.#entries.length === 0 ? 0 : 1);
    this.#weight += weight;
    this.#entries.push(entry);
    return full;
  }

  /** What was added since the last request, as one; undefined where there is nothing. */
  rest(): PackedRequest<Entry> | undefined {
    if (this.#entries.length === 0) return undefined;
    const packed = { entries: this.#entries, bytes: this.#bytes };
    this.#entries = [];
    this.#weight = 0;
    this.#bytes = this.#frameBytes;
    return packed;
  }
}
