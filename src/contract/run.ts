import type { Counts, KindCounts } from './counts';
import type { CourierOfGroup } from './couriers/courier-group';
import type { FeedCounts } from './couriers/feed-counts';
import type { RunTask } from './couriers/run-task';
import type { FailureReport } from './failure';
import type { RunOptions } from './run-options';
import type { NoteLevel } from './step';

/** The only argument of an import's workflow, as a person or a schedule writes it. */
export interface RunInput {
  readonly import: string;
  readonly options?: RunOptions;
  /** The time that a schedule has started it for, ISO 8601 in UTC; left out where none did. */
  readonly scheduledAt?: string;
  /** The group that has started it and is told of its tasks, `group/<name>`; left out where none did. */
  readonly group?: string;
}

export const runStatuses = [
  'RUNNING',
  'PAUSED',
  'CANCELLING',
  'COMPLETED',
  /** A group that what it runs after has kept from beginning. */
  'SKIPPED',
  'FAILED',
  'CANCELLED',
  'TERMINATED',
  'TIMED_OUT',
] as const;
export type RunStatus = (typeof runStatuses)[number];

/** Files of a run: `done` counts those finished, quarantined and changed ones included. */
export interface FileCounts {
  readonly found: number;
  readonly done: number;
  readonly quarantined: number;
}

/** A wait of the run: for a destination that throttles, a source that is away. */
export interface Waiting {
  readonly code: string;
  readonly message: string;
  /** Epoch ms. */
  readonly until: number;
}

/** Answer of the query `progress`, during and after the run. Times are epoch ms. */
export interface RunProgress {
  readonly import: string;
  readonly runId: string;
  readonly trackerId?: string;
  readonly version?: string;
  /** What the records are called: "offline stores". */
  readonly records: string;
  readonly status: RunStatus;
  /** A few words: "fetching files", "importing 3 of 10", "complete". */
  readonly phase: string;
  readonly counts: Counts;
  /** Where its records are of several kinds. */
  readonly kinds?: KindCounts;
  readonly files?: FileCounts;
  /** In a second chance: rejects, or files, that are left as they are, for newer work or because they are gone. */
  readonly leftOut?: number;
  readonly progressPercent?: number;
  /** Of an import of a shop: the last id of each lane that was delivered or rejected. */
  readonly reached?: readonly string[];
  /** Of a courier: what its run is made of, and what became of the rows of each feed. */
  readonly tasks?: readonly RunTask[];
  readonly feeds?: Readonly<Record<string, FeedCounts>>;
  /** Of a group. */
  readonly couriers?: readonly CourierOfGroup[];
  readonly waiting?: Waiting;
  readonly startedAt: number;
  readonly updatedAt: number;
  readonly error?: FailureReport;
}

/** One sentence of a run's journal. `seq` counts from 0 over the whole run, `at` is epoch ms. */
export interface JournalEntry {
  readonly seq: number;
  readonly at: number;
  readonly level: NoteLevel;
  readonly text: string;
}

/** What a run's workflow returns when it completes. */
export interface RunResult {
  readonly import: string;
  readonly counts: Counts;
  /** Where its records are of several kinds. */
  readonly kinds?: KindCounts;
  readonly files?: FileCounts;
  readonly leftOut?: number;
  /** Of a courier: what became of the rows of each feed. */
  readonly feeds?: Readonly<Record<string, FeedCounts>>;
  /** Of a courier: files that were missing, and that it has gone on without. */
  readonly missing?: string;
  /** Of a group. */
  readonly couriers?: readonly CourierOfGroup[];
  /** Where the rejects lie in storage, when there are any. */
  readonly rejects?: string;
}

/** What a run leaves in storage when it ends, whatever way. Times are epoch ms. */
export interface RunRecord {
  readonly import: string;
  readonly workflowId: string;
  readonly runId: string;
  readonly trackerId?: string;
  /** ISO 8601 in UTC. */
  readonly scheduledAt?: string;
  readonly version: string;
  readonly status: RunStatus;
  readonly startedAt: number;
  readonly closedAt: number;
  readonly counts: Counts;
  /** Where its records are of several kinds. */
  readonly kinds?: KindCounts;
  readonly files?: FileCounts;
  readonly leftOut?: number;
  /** Of an import of a shop: the last id of each lane that was delivered or rejected. */
  readonly reached?: readonly string[];
  /** Of a courier: what its run is made of, and what became of the rows of each feed. */
  readonly tasks?: readonly RunTask[];
  readonly feeds?: Readonly<Record<string, FeedCounts>>;
  /** Of a group. */
  readonly couriers?: readonly CourierOfGroup[];
  /** Of a courier: the group that has started it, and what files it has gone on without. */
  readonly group?: string;
  readonly missing?: string;
  /** Of a courier, whose run can be gone on with by another of the same window. */
  readonly options?: RunOptions;
  readonly rejects?: string;
  readonly error?: FailureReport;
}

/** What the memo of a run's workflow holds, so that a list of runs needs no query. */
export interface RunMemo {
  readonly import: string;
  /** The first run id of the continue-as-new chain. */
  readonly runId: string;
  readonly startedAt: number;
  readonly version: string;
  readonly trackerId?: string;
  /** ISO 8601 in UTC. */
  readonly scheduledAt?: string;
  readonly status?: RunStatus;
  readonly counts?: Counts;
  readonly files?: FileCounts;
  readonly leftOut?: number;
  /** Why it failed: a run that cannot be opened leaves no record that would tell. */
  readonly error?: FailureReport;
}
