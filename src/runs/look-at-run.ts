import { LongshoreError } from '../contract/failure';
import type { RunStatus } from '../contract/run';
import { findRuns, readProgress } from './find-runs';
import { type LiveProgress, withHeartbeats } from './live-progress';
import { type RunView, viewOfExecution } from './run-view';
import type { Session } from './session';

const working: readonly RunStatus[] = ['RUNNING', 'PAUSED', 'CANCELLING'];

/** What one look at a run has found: how far it is, where it says so, or how it has ended. */
export interface RunLook {
  readonly progress?: LiveProgress;
  readonly ended?: RunView;
}

/** Looks at a run that was open before. Throws `run-not-found` where neither Temporal nor storage knows its end. */
export async function lookAtRun(
  session: Session,
  run: Pick<RunView, 'import' | 'workflowId' | 'runId'>,
): Promise<RunLook> {
  const { workflowId, runId } = run;
  const description = await session.client.workflow.getHandle(workflowId).describe();
  const current = viewOfExecution(description, undefined);
  if (current.runId === runId && current.closedAt === undefined) {
    const progress = current.status === 'SCHEDULED' ? undefined : await readProgress(session, { workflowId });
    // One that closes just now says so itself, but how it ended is told once, when it has.
    if (!progress || !working.includes(progress.status)) return {};
    return { progress: withHeartbeats(progress, description.raw.pendingActivities ?? []) };
  }
  const runs = await findRuns(session, { import: run.import, limit: Number.POSITIVE_INFINITY });
  const ended = runs.find((other) => other.runId === runId);
  if (!ended) throw new LongshoreError('run-not-found', `The run ${runId} of ${run.import} is gone`);
  // A list may be a moment behind.
  return ended.closedAt === undefined ? {} : { ended };
}
