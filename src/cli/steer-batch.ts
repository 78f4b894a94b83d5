import { setTimeout as delay } from 'node:timers/promises';
import { batchWorkflowId } from '../contract/names';
import { cancelSignal, pauseSignal, resumeSignal } from '../contract/run-definitions';
import { findBatch } from './find-batches';
import type { Session } from './session';

/** A job that is asked to cancel closes within 5 s; a bit more for the way there. */
const closeLimitMs = 8_000;

/** The id of a job that is meant as `batch/<id>`; undefined for the run of an import. */
export function batchIdIn(reference: string): string | undefined {
  return /^batch\/(.+)$/.exec(reference)?.[1];
}

/** Asks a job to pause, behind the pass that it works, or to resume. Throws `batch-not-found`. */
export async function steerBatch(session: Session, id: string, what: 'pause' | 'resume'): Promise<string> {
  const job = await findBatch(session, id);
  if (!job.isOpen) return `The job ${id} has ended already: ${job.status}.\n`;
  const handle = session.client.workflow.getHandle(batchWorkflowId(id));
  await handle.signal(what === 'pause' ? pauseSignal : resumeSignal);
  const next =
    what === 'pause'
      ? `Go on with: longshore resume batch/${id}`
      : `Follow it with: longshore batch progress ${id} --watch`;
  return `Asked the job ${id} to ${what}. ${next}\n`;
}

/** Asks a job to cancel, and waits a moment for it to close. Throws `batch-not-found`. */
export async function cancelBatch(session: Session, id: string, reason: string): Promise<string> {
  let job = await findBatch(session, id);
  if (!job.isOpen) return `The job ${id} has ended already: ${job.status}.\n`;
  await session.client.workflow.getHandle(batchWorkflowId(id)).signal(cancelSignal, { reason });
  for (const limit = Date.now() + closeLimitMs; job.isOpen && Date.now() < limit; ) {
    await delay(250);
    job = await findBatch(session, id);
  }
  if (job.isOpen) return `Asked the job ${id} to cancel; it has not closed yet. Is a worker running?\n`;
  return `The job ${id}: ${job.status} behind pass ${job.passes}. Go on with: longshore batch retry ${id}\n`;
}
