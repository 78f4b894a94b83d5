import { catalogJobOperation } from '../../connectors/klaviyo';
import type { CommerceJob } from '../../contract/commerce';
import { addCounts, noCounts } from '../../contract/counts';
import { readDelivery } from '../../storage';
import { kindOf, type RefusedId } from './chunk-entries';
import type { ChunkWork } from './chunk-work';
import { erroredInJob } from './job-problems';
import { knownEntries } from './known-entries';
import type { Errored } from './lane-batch';
import { refuseEntries } from './refuse-entries';
import { replaceErrored } from './replace-errored';

/** `out` where a job is still worked, `stopped` where the step ended first. */
export type SettledChunk = 'settled' | 'out' | 'stopped';

/**
 * Reads the results of the jobs of the open chunk that have ended, up to the oldest that has not: those behind it hardly
 * end sooner, and each question counts.
 */
export async function settleChunk(work: ChunkWork): Promise<SettledChunk> {
  for (const job of work.lane.jobs) {
    const settled = await settle(work, job);
    if (settled !== 'settled') return settled;
  }
  return 'settled';
}

async function settle(work: ChunkWork, job: CommerceJob): Promise<SettledChunk> {
  const { step, storage, import: importName, runId } = work.options;
  const { action = 'update' } = job;
  const { chunk } = work;
  const operation = catalogJobOperation(action, kindOf(chunk.stage));
  const answer = await step.klaviyo.ask(operation, (client, options) => client.readJob(operation, job.id, options));
  if (!answer) return 'stopped';
  const known = answer.kind === 'read' ? answer.value : undefined;
  if (known?.status === 'queued' || known?.status === 'processing') return 'out';
  const others = work.lane.jobs.filter(({ id }) => id !== job.id);
  const isWhole = known?.status === 'complete' && known.failed === 0 && known.errors.length === 0;
  const ids = isWhole ? [] : (await readDelivery(storage, job.delivery)).ids;
  if (known?.status !== 'complete') {
    const why = known ? 'Klaviyo has cancelled the job' : 'Klaviyo no longer knows the job';
    step.notes.add('warn', `${why} ${job.id}: its ${job.count} entries are sent again`);
    work.moved({ again: await work.listWith(chunk.again, ids) }, noCounts, others);
    return 'settled';
  }
  const failed = erroredInJob(job, ids, known.errors, known.failed);
  const named = failed.filter(({ isUnnamed }) => !isUnnamed);
  const judged = await judgeFailed(work, action, named);
  if (!judged) return 'stopped';
  const { change, counts } = await refuseEntries(work, judged.refused);
  const unnamed = failed.filter(({ isUnnamed }) => isUnnamed);
  await replaceErrored(storage, { import: importName, runId }, unnamed);
  const again = judged.again.length === 0 ? {} : { again: await work.listWith(chunk.again, judged.again) };
  const delivered = job.count - failed.length;
  const whole = work.isCounted
    ? { ...noCounts, pending: -delivered - unnamed.length, delivered, rejected: unnamed.length }
    : { ...noCounts, read: unnamed.length, rejected: unnamed.length };
  work.moved({ ...change, ...again }, addCounts(counts, whole), others);
  return 'settled';
}

/**
 * What a job could not create because it is there, or not update because it is not, is sent again and judged anew: that is
 * so after a lost answer, and beside another writer. What is to go and is not there is gone.
 */
async function judgeFailed(
  work: ChunkWork,
  action: NonNullable<CommerceJob['action']>,
  failed: readonly Errored[],
): Promise<{ readonly again: readonly string[]; readonly refused: readonly RefusedId[] } | undefined> {
  if (failed.length === 0) return { again: [], refused: [] };
  const { klaviyo } = work.options.step;
  const { work: what, stage } = work.chunk;
  const ids = failed.map(({ id }) => id);
  const known = await knownEntries(klaviyo, kindOf(stage), ids);
  if (!known) return undefined;
  const isMisjudged = (id: string): boolean => known.has(id) === (action === 'create');
  return {
    again: what === 'import' && action !== 'delete' ? ids.filter(isMisjudged) : [],
    refused: failed.filter(({ id }) => !isMisjudged(id)),
  };
}
