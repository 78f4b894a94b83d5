import { Readable } from 'node:stream';

/** What may wait for one watcher: some 100 events. Who reads so slowly has gone, or is let go. */
const mostWaiting = 64 * 1_024;

/** One event of a stream, as EventSource reads it. */
export interface StreamEvent {
  readonly event: 'progress' | 'end';
  readonly id: string;
  readonly data: unknown;
}

/** Server-sent events for one watcher. */
export class EventStream {
  readonly readable: Readable;
  #isEnded = false;

  /** @param onClose called once, when the watcher has gone or the stream has ended */
  constructor(onClose: () => void) {
    this.readable = new Readable({
      read: () => undefined,
      destroy: (error, done) => {
        onClose();
        done(error);
      },
    });
    this.#write('retry: 2000\n\n');
  }

  send({ event, id, data }: StreamEvent): void {
    this.#write(`event: ${event}\nid: ${id}\ndata: ${JSON.stringify(data)}\n\n`);
  }

  /** A comment, which keeps proxies from closing what is silent. */
  beat(): void {
    this.#write(':\n\n');
  }

  end(): void {
    if (!this.#isEnded) this.readable.push(null);
    this.#isEnded = true;
  }

  #write(text: string): void {
    // A look at the run that was under way comes after the end of its watchers.
    if (this.#isEnded || this.readable.destroyed) return;
    if (this.readable.readableLength > mostWaiting) this.readable.destroy();
    else this.readable.push(text);
  }
}
