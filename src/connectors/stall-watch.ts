import { LongshoreError } from '../contract/failure';

/** 30 s without a byte: a service's own slowest answers come within a few seconds, a dead connection never. */
export const defaultStallMs = 30_000;

/** One conversation with a service, and how its failures are told. */
export interface Conversation {
  /** How messages begin: `Reading blob "a.json" in …`. */
  readonly attempt: string;
  /** The connector's translation of what its client throws. */
  readonly translate: (error: unknown) => Error;
  readonly stallMs?: number;
  /** The caller's. */
  readonly signal?: AbortSignal;
}

/**
 * Watches one conversation with a service: ends it when the caller's signal aborts, or when nothing comes for `stallMs`
 * while somebody waits. Time in which the consumer is busy does not count.
 */
export class StallWatch {
  readonly #controller = new AbortController();
  readonly #conversation: Conversation;
  readonly #stallMs: number;
  readonly #cancel = () => this.#controller.abort();
  #stalled = false;

  constructor(conversation: Conversation) {
    this.#conversation = conversation;
    this.#stallMs = conversation.stallMs ?? defaultStallMs;
    const { signal } = conversation;
    // By hand, for AbortSignal.any holds on to its sources for as long as they live in Node 20.
    if (signal?.aborted) this.#cancel();
    else signal?.addEventListener('abort', this.#cancel, { once: true });
  }

  /** Aborts on the caller's abort and on a stall. */
  get signal(): AbortSignal {
    return this.#controller.signal;
  }

  get attempt(): string {
    return this.#conversation.attempt;
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
  explain(error: unknown): Error {
    if (this.#conversation.signal?.aborted) {
      return error instanceof Error && error.name === 'AbortError' ? error : cancelled(this.attempt);
    }
    if (this.#stalled) {
      return new LongshoreError('source-unavailable', `${this.attempt}: nothing came for ${this.#stallMs / 1000} s.`);
    }
    return this.#conversation.translate(error);
  }

  /** Lets go of the caller's signal. */
  close(): void {
    this.#conversation.signal?.removeEventListener('abort', this.#cancel);
  }
}

/** A whole conversation of one question and one answer: `ask` has to obey the signal that it is given. */
export async function watched<Answer>(
  conversation: Conversation,
  ask: (signal: AbortSignal) => Promise<Answer>,
): Promise<Answer> {
  const watch = new StallWatch(conversation);
  try {
    return await watch.whileWaiting(ask(watch.signal));
  } catch (error) {
    throw watch.explain(error);
  } finally {
    watch.close();
  }
}

function cancelled(attempt: string): Error {
  const error = new Error(`${attempt} was cancelled.`);
  error.name = 'AbortError';
  return error;
}
