import { batchWorkflowId } from '../contract/names';
import { cancelSignal, pauseSignal, resumeSignal } from '../contract/run-definitions';
import { type BatchView, findBatch } from './find-batches';
import type { Session } from './session';
import { untilClosed } from './until-closed';

/** Asks a job to pause, behind the pass that it works, or to resume. One that has ended is answered as it is. Throws `batch-not-found`. */
export async function steerBatch(session: Session, id: string, what: 'pause' | 'resume'): Promise<BatchView> {
  const job = await findBatch(session, id);
  if (!job.isOpen) return job;
  const handle = session.client.workflow.getHandle(batchWorkflowId(id));
  await handle.signal(what === 'pause' ? pauseSignal : resumeSignal);
  return job;
}

/**
 * Asks a job to cancel, and waits for it to close, `waitMs` at most. `asked` is false where it had ended before. Throws
 * `batch-not-found`.
 */
export async function cancelBatch(
  session: Session,
  id: string,
  { reason, waitMs }: { readonly reason: string; readonly waitMs: number },
): Promise<{ readonly job: BatchView; readonly asked: boolean }> {
  const found = await findBatch(session, id);
  if (!found.isOpen) return { job: found, asked: false };
  await session.client.workflow.getHandle(batchWorkflowId(id)).signal(cancelSignal, { reason });
  const job = await untilClosed(
    found,
    ({ isOpen }) => isOpen,
    () => findBatch(session, id),
    waitMs,
  );
  return { job, asked: true };
}
