/** How a call ended: with an answer, a reset, no answer ever, or the client gone before its body was whole. */
export type RequestOutcome = 'answered' | 'reset' | 'hung' | 'aborted';

/** One call. `at` is epoch ms; `status` is 0 where nothing was answered; `accepted` counts the records taken. */
export interface RequestEntry {
  readonly sequence: number;
  readonly at: number;
  readonly method: string;
  readonly path: string;
  readonly outcome: RequestOutcome;
  readonly status: number;
  readonly records: number;
  readonly accepted: number;
  readonly bytes: number;
  readonly durationMs: number;
  /** Names of the faults that acted, with a comma between. */
  readonly fault?: string;
}

/** Sums since the start or the last reset. */
export interface OdpStandInStats {
  readonly requests: number;
  /** Answers of 400 and above. */
  readonly refused: number;
  readonly unanswered: number;
  /** Records taken, and those of them that are stored by now. */
  readonly accepted: number;
  readonly applied: number;
  readonly inFlight: number;
  readonly maxInFlight: number;
  /** Records that came while another unanswered batch held the same key: a client should never let that happen. */
  readonly overlappingKeys: number;
  readonly byStatus: Readonly<Record<string, number>>;
}

/** A call that is being served. What is known of it is filled in on its way. */
export interface OpenRequest {
  readonly sequence: number;
  readonly at: number;
  readonly startedAt: number;
  readonly method: string;
  readonly path: string;
  records: number;
  accepted: number;
  bytes: number;
  faults: readonly string[];
}

/** The last calls and the sums over all. */
export class RequestJournal {
  readonly #keep: number;
  readonly #byStatus = new Map<number, number>();
  #entries: RequestEntry[] = [];
  #sequence = 0;
  #open = new Set<OpenRequest>();
  #maxOpen = 0;
  #refused = 0;
  #unanswered = 0;
  #accepted = 0;
  #overlappingKeys = 0;

  constructor(keep: number) {
    this.#keep = keep;
  }

  open(method: string, path: string): OpenRequest {
    this.#sequence += 1;
    const now = { sequence: this.#sequence, at: Date.now(), startedAt: performance.now() };
    const request: OpenRequest = { ...now, method, path, records: 0, accepted: 0, bytes: 0, faults: [] };
    this.#open.add(request);
    this.#maxOpen = Math.max(this.#maxOpen, this.#open.size);
    return request;
  }

  countAccepted(request: OpenRequest, records: number): void {
    request.accepted = records;
    this.#accepted += records;
  }

  countOverlaps(records: number): void {
    this.#overlappingKeys += records;
  }

  /** False for a call that has ended, or was made before a reset. */
  isOpen(request: OpenRequest): boolean {
    return this.#open.has(request);
  }

  /** Notes how the call ended. A call of before a reset is not noted. */
  close(request: OpenRequest, outcome: RequestOutcome, status: number): void {
    if (!this.#open.delete(request)) return;
    this.#byStatus.set(status, (this.#byStatus.get(status) ?? 0) + 1);
    if (outcome !== 'answered') this.#unanswered += 1;
    if (status >= 400) this.#refused += 1;
    if (this.#keep === 0) return;
    const { sequence, at, method, path, records, accepted, bytes, faults } = request;
    const durationMs = performance.now() - request.startedAt;
    const entry = { sequence, at, method, path, outcome, status, records, accepted, bytes, durationMs };
    this.#entries.push(faults.length === 0 ? entry : { ...entry, fault: faults.join(',') });
    // Cut at twice the length, so that the cost of it is spread over many calls.
    if (this.#entries.length >= this.#keep * 2) this.#entries = this.#entries.slice(-this.#keep);
  }

  entries(): RequestEntry[] {
    return this.#keep === 0 ? [] : this.#entries.slice(-this.#keep);
  }

  stats(waiting: number): OdpStandInStats {
    return {
      requests: this.#sequence,
      refused: this.#refused,
      unanswered: this.#unanswered,
      accepted: this.#accepted,
      applied: this.#accepted - waiting,
      inFlight: this.#open.size,
      maxInFlight: this.#maxOpen,
      overlappingKeys: this.#overlappingKeys,
      byStatus: Object.fromEntries(this.#byStatus),
    };
  }

  reset(): void {
    this.#entries = [];
    this.#open = new Set();
    this.#byStatus.clear();
    this.#sequence = 0;
    this.#maxOpen = 0;
    this.#refused = 0;
    this.#unanswered = 0;
    this.#accepted = 0;
    this.#overlappingKeys = 0;
  }
}
