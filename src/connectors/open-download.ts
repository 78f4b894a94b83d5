import { Readable } from 'node:stream';
import { LongshoreError } from '../contract/failure';
import type { StallWatch } from './stall-watch';

/**
 * The bytes of an open download. It owns the connection: the end, an error, an abort and `return` each free it.
 *
 * A generator would not do: its `finally` never runs when it is returned before its first `next`.
 */
export class OpenDownload implements AsyncIterableIterator<Uint8Array> {
  readonly #body: Readable;
  readonly #chunks: AsyncIterator<Uint8Array>;
  readonly #watch: StallWatch;
  #offset: number;

  constructor(body: NodeJS.ReadableStream, watch: StallWatch, offset: number) {
    // The client's type is the older interface; what it hands out is a Readable, and anything else is wrapped.
    this.#body = body instanceof Readable ? body : new Readable().wrap(body);
    this.#chunks = this.#body[Symbol.asyncIterator]();
    this.#watch = watch;
    this.#offset = offset;
    // A connection may break while nobody waits. The error is kept by the stream and thrown by the next `next`;
    // without a listener it would end the process.
    this.#body.on('error', () => {});
    this.#body.on('close', () => watch.close());
    watch.signal.addEventListener('abort', this.#stop, { once: true });
    if (watch.signal.aborted) this.#stop();
  }

  [Symbol.asyncIterator](): this {
    return this;
  }

  async next(): Promise<IteratorResult<Uint8Array, undefined>> {
    try {
      const chunk = await this.#watch.whileWaiting(this.#chunks.next());
      this.#watch.signal.throwIfAborted();
      if (chunk.done === true) return { done: true, value: undefined };
      this.#offset += chunk.value.length;
      return { done: false, value: chunk.value };
    } catch (error) {
      this.#body.destroy();
      throw this.#watch.explain(this.#broken(error));
    }
  }

  async return(): Promise<IteratorResult<Uint8Array, undefined>> {
    this.#body.destroy();
    return { done: true, value: undefined };
  }

  readonly #stop = (): void => {
    const error = new Error('The download was stopped.');
    error.name = 'AbortError';
    this.#body.destroy(error);
  };

  /** A connection that the other side ends is an AbortError to the client, as if it had been ours. */
  #broken(error: unknown): unknown {
    if (this.#watch.signal.aborted) return error;
    return new LongshoreError(
      'source-unavailable',
      `${this.#watch.attempt}: the connection broke at byte ${this.#offset}.`,
    );
  }
}
