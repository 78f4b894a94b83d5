import type { Counts, KindCounts } from './counts';
import type { FailureReport } from './failure';
import type { Waiting } from './run';

/** A notification is what is also sent to people; e-mail and web hooks take it from the journal. */
export type NoteLevel = 'info' | 'warn' | 'error' | 'notification';

/** A sentence for the run's journal. Never holds a record's key or value. */
export interface Note {
  readonly level: NoteLevel;
  readonly text: string;
}

/**
 * What one step answers: the place reached, and what was done since the cursor it was given.
 *
 * A step that has acknowledged anything returns; what stopped it stands in `failure` (the run ends) or in `waitMs` and
 * `blockedBy` (the run sleeps and goes on). It stays under 10 KB: names in bulk lie in storage.
 */
export interface StepResult<Cursor> {
  readonly cursor: Cursor;
  readonly complete: boolean;
  readonly counts: Counts;
  /** Where its records are of several kinds. */
  readonly kinds?: KindCounts;
  readonly progressPercent?: number;
  /** How long the workflow sleeps before the next step, in ms. */
  readonly waitMs?: number;
  /** Why the step could not go on, when nothing but waiting helps (throttled, unavailable). */
  readonly blockedBy?: FailureReport;
  /** Why the run cannot go on. The counts and the cursor are taken first, then the run fails with this. */
  readonly failure?: FailureReport;
  readonly notes?: readonly Note[];
}

/** What a running step tells with each heartbeat; after a crash the next attempt goes on from here. */
export interface StepHeartbeat<Cursor> {
  readonly cursor: Cursor;
  /** Counts of this step up to `cursor`. */
  readonly counts: Counts;
  /** Where its records are of several kinds. */
  readonly kinds?: KindCounts;
  /** Percentage points of the run that this step has added so far. Steps may work side by side: they add up. */
  readonly addedPercent?: number;
  /** Files that this step has finished so far. */
  readonly filesDone?: number;
  /** What is being worked on, for `longshore watch`: a file's name. */
  readonly current?: string;
  /** What the step waits for by itself. */
  readonly waiting?: Waiting;
}
