/** How much of a record's text a reject keeps, in bytes. */
export const keptTextBytes = 16 * 1024;

/** What a buffer keeps between records, in bytes: a larger one is let go, so that one large record costs nothing after it. */
const keptCapacity = 1024 * 1024;

/**
 * Gathers the bytes of a record that lies in several pieces. It grows by doubling, so that a record of n bytes is
 * copied O(n) whatever the pieces' size. Beyond `maxBytes` it only counts.
 */
export class RecordBuffer {
  readonly #maxBytes: number;
  #buffer = Buffer.alloc(0);
  #length = 0;

  constructor(maxBytes: number) {
    this.#maxBytes = Math.max(maxBytes, keptTextBytes);
  }

  /** Bytes appended since the last `clear`, kept or not. */
  get length(): number {
    return this.#length;
  }

  append(piece: Uint8Array): void {
    const kept = Math.min(this.#length, this.#maxBytes);
    const added = Math.min(piece.length, this.#maxBytes - kept);
    this.#length += piece.length;
    if (added === 0) return;
    this.#grow(kept, kept + added);
    this.#buffer.set(piece.subarray(0, added), kept);
  }

  /** What was kept, valid until the next `append` or `clear`. */
  bytes(): Buffer {
    return this.#buffer.subarray(0, Math.min(this.#length, this.#maxBytes));
  }

  clear(): void {
    this.#length = 0;
    if (this.#buffer.length > keptCapacity) this.#buffer = Buffer.alloc(0);
  }

  #grow(kept: number, wanted: number): void {
    if (this.#buffer.length >= wanted) return;
    const larger = Buffer.allocUnsafeSlow(Math.max(wanted, Math.min(this.#buffer.length * 2, this.#maxBytes), 4096));
    larger.set(this.#buffer.subarray(0, kept));
    this.#buffer = larger;
  }
}
