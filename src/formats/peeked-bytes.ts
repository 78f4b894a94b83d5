/** Bytes whose beginning can be looked at before they are read. Not a generator: one that has not begun closes nothing. */
export class PeekedBytes implements AsyncIterableIterator<Uint8Array> {
  readonly #iterator: AsyncIterator<Uint8Array>;
  #ahead = Buffer.alloc(0);

  constructor(source: AsyncIterable<Uint8Array>) {
    this.#iterator = source[Symbol.asyncIterator]();
  }

  /** The first `count` bytes that are not read yet, fewer if the source has no more. They stay to be read. */
  async peek(count: number): Promise<Buffer> {
    while (this.#ahead.length < count) {
      const { done, value } = await this.#iterator.next();
      if (done === true) break;
      this.#ahead = Buffer.concat([this.#ahead, value]);
    }
    return this.#ahead.subarray(0, count);
  }

  /** Drops `count` bytes; false if the source has fewer. */
  async skip(count: number): Promise<boolean> {
    let left = count;
    while (left > 0) {
      const { done, value } = await this.next();
      if (done === true) return false;
      if (value.length > left) this.#ahead = Buffer.from(value.subarray(left));
      left -= Math.min(left, value.length);
    }
    return true;
  }

  async next(): Promise<IteratorResult<Uint8Array, undefined>> {
    if (this.#ahead.length > 0) {
      const value = this.#ahead;
      this.#ahead = Buffer.alloc(0);
      return { done: false, value };
    }
    const { done, value } = await this.#iterator.next();
    return done === true ? { done, value: undefined } : { done: false, value };
  }

  async return(): Promise<IteratorResult<Uint8Array, undefined>> {
    await this.#iterator.return?.();
    return { done: true, value: undefined };
  }

  [Symbol.asyncIterator](): this {
    return this;
  }
}
