import { setTimeout as delay } from 'node:timers/promises';
import { addDays, isCalendarDay } from '../contract/calendar-day';
import { LongshoreError } from '../contract/failure';
import { parseCron } from '../contract/schedules/cron';
import { cronFires } from '../contract/schedules/cron-fires';
import { zoneClock } from '../contract/schedules/zone-clock';
import type { FoundSchedule } from './find-schedule';
import { isScheduled } from './run-view';
import type { Session } from './session';
import { wordsOf } from './wanted-schedules';

/** The server keeps no more fires waiting, and drops what is over. */
const mostQueued = 1_000;
/** A worker takes what was triggered in some ms. */
const takenWithinMs = 10_000;

/** Lets a schedule rest; the note says why, and stands in the Web UI. */
export async function pauseSchedule({ handle }: FoundSchedule, note: string): Promise<void> {
  await handle.pause(note);
}

/** Lets a schedule fire again, from its next time on. */
export async function resumeSchedule({ handle, fire }: FoundSchedule): Promise<void> {
  await handle.unpause(wordsOf(fire.schedule));
}

/**
 * Lets a schedule fire now, for this moment. Answers `taken` when its run has begun, and `waiting` while no worker has taken it.
 * Throws `already-running` where a run works, and starts nothing then.
 */
export async function triggerSchedule(session: Session, schedule: FoundSchedule): Promise<'taken' | 'waiting'> {
  const { workflowId } = schedule.fire.start;
  if (await isAtWork(session, workflowId)) throw alreadyAtWork(workflowId);
  const fires = new Set(
    schedule.description.info.recentActions.map(({ action }) => action.workflow.firstExecutionRunId),
  );
  const { numActionsSkippedOverlap: skipped } = schedule.description.info;
  // Temporal starts another beside the one that works, unless it is told not to.
  await schedule.handle.trigger('SKIP');
  for (const limit = Date.now() + takenWithinMs; Date.now() < limit; await delay(100)) {
    const { info } = await schedule.handle.describe();
    if (info.numActionsSkippedOverlap > skipped) throw alreadyAtWork(workflowId);
    const action = info.recentActions
      .map((one) => one.action.workflow)
      .find((one) => !fires.has(one.firstExecutionRunId));
    if (!action) continue;
    const { memo } = await session.client.workflow.getHandle(action.workflowId, action.firstExecutionRunId).describe();
    if (memo?.outcome === 'skipped') throw alreadyAtWork(workflowId);
    if (memo?.outcome !== undefined) return 'taken';
  }
  return 'waiting';
}

function alreadyAtWork(workflowId: string): LongshoreError {
  return new LongshoreError('already-running', `Nothing was started: ${workflowId} works already`, {
    remedy: 'Trigger it again when it has ended.',
  });
}

async function isAtWork({ client }: Session, workflowId: string): Promise<boolean> {
  const { WorkflowNotFoundError } = await import('@temporalio/client');
  try {
    const description = await client.workflow.getHandle(workflowId).describe();
    return description.status.name === 'RUNNING' && !isScheduled(description);
  } catch (error) {
    if (error instanceof WorkflowNotFoundError) return false;
    throw error;
  }
}

/**
 * Lets a schedule make up for the fires of a time, one after the other: from the first instant on, and before the second. Each
 * is a day, in the schedule's time zone, or a time with its zone. Answers the fires, epoch ms.
 *
 * Throws `usage-invalid` for what is no such time, where it has no fires, and where it has more than the server keeps.
 */
export async function backfillSchedule(
  { handle, fire }: FoundSchedule,
  range: { readonly from: string; readonly to: string },
): Promise<readonly number[]> {
  const { cron, timeZone } = fire.schedule;
  const [from, to] = [instantOf('--from', range.from, timeZone), instantOf('--to', range.to, timeZone)];
  if (from >= to)
    throw new LongshoreError('usage-invalid', '--to must be later than --from', { remedy: toRemedy(range.from) });
  const fires: number[] = [];
  for (const one of cronFires(parseCron(cron), timeZone).between(from, to)) {
    fires.push(one);
    if (fires.length > mostQueued) {
      throw new LongshoreError('usage-invalid', `There are more than ${mostQueued} fires in this time`, {
        remedy: 'Backfill a part of it, and the rest when that has ended.',
      });
    }
  }
  const [first, last] = [fires[0], fires.at(-1)];
  if (first === undefined || last === undefined) {
    throw new LongshoreError('usage-invalid', `There is no fire in this time: ${wordsOf(fire.schedule)}`);
  }
  // Half a second beside them, so that it does not matter which ends the server counts in.
  await handle.backfill({ start: new Date(first - 500), end: new Date(last + 500), overlap: 'BUFFER_ALL' });
  return fires;
}

function toRemedy(from: string): string {
  const day = isCalendarDay(from) ? ` ${from} alone ends at ${addDays(from, 1)}.` : '';
  return `Its end is the instant behind the last one.${day}`;
}

const zonedTime = /^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}(:\d{2}(\.\d{1,3})?)?(Z|[+-]\d{2}:\d{2})$/;

function instantOf(flag: string, text: string, timeZone: string): number {
  if (isCalendarDay(text)) return zoneClock(timeZone).instantOf(Date.parse(`${text}T00:00:00Z`));
  const instant = zonedTime.test(text) ? Date.parse(text) : Number.NaN;
  if (!Number.isNaN(instant)) return instant;
  throw new LongshoreError('usage-invalid', `${flag} cannot be '${text}'`, {
    remedy: 'Write a day, such as 2026-01-31, or a time with its zone, such as 2026-01-31T06:00:00Z.',
  });
}
