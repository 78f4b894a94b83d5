import type { BatchProgress, BatchRequest } from './batch';
import type { JsonValue } from './bookmark';

/** What is carried inline up to this, and lies in storage beyond it: each pass writes it into the history anew. */
export const largestInlineBytes = 64 * 1_024;

/** The most that a pass may return, and that may accumulate. It is held in memory as a whole. */
export const largestKeptBytes = 16 * 1_024 * 1_024;

/** A value that a job carries from pass to pass: itself, or the key under which it lies in storage. */
export type KeptValue = { readonly value: JsonValue } | { readonly stored: string };

/** Where a job stands between two passes: what continue-as-new carries on, and what a retry begins with. */
export interface BatchPoint {
  /** Passes that are over, skipped ones included. */
  readonly passes: number;
  readonly progressPercent: number;
  /** What the last good pass returned. */
  readonly state?: KeptValue;
  readonly accumulate?: KeptValue;
  readonly skipped: number;
  /** Hash of what the last pass returned, and how many in a row have returned it. */
  readonly same: { readonly hash: string; readonly passes: number };
  /** True once the journal has told that a percentage is none. */
  readonly toldPercent: boolean;
  /** Keys in storage that the newest values have replaced. */
  readonly replaced: readonly string[];
}

/** Second argument of a job that goes on from where one of the same id has failed or was cancelled. */
export interface BatchRetry {
  readonly retry: true;
}

/** What a job's workflow returns; null where a final result is over 64 KB, which `longshore batch result` prints. */
export interface BatchResult {
  readonly id: string;
  readonly endPointName: string;
  readonly passes: number;
  readonly finalResult: JsonValue;
}

/** What a job leaves in storage when it ends, whatever way. */
export interface BatchRecord extends Omit<BatchProgress, 'accumulate' | 'finalResult' | 'stored'> {
  readonly jobId: string;
  readonly version: string;
  readonly request: BatchRequest;
  readonly accumulate?: KeptValue;
  readonly finalResult?: KeptValue;
  /** What `batch retry` goes on with. */
  readonly point: BatchPoint;
  /** Number of the next entry of the journal. */
  readonly journalNext: number;
}

/** What the memo of a job's workflow holds, so that a list of jobs needs no query. */
export interface BatchMemo {
  readonly id: string;
  readonly endPointName: string;
  readonly jobId: string;
  /** Epoch ms. */
  readonly startedAt: number;
  readonly version: string;
  /** How it has ended: a job that cannot be opened leaves no record that would tell. */
  readonly ended?: Pick<BatchProgress, 'status' | 'progressPercent' | 'passes' | 'error'>;
}

/** A job's own folder in storage. */
export function batchFolder({ id, jobId }: { readonly id: string; readonly jobId: string }): string {
  return `batch/${id}/${jobId}`;
}
