import type { OpenedRun } from '../activities/open-run';
import type { JsonValue } from '../contract/bookmark';
import type { CourierOfGroup } from '../contract/couriers/courier-group';
import type { FeedCounts } from '../contract/couriers/feed-counts';
import type { RunTask } from '../contract/couriers/run-task';
import type { ImportType } from '../contract/names';
import type { FileCounts, Waiting } from '../contract/run';
import type { Note, StepResult } from '../contract/step';
import type { RunState } from './run-state';

/** What an import is made of: its cursor, and the steps from it. The loop around it is the same for all. */
export interface ImportDefinition<Cursor> {
  readonly type: ImportType;
  /** The cursor that a run begins with. Throws an ApplicationFailure where the bookmark cannot be used. */
  begin(opened: OpenedRun): Cursor;
  /** The steps that can be worked from here, one per lane, side by side. None: the run is complete. */
  plan(cursor: Cursor, run: RunState<Cursor>): readonly PlannedStep<Cursor>[];
  /** What the bookmark remembers of a cursor; undefined where this run is not to move it. */
  remember(cursor: Cursor): JsonValue | undefined;
  describe(cursor: Cursor, run: RunState<Cursor>): RunView;
  /** Tells others how far a run is, where they are to know. */
  tell?(run: RunState<Cursor>): Promise<void>;
  /** True while something works that the next execution of a run would not hear of. */
  isBusy?(): boolean;
  /** How a run closes that has come to its end; left out, as completed. */
  closesAs?(cursor: Cursor): 'COMPLETED' | 'SKIPPED';
  /** The cursor for the next execution of a run, with what signals have said and no step has taken yet. */
  carried?(cursor: Cursor): Cursor;
  /** What the journal says of work that goes on elsewhere after a run that was cancelled or failed. */
  leaves?(cursor: Cursor): readonly Note[];
  /** What the journal says at the end. */
  conclude(run: RunState<Cursor>): readonly Note[];
}

/** For people: where a run is. */
export interface RunView {
  /** In a few words: "importing 3 of 10". */
  readonly phase: string;
  /** What is failing if it fails now: "import a.json". */
  readonly doing: string;
  readonly files?: FileCounts;
  /** Rejects, or files, that are left as they are. */
  readonly leftOut?: number;
  readonly progressPercent?: number;
  /** The last id of each lane that was delivered or rejected, in the order of the lanes. */
  readonly reached?: readonly string[];
  /** Of a courier: what its run is made of, and what became of the rows of each feed. */
  readonly tasks?: readonly RunTask[];
  readonly feeds?: Readonly<Record<string, FeedCounts>>;
  /** Of a courier: files that were missing, and that it goes on without. */
  readonly missing?: string;
  /** Of a group. */
  readonly couriers?: readonly CourierOfGroup[];
  /** A wait that is none for a destination: for files, for a person. */
  readonly waiting?: Waiting;
}

export interface PlannedStep<Cursor> {
  /** Steps of one lane never work at once. */
  readonly lane: string;
  work(): Promise<StepOutcome<Cursor>>;
}

/** What a step came to, whatever its own cursor is. */
export interface StepOutcome<Cursor> extends Omit<StepResult<unknown>, 'cursor' | 'complete' | 'progressPercent'> {
  /** The run's cursor with this step in it. Other lanes may have moved it since the step was planned. */
  advance(cursor: Cursor): Cursor;
}
