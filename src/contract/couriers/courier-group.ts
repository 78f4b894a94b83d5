import type { JsonValue } from '../bookmark';
import type { Counts } from '../counts';
import type { FailureReport } from '../failure';
import { isoSecond } from '../iso-second';
import type { CourierWindow } from './courier-window';
import type { RunTask, TaskState } from './run-task';

/** What a group's bookmark remembers. Instants are epoch ms, of times that runs were scheduled for. */
export interface GroupMemory {
  /** Where the next window of each courier begins: the end of its last one that completed, or the begin of its first. */
  readonly completedTo: Readonly<Record<string, number>>;
  /** What the newest run was for whose couriers have all completed. */
  readonly completedFor?: number;
  /** The same of the newest that has moved rows. */
  readonly rowsFor?: number;
}

/** A courier of a group's run, for people and programs. */
export interface CourierOfGroup {
  readonly courier: string;
  /** `waiting`: a run works that was started otherwise. `skipped`: no day begins in its window. */
  readonly state: TaskState;
  readonly window: CourierWindow;
  /** What its own run is made of, as far as it has told. */
  readonly tasks?: readonly RunTask[];
  readonly counts?: Counts;
  /** What it has gone on without. */
  readonly missing?: string;
  readonly error?: FailureReport;
}

/** Argument of the signal by which a courier tells its group what has become of its tasks. */
export interface CourierTold {
  readonly courier: string;
  readonly tasks: readonly RunTask[];
}

/** A group that another runs after. Times in ms. */
export interface Upstream {
  readonly group: string;
  readonly offsetMs: number;
  readonly waitMs: number;
  readonly requireRows: boolean;
}

/** A group that is waited for. `reason` ends a sentence that begins with its name. */
export interface UnmetUpstream extends Upstream {
  readonly reason: string;
}

/** The memory that a bookmark holds; nothing remembered where it was never written. */
export function groupMemoryOf(value: JsonValue): GroupMemory {
  const { completedTo, completedFor, rowsFor } = (value ?? {}) as Partial<GroupMemory>;
  return {
    completedTo: completedTo ?? {},
    ...(completedFor === undefined ? {} : { completedFor }),
    ...(rowsFor === undefined ? {} : { rowsFor }),
  };
}

/**
 * Why a run for a time cannot begin yet, as the end of a sentence; undefined where it can. The window of the other group is
 * complete when its couriers have all completed for this time, or for one that is earlier by no more than the offset.
 */
export function lackOfUpstream(
  { completedFor, rowsFor }: GroupMemory,
  { offsetMs, requireRows }: Pick<Upstream, 'offsetMs' | 'requireRows'>,
  firedAt: number,
): string | undefined {
  const since = firedAt - offsetMs;
  const time = isoSecond(since);
  if (completedFor === undefined) return 'has never completed';
  if (completedFor < since) return `has not completed its window up to ${time}`;
  return requireRows && (rowsFor ?? Number.NEGATIVE_INFINITY) < since ? `has moved no rows for ${time}` : undefined;
}
