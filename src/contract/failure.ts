import { type FailureCode, failureCodes } from './failure-codes';

/** A failure as it travels through histories, JSON and storage: no secret, no record's key or value is ever in one. */
export interface FailureReport {
  readonly code: FailureCode;
  /** What happened to what: file, index, byte. */
  readonly message: string;
  readonly remedy: string;
}

/** How a failure is told to people: "Reason: empty-file: stores.json is empty. Write `[]` …". */
export function describeFailure(failure: FailureReport): string {
  return `${failure.code}: ${failure.message.replace(/\.$/, '')}. ${failure.remedy}`;
}

export interface LongshoreErrorOptions {
  /** Replaces the remedy of the catalogue where the place that fails knows a better one. */
  readonly remedy?: string;
  /** For throttling: how long the other side asked to wait, in ms. */
  readonly retryAfterMs?: number;
  readonly cause?: unknown;
}

/**
 * The one error class of the product. Its message says what happened to what; its code decides everything else. (A
 * BookmarkConflict is one that knows two facts more.)
 */
export class LongshoreError extends Error {
  readonly code: FailureCode;
  readonly remedy: string;
  readonly retryAfterMs: number | undefined;

  constructor(code: FailureCode, message: string, options: LongshoreErrorOptions = {}) {
    super(message, options.cause === undefined ? undefined : { cause: options.cause });
    this.name = 'LongshoreError';
    this.code = code;
    this.remedy = options.remedy ?? failureCodes[code].remedy;
    this.retryAfterMs = options.retryAfterMs;
  }

  /** True where waiting may help: throttling, and sides that do not answer. */
  get retryable(): boolean {
    return failureCodes[this.code].kind === 'busy';
  }

  report(): FailureReport {
    return { code: this.code, message: this.message, remedy: this.remedy };
  }
}
