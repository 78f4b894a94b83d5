import { WorkflowNotFoundError } from '@temporalio/client';
import { cancelSignal, pauseSignal, resumeSignal } from '../contract/run-definitions';
import { findOpenRun, findRun } from './find-runs';
import { newestRun } from './newest-run';
import type { RunView } from './run-view';
import type { Session } from './session';
import { untilClosed } from './until-closed';

/** Asks a run to pause or to resume. One that has ended is answered as it is. Throws `run-not-found`. */
export async function steerRun(session: Session, reference: string, what: 'pause' | 'resume'): Promise<RunView> {
  const run = await findOpenRun(session, reference);
  if (run.closedAt !== undefined) return run;
  await session.client.workflow.getHandle(run.workflowId).signal(what === 'pause' ? pauseSignal : resumeSignal);
  return run;
}

/**
 * Asks a run to cancel, and waits for it to close, `waitMs` at most. `asked` is false where it had ended before. Throws
 * `run-not-found`.
 */
export async function cancelRun(
  session: Session,
  reference: string,
  { reason, waitMs }: { readonly reason: string; readonly waitMs: number },
): Promise<{ readonly run: RunView; readonly asked: boolean }> {
  const found: RunView = await findOpenRun(session, reference);
  if (found.closedAt !== undefined) return { run: found, asked: false };
  await askToCancel(session, found, reason);
  const isOpen = ({ closedAt }: RunView): boolean => closedAt === undefined;
  const run = await untilClosed(found, isOpen, () => findRun(session, found.runId), waitMs);
  // A fire of a cron that was about to end did so, and the next one waits for its time: the cron is what is to end.
  if (run.status === 'COMPLETED') {
    const next = await findOpenRun(session, run.import);
    if (next.status === 'SCHEDULED') return cancelRun(session, run.import, { reason, waitMs });
  }
  return { run, asked: true };
}

/** Asks the run of an import that works, or is to come, to cancel. False where there is none. */
export async function cancelRunOf(session: Session, importName: string, reason: string): Promise<boolean> {
  const run = await newestRun(session, importName);
  if (!run || run.closedAt !== undefined) return false;
  try {
    await askToCancel(session, run, reason);
    return true;
  } catch (error) {
    // It has ended meanwhile.
    if (error instanceof WorkflowNotFoundError) return false;
    throw error;
  }
}

/** What has not begun takes no signal before it does, and would wait for its time only to end. */
async function askToCancel({ client }: Session, { workflowId, status }: RunView, reason: string): Promise<void> {
  const handle = client.workflow.getHandle(workflowId);
  if (status === 'SCHEDULED') await handle.cancel();
  else await handle.signal(cancelSignal, { reason });
}
