import {
  type Answered,
  type Busy,
  type CallOptions,
  type KlaviyoClient,
  type KlaviyoOperation,
  type KlaviyoSettings,
  klaviyoOperations,
  openKlaviyo,
} from '../../connectors/klaviyo';
import type { Waiting } from '../../contract/run';
import { askPatiently, type PatientCall } from '../delivery/ask-patiently';
import type { Governors } from '../delivery/governors';
import { type Blocked, Patience } from '../delivery/patience';

/** Ten requests a second are allowed: the waits between them are nobody's news. */
const shortestToldMs = 1_000;

export interface KlaviyoAccessOptions {
  readonly settings: KlaviyoSettings;
  readonly governors: Governors;
  /** How long a step may wait without one acknowledgement, in ms. */
  readonly budgetMs: number;
  /** Aborted when the step has to end now. */
  readonly signal: AbortSignal;
  /** True when no further request is to be made. */
  readonly stopping: () => boolean;
}

/** One Klaviyo account for one step: each operation is called when its windows have room, and waited for within limits. */
export class KlaviyoAccess {
  readonly #client: KlaviyoClient;
  readonly #options: KlaviyoAccessOptions;
  readonly #calls = new Map<KlaviyoOperation, PatientCall>();

  constructor(options: KlaviyoAccessOptions) {
    this.#options = options;
    this.#client = openKlaviyo(options.settings);
  }

  /** What came of a call; undefined where the step ended first. Throws what no repeat mends. */
  ask<Outcome extends { readonly kind: string }>(
    operation: KlaviyoOperation,
    call: (client: KlaviyoClient, options: CallOptions) => Promise<Answered<Outcome | Busy>>,
  ): Promise<Outcome | undefined> {
    return askPatiently((signal) => call(this.#client, { signal }), this.#callOf(operation));
  }

  /** What the step has to end with, where an operation makes it wait longer than a step waits. */
  get blocked(): Blocked | undefined {
    for (const { patience } of this.#calls.values()) {
      const blocked = patience.blocked();
      if (blocked) return blocked;
    }
    return undefined;
  }

  /** What the step waits for now, where that takes a second or more. */
  get waiting(): Waiting | undefined {
    const now = Date.now();
    for (const { governor } of this.#calls.values()) {
      const { resumeAt, cause } = governor.backoff;
      if (cause && resumeAt - now >= shortestToldMs)
        return { code: cause.code, message: cause.message, until: resumeAt };
    }
    return undefined;
  }

  close(): void {
    this.#client.close();
  }

  #callOf(operation: KlaviyoOperation): PatientCall {
    const known = this.#calls.get(operation);
    if (known) return known;
    const { governors, budgetMs, signal, stopping } = this.#options;
    const governor = governors.ofOperation({
      account: this.#client.account,
      operation,
      published: klaviyoOperations[operation],
    });
    const call = { governor, patience: new Patience({ backoff: governor.backoff, budgetMs }), signal, stopping };
    this.#calls.set(operation, call);
    return call;
  }
}
