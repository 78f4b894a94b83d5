import { setTimeout as delay } from 'node:timers/promises';
import { cancelSignal, pauseSignal, resumeSignal } from '../contract/run-definitions';
import { findOpenRun, findRun } from './find-runs';
import type { RunView } from './run-view';
import type { Session } from './session';
import { batchIdIn, cancelBatch, steerBatch } from './steer-batch';

/** A run that is asked to cancel closes within 5 s; a bit more for the way there. */
const closeLimitMs = 8_000;

/** Asks a run, or a batch job as `batch/<id>`, to pause or to resume. */
export async function steerRun(session: Session, reference: string, what: 'pause' | 'resume'): Promise<string> {
  const batch = batchIdIn(reference);
  if (batch !== undefined) return steerBatch(session, batch, what);
  const run = await findOpenRun(session, reference);
  if (run.closedAt !== undefined) return `The run ${run.runId} of ${run.import} has ended already: ${run.status}.\n`;
  await session.client.workflow.getHandle(run.workflowId).signal(what === 'pause' ? pauseSignal : resumeSignal);
  const next =
    what === 'pause' ? `Go on with: longshore resume ${run.import}` : `Follow it with: longshore watch ${run.import}`;
  return `Asked ${run.import} to ${what}. ${next}\n`;
}

/** Asks a run, or a batch job as `batch/<id>`, to cancel, and waits a moment for it to close. */
export async function cancelRun(session: Session, reference: string, reason: string): Promise<string> {
  const batch = batchIdIn(reference);
  if (batch !== undefined) return cancelBatch(session, batch, reason);
  let run: RunView = await findOpenRun(session, reference);
  if (run.closedAt !== undefined) return `The run ${run.runId} of ${run.import} has ended already: ${run.status}.\n`;
  const handle = session.client.workflow.getHandle(run.workflowId);
  // What has not begun takes no signal before it does, and would wait for its time only to end.
  if (run.status === 'SCHEDULED') await handle.cancel();
  else await handle.signal(cancelSignal, { reason });
  for (const limit = Date.now() + closeLimitMs; run.closedAt === undefined && Date.now() < limit; ) {
    await delay(250);
    run = await findRun(session, run.runId);
  }
  // A fire of a cron that was about to end did so, and the next one waits for its time: the cron is what is to end.
  if (run.status === 'COMPLETED') {
    const next = await findOpenRun(session, run.import);
    if (next.status === 'SCHEDULED') return cancelRun(session, run.import, reason);
  }
  if (run.closedAt === undefined) return `Asked ${run.import} to cancel; it has not closed yet. Is a worker running?\n`;
  const { delivered, pending } = run.counts;
  const out = pending > 0 ? `, ${pending} pending at the destination, where they go on` : '';
  return `${run.import}: ${run.status}, ${delivered} delivered${out}. The next run goes on from there.\n`;
}
