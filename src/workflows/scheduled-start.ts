import {
  CancelledFailure,
  ChildWorkflowFailure,
  defineSearchAttributeKey,
  SearchAttributeType,
  WorkflowExecutionAlreadyStartedError,
} from '@temporalio/common';
import * as wf from '@temporalio/workflow';
import { isoSecond } from '../contract/iso-second';
import type { FireOutcome, ScheduledStart } from '../contract/schedules/scheduled-start';

/** Temporal's own attribute of what a schedule has started: the time that the fire is for, without its jitter. */
const scheduledStartTime = defineSearchAttributeKey('TemporalScheduledStartTime', SearchAttributeType.DATETIME);

/** A fire that starts so long after its time, jitter aside, is one of a backfill, of a queue, or caught up. */
const lateMs = 60_000;
/** Often enough that the next window is not kept waiting, seldom enough for a wait of days: 5 s, doubled up to 5 minutes. */
const [firstLookMs, longestLookMs] = [5_000, 300_000];

/**
 * What a schedule of Temporal's starts, and which starts what is scheduled: Temporal appends the time to the ids of what its
 * schedules start, and a run's id must be its import's, so that there is one at a time. It waits until the run has ended, so
 * that the schedule knows what works, and backfills keep their order.
 *
 * Where one works that was started otherwise, a fire is skipped. One of a backfill waits, and so does one that was caught up or
 * whose schedule queues: its window would be lost.
 */
export async function scheduledStart(fire: ScheduledStart): Promise<FireOutcome> {
  const { start, schedule } = fire;
  const { startTime, typedSearchAttributes } = wf.workflowInfo();
  const at = fire.scheduledAt
    ? new Date(fire.scheduledAt)
    : (typedSearchAttributes.get(scheduledStartTime) ?? startTime);
  const scheduledAt = isoSecond(at.getTime());
  const isLate = startTime.getTime() - at.getTime() > schedule.jitterMs + lateMs;
  const waits = schedule.overlap === 'queue' || isLate;
  const tell = (outcome: FireOutcome): FireOutcome => {
    wf.upsertMemo({ ...outcome });
    return outcome;
  };

  for (let looks = 0; ; looks++) {
    const child = await tryStart(fire, scheduledAt);
    if (child) {
      const runId = child.firstExecutionRunId;
      tell({ scheduledAt, runId, outcome: 'started' });
      return tell({ scheduledAt, runId, outcome: await endOf(child) });
    }
    if (!waits) return tell({ scheduledAt, outcome: 'skipped' });
    if (wf.workflowInfo().continueAsNewSuggested) {
      await wf.continueAsNew<typeof scheduledStart>({ ...fire, scheduledAt });
    }
    await wf.sleep(Math.min(firstLookMs * 2 ** looks, longestLookMs), { summary: `${start.workflowId} works already` });
  }
}

type Child = wf.ChildWorkflowHandle<wf.Workflow>;

/** Undefined where one of its id works. */
async function tryStart({ start }: ScheduledStart, scheduledAt: string): Promise<Child | undefined> {
  try {
    return await wf.startChild(start.workflowType, {
      workflowId: start.workflowId,
      args: [{ ...start.input, scheduledAt }],
      // What works is not to end with what has started it.
      parentClosePolicy: 'ABANDON',
      staticSummary: `${start.title}, scheduled for ${scheduledAt}`,
    });
  } catch (error) {
    if (error instanceof WorkflowExecutionAlreadyStartedError) return undefined;
    throw error;
  }
}

/** Throws what the run failed with, and what it was cancelled with where this fire was. */
async function endOf(child: Child): Promise<'completed' | 'cancelled'> {
  try {
    await child.result();
    return 'completed';
  } catch (error) {
    const isCancelled = error instanceof ChildWorkflowFailure && error.cause instanceof CancelledFailure;
    if (!isCancelled || wf.CancellationScope.current().consideredCancelled) throw error;
    return 'cancelled';
  }
}
