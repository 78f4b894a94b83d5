import { cancellationSignal, heartbeat } from '@temporalio/activity';
import { catalogJobOperation, type JobProblem, type KlaviyoJob, type ReadOutcome } from '../../connectors/klaviyo';
import type { CommerceJob, IdList } from '../../contract/commerce';
import { addCounts, type Counts, noCounts } from '../../contract/counts';
import type { FailureReport } from '../../contract/failure';
import type { Note } from '../../contract/step';
import { readDelivery, writeIdList } from '../../storage';
import { connectionOf } from '../connection-of';
import { tickMs } from '../pulse';
import { type ResolvedCommerce, resolveCommerce } from '../resolve-import';
import { StepNotes } from '../step-notes';
import type { WorkerContext } from '../worker-context';
import { erroredInJob } from './job-problems';
import { forgetErrored, keepErrored } from './keep-errored';
import { KlaviyoAccess } from './klaviyo-access';
import { knownEntries } from './known-entries';
import type { Errored } from './lane-batch';
import { msUntilLook } from './ms-until-look';

export interface SettleJobsRequest {
  readonly import: string;
  readonly runId: string;
  readonly fingerprint: Readonly<Record<string, string>>;
  readonly jobs: readonly CommerceJob[];
  /** The records were rejected before, and are no longer where they are delivered now. */
  readonly replay?: true;
}

export interface SettledJobs {
  /** Jobs that have ended; `again` are those of its records that are to be sent again. */
  readonly ended: readonly { readonly id: string; readonly again?: IdList }[];
  readonly counts: Counts;
  readonly notes: readonly Note[];
  /** How long until they are asked about again, where some are still out. */
  readonly waitMs?: number;
  readonly blockedBy?: FailureReport;
}

/** Asks how far jobs are, and reads the results of those that have ended: what failed in them becomes rejects. */
export async function settleJobs(context: WorkerContext, request: SettleJobsRequest): Promise<SettledJobs> {
  const resolved = resolveCommerce(context, request);
  const { config, settings } = resolved;
  const cancelled = cancellationSignal();
  const klaviyo = new KlaviyoAccess({
    settings: connectionOf(config, settings.destination, 'klaviyo'),
    governors: context.governors,
    budgetMs: config.steps.targetMs,
    signal: cancelled,
    stopping: () => cancelled.aborted,
  });
  const notes = new StepNotes();
  const ticker = setInterval(() => heartbeat(), tickMs);
  const ended: { id: string; again?: IdList }[] = [];
  let counts = noCounts;
  try {
    // All at once, within their operation's limits: a dozen one after the other are over a second.
    const answers = await Promise.all(request.jobs.map((job) => askFor(job, klaviyo)));
    for (const [index, job] of request.jobs.entries()) {
      const settled = await settle(job, answers[index], { klaviyo, resolved, request, notes });
      if (settled === 'stopped') return { ended, counts, notes: notes.all, ...klaviyo.blocked };
      if (settled === 'out') continue;
      ended.push(settled.again ? { id: job.id, again: settled.again } : { id: job.id });
      counts = addCounts(counts, settled.counts);
    }
    const out = request.jobs.filter((job) => !ended.some(({ id }) => id === job.id));
    if (out.length === 0) return { ended, counts, notes: notes.all };
    return { ended, counts, notes: notes.all, waitMs: msUntilLook(Math.max(...out.map(({ at }) => at))) };
  } finally {
    clearInterval(ticker);
    klaviyo.close();
  }
}

interface Settling {
  readonly klaviyo: KlaviyoAccess;
  readonly resolved: ResolvedCommerce;
  readonly request: SettleJobsRequest;
  readonly notes: StepNotes;
}

function askFor(job: CommerceJob, klaviyo: KlaviyoAccess): Promise<ReadOutcome<KlaviyoJob> | undefined> {
  const operation = job.action ? catalogJobOperation(job.action, 'categories') : 'get_bulk_import_profiles_job';
  return klaviyo.ask(operation, (client, options) => client.readJob(operation, job.id, options));
}

/** @param answer how far the job is; undefined where the step ended first */
async function settle(
  job: CommerceJob,
  answer: ReadOutcome<KlaviyoJob> | undefined,
  settling: Settling,
): Promise<'stopped' | 'out' | { readonly counts: Counts; readonly again?: IdList }> {
  const { klaviyo, resolved, request, notes } = settling;
  const { storage, settings } = resolved;
  if (!answer) return 'stopped';
  const known = answer.kind === 'read' ? answer.value : undefined;
  if (known?.status === 'queued' || known?.status === 'processing') return 'out';
  // A run before this one has counted its records as read, and closed with them pending.
  const isOwn = job.runId === request.runId;
  const base: Counts = isOwn ? { ...noCounts, pending: -job.count } : { ...noCounts, read: job.count };
  const delivery = await readDelivery(storage, job.delivery);
  if (known?.status !== 'complete') {
    const why = known ? 'Klaviyo has cancelled the job' : 'Klaviyo no longer knows the job';
    notes.add('warn', `${why} ${job.id}: its ${job.count} ${settings.records} are sent again`);
    const list = await writeIdList(storage, request.import, delivery.ids);
    return { counts: isOwn ? { ...base, read: -job.count } : noCounts, again: list };
  }
  const problems = job.action ? known.errors : await readProblems(known, klaviyo);
  if (!problems) return 'stopped';
  const failed = erroredInJob(job, delivery.ids, problems, known.failed);
  const misjudged = await misjudgedOf(job, failed, klaviyo);
  if (!misjudged) return 'stopped';
  const errored = failed.filter(({ id }) => !misjudged.has(id));
  const of = { import: request.import, runId: request.runId, resource: delivery.resource };
  await keepErrored(storage, of, errored);
  if (request.replay) {
    const sent = delivery.ids.map((id) => ({ id }));
    await forgetErrored(storage, of, sent, failed);
  }
  const delivered = job.count - failed.length;
  notes.add('info', `Job ${job.id} is complete: ${delivered} ${settings.records}, ${errored.length} errored`);
  const counts = { ...base, read: base.read - misjudged.size, delivered, rejected: errored.length };
  if (misjudged.size === 0) return { counts };
  return { counts, again: await writeIdList(storage, request.import, misjudged) };
}

/**
 * What a job of the catalog could not create because it is there, or not update because it is not: after a lost answer
 * and beside another writer. Sent again it is judged anew. Undefined where the step ended first.
 */
async function misjudgedOf(
  { action }: CommerceJob,
  failed: readonly Errored[],
  klaviyo: KlaviyoAccess,
): Promise<ReadonlySet<string> | undefined> {
  const ids = failed.flatMap(({ id, isUnnamed }) => (isUnnamed ? [] : [id]));
  if (!action || ids.length === 0) return new Set();
  const known = await knownEntries(klaviyo, 'categories', ids);
  return known && new Set(ids.filter((id) => known.has(id) === (action === 'create')));
}

/** All that is wrong in a job; undefined where the step ended first. */
async function readProblems(job: KlaviyoJob, klaviyo: KlaviyoAccess): Promise<readonly JobProblem[] | undefined> {
  const problems: JobProblem[] = [];
  if (job.failed === 0) return problems;
  let cursor: string | undefined;
  do {
    const page = await klaviyo.ask('get_errors_for_bulk_import_profiles_job', (client, options) =>
      client.readImportErrors(job.id, cursor, options),
    );
    if (!page) return undefined;
    if (page.kind === 'absent') break;
    problems.push(...page.value.entries);
    cursor = page.value.next;
  } while (cursor !== undefined);
  return problems;
}
