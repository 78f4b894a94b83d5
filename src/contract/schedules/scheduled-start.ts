import type { BatchRequest } from '../batch';
import type { RunInput } from '../run';

/** The argument of the workflow `scheduledStart`, which is all that a schedule starts: what is to work, and when. */
export interface ScheduledStart {
  readonly schedule: Pick<ScheduleRule, 'jitterMs' | 'overlap'> & Partial<ScheduleRule>;
  readonly start: StartedByFire;
  /** What the fire is for, ISO 8601 in UTC. Left out by a schedule of Temporal's, which says it besides. */
  readonly scheduledAt?: string;
}

/** The same as a schedule of Temporal's has it. */
export interface ScheduleOfTemporal extends ScheduledStart {
  readonly schedule: ScheduleRule;
}

/** When it fires, as longshore.yaml says it; of this a fire before can be told. */
export interface ScheduleRule {
  readonly cron: string;
  readonly timeZone: string;
  readonly jitterMs: number;
  /** What becomes of a fire while what it starts works already. */
  readonly overlap: 'skip' | 'queue';
}

/** What a fire starts: one of an id works at a time, whoever has started it. */
export interface StartedByFire {
  readonly workflowType: string;
  readonly workflowId: string;
  /** The workflow is given this with `scheduledAt`. */
  readonly input: Omit<RunInput, 'scheduledAt'> | Omit<BatchRequest, 'scheduledAt'>;
  /** How people call it; up to 100 characters. */
  readonly title: string;
}

/** What a fire came to: the workflow's result, and its memo from when it is known. */
export interface FireOutcome {
  /** ISO 8601 in UTC. */
  readonly scheduledAt: string;
  /** Left out where it started nothing, for there was one at work. */
  readonly runId?: string;
  readonly outcome: 'started' | 'skipped' | 'completed' | 'cancelled';
}

/** What is wrong with a time that something was scheduled for, as the end of a sentence; undefined where it is one. */
export function scheduledAtFault(scheduledAt: unknown): string | undefined {
  const form = /^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}(\.\d{3})?Z$/;
  if (typeof scheduledAt === 'string' && form.test(scheduledAt) && !Number.isNaN(Date.parse(scheduledAt)))
    return undefined;
  return 'must be a time in UTC, such as 2026-01-31T06:00:00Z';
}
