import type { Session } from '../runs/session';
import { cancelBatch, steerBatch } from '../runs/steer-batch';
import { cancelRun, steerRun } from '../runs/steer-run';
import { batchIdIn } from './batch-id-in';

/** What is asked to cancel closes within 5 s; a bit more for the way there. */
const closeLimitMs = 8_000;

/** Asks a run, or a batch job as `batch/<id>`, to pause or to resume, and tells so. */
export async function steer(session: Session, reference: string, what: 'pause' | 'resume'): Promise<string> {
  const id = batchIdIn(reference);
  if (id !== undefined) {
    const job = await steerBatch(session, id, what);
    if (!job.isOpen) return `The job ${id} has ended already: ${job.status}.\n`;
    const next = what === 'pause' ? `Go on with: longshore resume batch/${id}` : followBatch(id);
    return `Asked the job ${id} to ${what}. ${next}\n`;
  }
  const run = await steerRun(session, reference, what);
  if (run.closedAt !== undefined) return `The run ${run.runId} of ${run.import} has ended already: ${run.status}.\n`;
  const next =
    what === 'pause' ? `Go on with: longshore resume ${run.import}` : `Follow it with: longshore watch ${run.import}`;
  return `Asked ${run.import} to ${what}. ${next}\n`;
}

const followBatch = (id: string): string => `Follow it with: longshore batch progress ${id} --watch`;

/** Asks a run, or a batch job as `batch/<id>`, to cancel, waits a moment for it to close, and tells what came of it. */
export async function cancel(session: Session, reference: string, reason: string): Promise<string> {
  const wish = { reason, waitMs: closeLimitMs };
  const id = batchIdIn(reference);
  if (id !== undefined) {
    const { job, asked } = await cancelBatch(session, id, wish);
    if (!asked) return `The job ${id} has ended already: ${job.status}.\n`;
    if (job.isOpen) return `Asked the job ${id} to cancel; it has not closed yet. Is a worker running?\n`;
    return `The job ${id}: ${job.status} behind pass ${job.passes}. Go on with: longshore batch retry ${id}\n`;
  }
  const { run, asked } = await cancelRun(session, reference, wish);
  if (!asked) return `The run ${run.runId} of ${run.import} has ended already: ${run.status}.\n`;
  if (run.closedAt === undefined) return `Asked ${run.import} to cancel; it has not closed yet. Is a worker running?\n`;
  const { delivered, pending } = run.counts;
  const out = pending > 0 ? `, ${pending} pending at the destination, where they go on` : '';
  return `${run.import}: ${run.status}, ${delivered} delivered${out}. The next run goes on from there.\n`;
}
