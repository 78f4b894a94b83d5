import { setTimeout as delay } from 'node:timers/promises';
import { LongshoreError } from '../contract/failure';
import type { RunStatus } from '../contract/run';
import { findRuns, readProgress } from './find-runs';
import { withHeartbeats } from './live-progress';
import { type DrawOptions, type ProgressDrawer, progressDrawer } from './progress-drawer';
import { type RunView, viewOfExecution } from './run-view';
import type { Session } from './session';

const pollMs = 500;
const working: readonly RunStatus[] = ['RUNNING', 'PAUSED', 'CANCELLING'];

export interface WatchOptions extends DrawOptions {
  /** Gives up waiting after this, in ms; the run goes on. */
  readonly timeoutMs?: number;
}

/**
 * Follows a run to its end and answers how it ended; undefined when the time to wait is over. Throws `run-not-found`
 * where neither Temporal nor storage knows its end.
 */
export async function watchRun(session: Session, run: RunView, options: WatchOptions): Promise<RunView | undefined> {
  if (run.closedAt !== undefined) return run;
  const deadline = options.timeoutMs === undefined ? Number.POSITIVE_INFINITY : Date.now() + options.timeoutMs;
  const draw = progressDrawer(options, run.workflowId);
  for (;;) {
    const view = await look(session, run, draw);
    if (view || Date.now() >= deadline) {
      draw.end();
      return view;
    }
    await delay(Math.min(pollMs, Math.max(0, deadline - Date.now())));
  }
}

/** One look at a run: draws it while it works, answers it when it has ended. */
async function look(session: Session, run: RunView, draw: ProgressDrawer): Promise<RunView | undefined> {
  const { workflowId, runId } = run;
  const description = await session.client.workflow.getHandle(workflowId).describe();
  const current = viewOfExecution(description, undefined);
  if (current.runId === runId && current.closedAt === undefined) {
    const progress = current.status === 'SCHEDULED' ? undefined : await readProgress(session, { workflowId });
    // One that closes just now says so itself, but how it ended is told once, when it has.
    if (progress && working.includes(progress.status))
      draw.show(withHeartbeats(progress, description.raw.pendingActivities ?? []));
    return undefined;
  }
  const runs = await findRuns(session, { import: run.import, limit: Number.POSITIVE_INFINITY });
  const ended = runs.find((other) => other.runId === runId);
  if (!ended) throw new LongshoreError('run-not-found', `The run ${runId} of ${run.import} is gone`);
  // A list may be a moment behind.
  return ended.closedAt === undefined ? undefined : ended;
}
