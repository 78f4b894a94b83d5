import { LongshoreError } from '../../contract/failure';
import { type AzureCall, attemptOf, azureFailure } from './azure-failure';

/** 30 s without a byte: the service's own slowest answers come within a few seconds, a dead connection never. */
export const defaultStallMs = 30_000;

/**
 * Watches one conversation with the service: ends it when the caller's signal aborts, or when nothing comes for
 * `stallMs` while somebody waits. Time in which the consumer is busy does not count.
 */
export class StallWatch {
  readonly #controller = new AbortController();
  readonly #outer: AbortSignal | undefined;
  readonly #stallMs: number;
  readonly #cancel = () => this.#controller.abort();
  #stalled = false;

  constructor(stallMs: number, outer?: AbortSignal) {
    this.#stallMs = stallMs;
    this.#outer = outer;
    // By hand, for AbortSignal.any holds on to its sources for as long as they live in Node 20.
    if (outer?.aborted) this.#cancel();
    else outer?.addEventListener('abort', this.#cancel, { once: true });
  }

  /** Aborts on the caller's abort and on a stall. */
  get signal(): AbortSignal {
    return this.#controller.signal;
  }

  /** Waits for `work`, but no longer than it may be silent. `work` has to obey `signal`. */
  async whileWaiting<Result>(work: Promise<Result>): Promise<Result> {
    const timer = setTimeout(() => {
      this.#stalled = true;
      this.#controller.abort();
    }, this.#stallMs);
    try {
      return await work;
    } finally {
      clearTimeout(timer);
    }
  }

  /** What to throw for an error met meanwhile: the caller's abort as an AbortError, unchanged where it is one. */
  explain(error: unknown, call: AzureCall): Error {
    if (this.#outer?.aborted) return error instanceof Error && error.name === 'AbortError' ? error : cancelled();
    if (this.#stalled) {
      return new LongshoreError(
        'source-unavailable',
        `${attemptOf(call)}: nothing came for ${this.#stallMs / 1000} s.`,
      );
    }
    return azureFailure(error, call);
  }

  /** Lets go of the caller's signal. */
  close(): void {
    this.#outer?.removeEventListener('abort', this.#cancel);
  }
}

function cancelled(): Error {
  const error = new Error('Reading from Azure Blob Storage was cancelled.');
  error.name = 'AbortError';
  return error;
}
