/** How a call ended: with an answer, a reset, no answer ever, or the client gone before its body was whole. */
export type CallOutcome = 'answered' | 'reset' | 'hung' | 'aborted';

/** One request. `at` is epoch ms; `status` is 0 where nothing was answered; `operation` is empty where it is unknown. */
export interface CallEntry {
  readonly sequence: number;
  readonly at: number;
  readonly operation: string;
  readonly method: string;
  /** With its query. */
  readonly path: string;
  readonly outcome: CallOutcome;
  readonly status: number;
  readonly bytes: number;
  readonly durationMs: number;
  /** Kinds of the faults that acted, with a comma between. */
  readonly faults: string;
}

/** Sums since the start or the last reset. */
export interface CallStats {
  readonly requests: number;
  readonly byOperation: Readonly<Record<string, number>>;
  readonly byStatus: Readonly<Record<string, number>>;
  /** Requests of an operation that were taken (2xx), of which a client needs as few as it can. */
  readonly taken: Readonly<Record<string, number>>;
  /** Requests that broke the contract or a published limit. What only repeats an event that is known is none of them. */
  readonly invalid: number;
  readonly inFlight: number;
  readonly maxInFlight: number;
}

/** A call that is being served. What is known of it is filled in on its way. */
export interface OpenCall {
  readonly sequence: number;
  readonly at: number;
  readonly startedAt: number;
  readonly method: string;
  readonly path: string;
  operation: string;
  bytes: number;
  /** It broke the contract or a published limit. */
  isInvalid: boolean;
  faults: readonly string[];
}

/** The last calls and the sums over all. */
export class RequestJournal {
  readonly #keep: number;
  #entries: CallEntry[] = [];
  #sequence = 0;
  #open = new Set<OpenCall>();
  #maxOpen = 0;
  #invalid = 0;
  readonly #byOperation = new Map<string, number>();
  readonly #byStatus = new Map<string, number>();
  readonly #taken = new Map<string, number>();

  constructor(keep: number) {
    this.#keep = keep;
  }

  open(method: string, path: string): OpenCall {
    this.#sequence += 1;
    const call: OpenCall = {
      sequence: this.#sequence,
      at: Date.now(),
      startedAt: performance.now(),
      method,
      path,
      operation: '',
      bytes: 0,
      isInvalid: false,
      faults: [],
    };
    this.#open.add(call);
    this.#maxOpen = Math.max(this.#maxOpen, this.#open.size);
    return call;
  }

  /** False for a call that has ended, or was made before a reset. */
  isOpen(call: OpenCall): boolean {
    return this.#open.has(call);
  }

  /** Notes how the call ended. A call of before a reset is not noted. */
  close(call: OpenCall, outcome: CallOutcome, status: number): void {
    if (!this.#open.delete(call)) return;
    const { sequence, at, operation, method, path, bytes, startedAt } = call;
    count(this.#byOperation, operation);
    count(this.#byStatus, String(status));
    if (status >= 200 && status < 300) count(this.#taken, operation);
    if (call.isInvalid) this.#invalid += 1;
    if (this.#keep === 0) return;
    const durationMs = performance.now() - startedAt;
    const faults = call.faults.join(',');
    this.#entries.push({ sequence, at, operation, method, path, outcome, status, bytes, durationMs, faults });
    // Cut at twice the length, so that the cost of it is spread over many calls.
    if (this.#entries.length >= this.#keep * 2) this.#entries = this.#entries.slice(-this.#keep);
  }

  entries(): CallEntry[] {
    return this.#keep === 0 ? [] : this.#entries.slice(-this.#keep);
  }

  stats(): CallStats {
    return {
      requests: this.#sequence,
      byOperation: Object.fromEntries(this.#byOperation),
      byStatus: Object.fromEntries(this.#byStatus),
      taken: Object.fromEntries(this.#taken),
      invalid: this.#invalid,
      inFlight: this.#open.size,
      maxInFlight: this.#maxOpen,
    };
  }

  reset(): void {
    this.#entries = [];
    this.#open = new Set();
    this.#sequence = 0;
    this.#maxOpen = 0;
    this.#invalid = 0;
    for (const sums of [this.#byOperation, this.#byStatus, this.#taken]) sums.clear();
  }
}

function count(sums: Map<string, number>, key: string): void {
  sums.set(key, (sums.get(key) ?? 0) + 1);
}
