/** Takes ranges out of a stream, one behind the other; what lies between them is passed over. */
export class RangedBytes {
  readonly #pieces: AsyncIterator<Uint8Array>;
  /** The bytes from `#offset` on that have come. */
  #ahead = Buffer.alloc(0);
  #offset = 0;

  constructor(pieces: AsyncIterable<Uint8Array>) {
    this.#pieces = pieces[Symbol.asyncIterator]();
  }

  /** The bytes from `start` to before `end`, which lie behind all that were taken before. They are good until the next call. */
  async take(start: number, end: number): Promise<Buffer> {
    while (this.#offset + this.#ahead.length < end) {
      const next = await this.#pieces.next();
      if (next.done === true) break;
      this.#drop(Math.min(start, this.#offset + this.#ahead.length));
      this.#ahead = this.#ahead.length === 0 ? Buffer.from(next.value) : Buffer.concat([this.#ahead, next.value]);
    }
    this.#drop(start);
    return this.#ahead.subarray(0, end - start);
  }

  #drop(to: number): void {
    const count = Math.max(0, to - this.#offset);
    this.#ahead = this.#ahead.subarray(count);
    this.#offset += count;
  }
}
