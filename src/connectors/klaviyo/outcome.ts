import type { LongshoreError } from '../../contract/failure';
import type { RateLimit } from './rate-limit';

/**
 * What Klaviyo finds wrong, in its own words, which may hold a record's values: they belong into a reject and nowhere
 * else. `index` is the entry in the request, from 0.
 */
export interface KlaviyoProblem {
  readonly index: number;
  /** In a bulk request of events: which of the entry's events, from 0; undefined where the entry as such is meant. */
  readonly event?: number;
  /** Klaviyo's code, such as `invalid`. */
  readonly code: string;
  /** What is meant within the entry, as `attributes/phone_number`; empty for the entry as such. */
  readonly within: string;
  readonly reason: string;
}

/** Perhaps nothing was taken, perhaps all: ask the same again, after `error.retryAfterMs` where it is given. */
export interface Busy {
  readonly kind: 'busy';
  readonly error: LongshoreError;
}

/** What became of one body. Klaviyo takes it as a whole or not at all. */
export type SubmitOutcome =
  /** Taken, not yet worked. `job` is undefined for events, which have no job that could be asked. */
  | { readonly kind: 'accepted'; readonly job: KlaviyoJob | undefined }
  /** Nothing was taken; the named entries are why. In the order of their indices; an entry may be named several times. */
  | { readonly kind: 'invalid'; readonly problems: readonly KlaviyoProblem[] }
  /** Nothing was taken, and Klaviyo does not say which entry is why: halve the request to find it. */
  | { readonly kind: 'invalid-unlocated'; readonly code: string; readonly reason: string }
  /** Nothing was taken: the body has too many bytes. */
  | { readonly kind: 'too-large' }
  | Busy;

/** What came of a question. */
export type ReadOutcome<T> =
  | { readonly kind: 'read'; readonly value: T }
  /** Klaviyo does not know what was asked for (404). */
  | { readonly kind: 'absent' }
  | Busy;

/** An outcome, and what the answer told of the operation's windows: a 429 and no answer tell nothing. */
export interface Answered<Outcome> {
  readonly outcome: Outcome;
  readonly rateLimit: RateLimit | undefined;
}

/** A part of a list; `next` is the cursor of the part behind it. */
export interface Page<T> {
  readonly entries: readonly T[];
  readonly next: string | undefined;
}

export type JobStatus = 'queued' | 'processing' | 'complete' | 'cancelled';

/** How far a bulk job is. `cancelled` is a failure; a job that is `complete` may have failed entries all the same. */
export interface KlaviyoJob {
  readonly id: string;
  readonly status: JobStatus;
  readonly total: number;
  readonly completed: number;
  readonly failed: number;
  /** Of a catalog job; those of a profile job are read page by page. */
  readonly errors: readonly JobProblem[];
}

/** Why an entry of a job failed. */
export interface JobProblem {
  readonly code: string;
  readonly reason: string;
  /** As Klaviyo gives it: `/data` where it names nothing. */
  readonly pointer: string;
  /** The entry of the job that the pointer names. */
  readonly index: number | undefined;
  /** What was sent of it, where Klaviyo tells: the identifiers in it say which record it is. */
  readonly payload?: Readonly<Record<string, unknown>>;
}
