import type { JsonValue } from './bookmark';
import type { FailureReport } from './failure';

/** Batch jobs: an end point that is called again and again until it says that it is complete. */

export type JsonObject = { readonly [key: string]: JsonValue | undefined };

/** The only argument of a batch job's workflow, as a person, a program or a schedule writes it. */
export interface BatchRequest {
  readonly endPointName: string;
  /** Handed to each pass as it is; 64 KB at most. */
  readonly endPointParams: JsonObject;
  /** The caller's label of the job, by which it is found: one job of an id works at a time. */
  readonly id: string;
  /** The entry of `batchJobs` that it is; before its first pass it waits for what stands under its `dependsOn`. */
  readonly batchJob?: string;
  /** Begins at once, whatever the job depends on. */
  readonly noWaitForDependencies?: true;
  /** The time that a schedule has started it for, ISO 8601 in UTC; left out where none did. */
  readonly scheduledAt?: string;
}

export const batchStatuses = ['RUNNING', 'PAUSED', 'CANCELLING', 'COMPLETED', 'FAILED', 'CANCELLED'] as const;
export type BatchStatus = (typeof batchStatuses)[number];

/** What a target is told of its job. Times are ISO 8601 in UTC. */
export interface SessionData {
  readonly status: BatchStatus;
  /** A whole number, never less than before; 100 only when the job is complete. */
  readonly progressPercent: number;
  /** 'Running', 'Completed' … */
  readonly description: string;
  /** All that earlier passes have added: lists one behind the other, objects key by key, else the newest. */
  readonly accumulate: JsonValue;
  readonly finalResult: JsonValue;
  readonly started: string;
  /** The time that a schedule has started the job for, from which it is to take its window; left out where none did. */
  readonly scheduledAt?: string;
  readonly updated: string;
  /** Passes that are over. */
  readonly passes: number;
}

/** What a target is called with. */
export interface PassRequest {
  readonly sessionData: SessionData;
  readonly endPointParams: JsonObject;
  /** What the pass before returned; left out in the first. */
  readonly previousResult?: JsonObject;
  /** The same for every attempt of a pass, and never that of another: `<job>:<pass>`. */
  readonly idempotencyKey: string;
  /** The completed states of the jobs that it depends on, by name, as they were when it began; left out where there are none. */
  readonly states?: Readonly<Record<string, JsonObject>>;
  /** For targets behind HTTP: who answers 202 delivers the result later, with this token. */
  readonly callback?: { readonly token: string };
}

/** What a target is to return; whatever else is in it comes back as `previousResult`. */
export interface TargetAnswer extends JsonObject {
  readonly complete: boolean;
  readonly progress?: { readonly progressPercent?: number };
  readonly finalResult?: JsonValue;
  readonly accumulate?: JsonValue;
}

/** How far a job is, during it and after it: the answer of its queries, and what `batch progress --json` prints. */
export interface BatchProgress {
  readonly id: string;
  readonly endPointName: string;
  readonly status: BatchStatus;
  readonly progressPercent: number;
  readonly description: string;
  /** Passes that are over, skipped ones included. */
  readonly passes: number;
  readonly accumulate: JsonValue;
  readonly finalResult: JsonValue;
  /** ISO 8601 in UTC. */
  readonly startedAt: string;
  readonly updatedAt: string;
  /** Keys in storage of what is over 64 KB, in place of which a query answers null; the command prints it from there. */
  readonly stored?: { readonly accumulate?: string; readonly finalResult?: string };
  readonly error?: FailureReport;
}

/** Argument of the update `waitForProgress`. */
export interface ProgressWanted {
  /** What is waited for, from 0 to 100; the end of the job ends the wait too. */
  readonly percent: number;
}

/** Answer of the update `waitForProgress`. */
export interface ProgressLook {
  readonly status: BatchStatus;
  readonly progressPercent: number;
  readonly description: string;
  readonly passes: number;
}
