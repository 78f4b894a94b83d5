import { activityInfo, getClient, log } from '@temporalio/activity';
import { type ChosenNotifications, type Config, chosenNotifications } from '../../config';
import type { BatchRecord } from '../../contract/batch-run';
import { LongshoreError } from '../../contract/failure';
import { failureCodes } from '../../contract/failure-codes';
import type { NotifiedJob } from '../../contract/notification';
import type { RunRecord } from '../../contract/run';
import { failingJobs, openStorage } from '../../storage';
import { readConfig } from '../resolve-import';
import type { WorkerContext } from '../worker-context';
import { type EndedWork, notificationsOf } from './ended-work';
import { handOver } from './hand-over';

type Ended = Omit<EndedWork, 'failuresBefore'>;

/** Hands over what there is to be told of an import's run that ends. It never throws. */
export async function tellOfRun({ taskQueue }: WorkerContext, config: Config, record: RunRecord): Promise<void> {
  const { status, workflowId, runId, closedAt, counts, error } = record;
  if (status !== 'COMPLETED' && status !== 'SKIPPED' && status !== 'FAILED') return;
  await tell(config, taskQueue, {
    job: importCalled(config, record.import),
    run: { workflowId, runId },
    status,
    endedAt: new Date(closedAt).toISOString(),
    ...(config.imports[record.import] ? { records: config.imports[record.import]?.records } : {}),
    counts,
    ...(error ? { failure: error } : {}),
    ...(record.missing === undefined ? {} : { missing: record.missing }),
    ...(record.group === undefined
      ? {}
      : { ofGroup: { tellsMissing: tellsMissing(config, record.group, record.import) } }),
  });
}

/** What a group says of the files of one of its couriers. */
function tellsMissing({ imports }: Config, group: string, courier: string): boolean {
  const settings = imports[group];
  const found = settings?.type === 'courier-group' && settings.couriers.find((one) => one.courier === courier);
  return found ? found.onMissing.notify : true;
}

/** The same of a batch job. A retry of it is a run of its own, though its record is the one of the job before. */
export async function tellOfBatch({ taskQueue }: WorkerContext, config: Config, record: BatchRecord): Promise<void> {
  const { status, updatedAt, error, request } = record;
  if (status !== 'COMPLETED' && status !== 'FAILED') return;
  await tell(config, taskQueue, {
    job: batchJobOf(request),
    run: ownExecution(),
    status,
    endedAt: updatedAt,
    // What a target says of itself may hold anything: its words stay in the house.
    ...(error ? { failure: { ...error, message: failureCodes[error.code].meaning } } : {}),
  });
}

/**
 * The same of a run that ends before it has begun, for it cannot be opened. What a repeat may mend is not told; nor is what
 * cannot be told where longshore.yaml itself is wrong, for that says to whom.
 */
export async function tellOfUnopened(
  context: WorkerContext,
  jobOf: (config: Config) => NotifiedJob,
  error: unknown,
): Promise<void> {
  if (!(error instanceof LongshoreError) || error.retryable) return;
  const config = configIfRight(context);
  if (!config) return;
  await tell(config, context.taskQueue, {
    job: jobOf(config),
    run: ownExecution(),
    status: 'FAILED',
    endedAt: new Date().toISOString(),
    failure: error.report(),
  });
}

function configIfRight(context: WorkerContext): Config | undefined {
  try {
    return readConfig(context);
  } catch (error) {
    if (error instanceof LongshoreError) return undefined;
    throw error;
  }
}

export function importCalled(config: Config, name: string): NotifiedJob {
  return { kind: 'import', name, title: config.imports[name]?.title ?? name };
}

export function batchJobOf({ id, batchJob, endPointName }: BatchRecord['request']): NotifiedJob {
  return { kind: 'batchJob', name: batchJob ?? id, title: batchJob ?? `${endPointName} ${id}` };
}

/** The execution that this activity works for. */
export function ownExecution(): EndedWork['run'] {
  const { workflowExecution } = activityInfo();
  if (!workflowExecution) throw new LongshoreError('internal-error', 'An activity of no workflow tells of its run');
  const { workflowId, runId } = workflowExecution;
  return { workflowId, runId };
}

async function tell(config: Config, taskQueue: string, ended: Ended): Promise<void> {
  const chosen = notificationsOfJob(config, ended.job);
  if (chosen.channels.length === 0) return;
  const failuresBefore = await counted(config, ended);
  const to = { client: getClient(), taskQueue, log };
  const notifications = notificationsOf({ ...ended, failuresBefore }, chosen);
  await Promise.all(notifications.map((notification) => handOver(to, chosen.channels, notification)));
  // Last: a worker that dies before it says again that the job works again, and that is told once.
  if (ended.status === 'COMPLETED' && failuresBefore > 0) {
    await harmless(() => failingJobs(openStorage(config.storage)).completed(ended.run.workflowId), undefined);
  }
}

/** What is told of a job; of one that longshore.yaml does not name, what is told of all. */
export function notificationsOfJob(config: Config, { kind, name }: NotifiedJob): ChosenNotifications {
  const section = kind === 'import' ? config.imports[name] : config.batchJobs[name];
  return chosenNotifications(config.notifications, section?.notifications);
}

/** How often it had failed before it completed; counts a failure. */
function counted(config: Config, { status, run, ofGroup }: Ended): Promise<number> {
  return harmless(async () => {
    if (status === 'SKIPPED' || ofGroup) return 0;
    const failing = failingJobs(openStorage(config.storage));
    if (status === 'COMPLETED') return failing.failuresOf(run.workflowId);
    await failing.failed(run.workflowId, run.runId);
    return 0;
  }, 0);
}

/** What is told must not fail with what it would say of the past. */
async function harmless<T>(work: () => Promise<T>, otherwise: T): Promise<T> {
  try {
    return await work();
  } catch (error) {
    const reason = error instanceof LongshoreError ? error.code : error instanceof Error ? error.name : typeof error;
    log.warn('How often a job has failed cannot be kept: that it works again may not be told', { reason });
    return otherwise;
  }
}
