import { catalogJobOperation, catalogResource, type KlaviyoJob } from '../../connectors/klaviyo';
import type { DeletionJob } from '../../contract/catalog-deletion';
import { cancelledTooOften, mostCancels } from '../../contract/commerce';
import { addCounts, type Counts, noCounts } from '../../contract/counts';
import { LongshoreError } from '../../contract/failure';
import type { Note } from '../../contract/step';
import { type AcknowledgedRequest, readDelivery } from '../../storage';
import { keepErrored } from '../commerce/keep-errored';
import { entriesThere } from '../commerce/known-entries';
import { msUntilLook } from '../commerce/ms-until-look';
import type { WorkerContext } from '../worker-context';
import { type DeletionStep, type DeletionStepRequest, openDeletionStep, type Stopped } from './deletion-step';
import { submitDeletion } from './submit-deletion';

export interface SettleDeletionsRequest extends DeletionStepRequest {
  readonly jobs: readonly DeletionJob[];
}

export interface SettleDeletionsResult extends Stopped {
  /** Ids of jobs that have ended. */
  readonly ended: readonly string[];
  /** Jobs of entries that a job has left, as one does that was cancelled. */
  readonly again: readonly DeletionJob[];
  readonly counts: Counts;
  readonly notes: readonly Note[];
}

interface Settled {
  readonly counts: Counts;
  readonly again: readonly DeletionJob[];
}

/** Asks how far jobs are, and reads the results of those that have ended: what is still there becomes rejects. */
export async function settleDeletions(
  context: WorkerContext,
  request: SettleDeletionsRequest,
): Promise<SettleDeletionsResult> {
  const step = openDeletionStep(context, request);
  const ended: string[] = [];
  const again: DeletionJob[] = [];
  let counts = noCounts;
  const stopped = await step.work(async () => {
    for (const job of request.jobs) {
      if (step.stopping() || step.notes.full) return true;
      const settled = await settle(step, request, job);
      if (settled === 'stopped') return false;
      if (settled === 'out') continue;
      ended.push(job.id);
      again.push(...settled.again);
      counts = addCounts(counts, settled.counts);
    }
    return true;
  });
  const out = [...request.jobs.filter(({ id }) => !ended.includes(id)), ...again];
  const waits =
    out.length === 0 || step.stopping() ? {} : { waitMs: msUntilLook(Math.max(...out.map(({ at }) => at))) };
  return { ended, again, counts, notes: step.notes.all, ...waits, ...stopped };
}

async function settle(
  step: DeletionStep,
  request: SettleDeletionsRequest,
  job: DeletionJob,
): Promise<'stopped' | 'out' | Settled> {
  const { klaviyo, storage, notes, settings } = step;
  const operation = catalogJobOperation('delete', job.kind);
  const answer = await klaviyo.ask(operation, (client, options) => client.readJob(operation, job.id, options));
  if (!answer) return 'stopped';
  const known = answer.kind === 'read' ? answer.value : undefined;
  if (known?.status === 'queued' || known?.status === 'processing') return 'out';
  const isOwn = job.runId === request.runId;
  if (known?.status === 'complete' && known.failed === 0) {
    return { counts: countsOf(job, isOwn, { delivered: job.count, rejected: 0, again: 0 }), again: [] };
  }
  const delivery = await readDelivery(storage, job.delivery);
  const there = await entriesThere(klaviyo, job.kind, delivery.ids);
  if (!there) return 'stopped';
  const gone = job.count - there.size;
  if (known?.status === 'complete') {
    // What is not there and was not deleted by it was deleted by another: that is neither an error nor counted.
    const delivered = Math.min(gone, job.count - known.failed);
    await keepLeft(step, request, known, job, delivery, there);
    notes.add('info', `Job ${job.id} is complete: ${delivered} ${settings.records} deleted, ${there.size} errored`);
    return { counts: countsOf(job, isOwn, { delivered, rejected: there.size, again: 0 }), again: [] };
  }
  const why = known ? 'Klaviyo has cancelled the job' : 'Klaviyo no longer knows the job';
  const delivered = Math.min(gone, known?.completed ?? (isOwn ? gone : 0));
  if (!isOwn || there.size === 0) {
    notes.add('warn', `${why} ${job.id}, which has left ${there.size} ${settings.records}`);
    return { counts: countsOf(job, isOwn, { delivered, rejected: 0, again: 0 }), again: [] };
  }
  const cancelled = (job.cancelled ?? 0) + 1;
  if (cancelled >= mostCancels) throw new LongshoreError('job-cancelled', cancelledTooOften);
  const ids = delivery.ids.filter((id) => there.has(id));
  const sent = await submitDeletion(step, request, { kind: job.kind, ids, page: delivery.page - 1 });
  if (!sent) return 'stopped';
  notes.add('warn', `${why} ${job.id}: the ${ids.length} ${settings.records} that it has left go out again`);
  const again = ids.length - sent.refused;
  return {
    counts: countsOf(job, isOwn, { delivered, rejected: sent.refused, again }),
    again: sent.jobs.map((one) => ({ ...one, cancelled })),
  };
}

/** What a job has come to. A run before this one has counted its own jobs as read, and closed with them pending. */
function countsOf(
  { count }: DeletionJob,
  isOwn: boolean,
  { delivered, rejected, again }: { readonly delivered: number; readonly rejected: number; readonly again: number },
): Counts {
  const settled = delivered + rejected;
  return isOwn
    ? { ...noCounts, read: settled + again - count, delivered, rejected, pending: again - count }
    : { ...noCounts, read: settled, delivered, rejected };
}

/** Keeps what a job could not delete as rejects, with Klaviyo's reason where it names the entry. */
async function keepLeft(
  { storage }: DeletionStep,
  { import: importName, runId }: SettleDeletionsRequest,
  { id: jobId, errors }: KlaviyoJob,
  { kind }: DeletionJob,
  { ids }: AcknowledgedRequest,
  there: ReadonlySet<string>,
): Promise<void> {
  const reasons = new Map(errors.map(({ index, reason }) => [index === undefined ? undefined : ids[index], reason]));
  const type = catalogResource(kind);
  const left = [...there].map((id) => {
    const message = reasons.get(id) ?? `The job ${jobId} has left it, and Klaviyo does not say why`;
    const code = 'destination-rejected' as const;
    return { id, index: 0, stage: 'destination' as const, code, message, record: { type, id } };
  });
  await keepErrored(storage, { import: importName, runId, resource: kind }, left);
}
