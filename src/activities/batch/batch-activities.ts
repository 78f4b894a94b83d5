import { type Config, loadTarget, type PassPolicy } from '../../config';
import type { BatchRequest } from '../../contract/batch';
import { type BatchPoint, type BatchRecord, batchFolder } from '../../contract/batch-run';
import { callbackSecretName, newCallbackSecret } from '../../contract/callback-token';
import { type Dependencies, type DependencyState, dependenciesOf } from '../../contract/dependency';
import { LongshoreError } from '../../contract/failure';
import type { JournalEntry } from '../../contract/run';
import { productVersion } from '../../product-version';
import {
  newestBatchRecord,
  openStorage,
  removeBatchFolder,
  type Storage,
  writeBatchRecord,
  writeJournal,
} from '../../storage';
import { logJournal } from '../log-journal';
import { type Looked, lookAtAll } from '../look-at-dependencies';
import { endRuntimeWatch, watchRuntime } from '../notifications/runtime-alert';
import { batchJobOf, ownExecution, tellOfBatch, tellOfUnopened } from '../notifications/tell-of-end';
import { readConfig } from '../resolve-import';
import type { WorkerContext } from '../worker-context';
import { awaitDelivery } from './await-delivery';
import { type EndPointRequest, resolveEndPoint } from './resolve-end-point';
import { type PassCall, type PassEnd, type PassOutcome, runPass, takeDelivery } from './run-pass';

/** What a job learns at its start: nothing in it is secret. Times in ms. */
export interface OpenedBatch {
  readonly version: string;
  /** Hashes of the end point's configuration as written, by key; every pass carries it. */
  readonly fingerprint: Readonly<Record<string, string>>;
  readonly policy: PassPolicy;
  readonly deliverWithin: number;
  readonly heartbeatTimeoutMs: number;
  /** Left out where the job depends on nothing. */
  readonly dependencies?: Dependencies;
  /** What a retry goes on from. */
  readonly resumed?: ResumedBatch;
}

export interface ResumedBatch {
  readonly jobId: string;
  /** ISO 8601. */
  readonly startedAt: string;
  readonly point: BatchPoint;
  readonly journalNext: number;
}

export interface OpenBatchRequest {
  readonly request: BatchRequest;
  readonly jobId: string;
  readonly retry: boolean;
}

export interface LookAtJobDependenciesRequest extends EndPointRequest, Looked {}

/** The activities of batch jobs. */
export interface BatchActivities {
  openBatch(request: OpenBatchRequest): Promise<OpenedBatch>;
  /** How everything is now that a job waits for. */
  lookAtJobDependencies(request: LookAtJobDependenciesRequest): Promise<readonly DependencyState[]>;
  runPass(call: PassCall): Promise<PassOutcome>;
  awaitDelivery(call: PassCall): Promise<void>;
  takeDelivery(call: PassCall): Promise<PassEnd>;
  /** Moves the journal to storage and log. A repeat changes nothing. */
  saveBatchJournal(request: BatchJournalRequest): Promise<void>;
  /** Leaves the job's record and the rest of its journal in storage, and removes what it has worked with. */
  closeBatch(request: CloseBatchRequest): Promise<ClosedBatch>;
}

export interface CloseBatchRequest {
  readonly record: BatchRecord;
  readonly journal: readonly JournalEntry[];
}

/** Where the values of a job lie now. */
export type ClosedBatch = Pick<BatchRecord, 'accumulate' | 'finalResult'>;

export interface BatchJournalRequest {
  readonly id: string;
  readonly jobId: string;
  readonly journal: readonly JournalEntry[];
}

export function createBatchActivities(context: WorkerContext): BatchActivities {
  return {
    async openBatch(request) {
      try {
        return await open(context, request);
      } catch (error) {
        await tellOfUnopened(context, () => batchJobOf(request.request), error);
        throw error;
      }
    },

    async lookAtJobDependencies(request) {
      return lookAtAll(resolveEndPoint(context, request), request);
    },

    runPass: (call) => runPass(context, call),
    awaitDelivery: (call) => awaitDelivery(context, call),
    takeDelivery: (call) => takeDelivery(context, call),

    async saveBatchJournal({ journal, ...job }) {
      await writeJournal(openStorage(readConfig(context).storage), job, journal);
      logJournal(journal);
    },

    async closeBatch({ record, journal }) {
      const config = readConfig(context);
      const storage = openStorage(config.storage);
      await writeJournal(storage, record, journal);
      const { accumulate, finalResult } = await writeBatchRecord(storage, record);
      // One that has not completed can be retried.
      if (record.status === 'COMPLETED') await removeBatchFolder(storage, record);
      logJournal(journal);
      const isWatched = alertOf(config, record.request) !== undefined;
      const { workflowId } = ownExecution();
      await Promise.all([tellOfBatch(context, config, record), isWatched ? endRuntimeWatch(workflowId) : undefined]);
      return { ...(accumulate ? { accumulate } : {}), ...(finalResult ? { finalResult } : {}) };
    },
  };
}

async function open(context: WorkerContext, { request, jobId, retry }: OpenBatchRequest): Promise<OpenedBatch> {
  const { config, settings, storage, dependsOn, fingerprint } = resolveEndPoint(context, request);
  // A module that does not load fails the job here, and not in each attempt of its first pass.
  if (settings.type === 'module') await loadTarget(settings);
  const resumed = retry ? await resumedFrom(storage, request) : undefined;
  if (settings.type === 'http') await keepSecret(storage, request.id, resumed?.jobId ?? jobId);
  const { passTimeout, stallAfter, retry: attempts, onFailure, maxSkips } = settings;
  const opened: OpenedBatch = {
    version: productVersion,
    fingerprint,
    policy: { passTimeout, stallAfter, retry: attempts, onFailure, maxSkips },
    deliverWithin: settings.type === 'http' ? settings.deliverWithin : 0,
    heartbeatTimeoutMs: config.steps.heartbeatTimeoutMs,
    ...(dependsOn.length === 0 ? {} : { dependencies: dependenciesOf(dependsOn, config.steps.dependencyLookMs) }),
    ...(resumed ? { resumed } : {}),
  };
  const alertAfterMs = alertOf(config, request);
  if (alertAfterMs !== undefined) {
    await watchRuntime(context.taskQueue, { job: batchJobOf(request), run: ownExecution(), alertAfterMs });
  }
  return opened;
}

function alertOf({ batchJobs }: Config, { batchJob }: BatchRequest): number | undefined {
  return batchJob === undefined ? undefined : batchJobs[batchJob]?.runtimeAlert;
}

async function resumedFrom(storage: Storage, { id, endPointName }: BatchRequest): Promise<ResumedBatch> {
  const record = await newestBatchRecord(storage, id);
  if (!record) throw new LongshoreError('batch-not-found', `No job ${id} has left a record`);
  const { status, jobId, startedAt, point, journalNext } = record;
  if (status === 'COMPLETED' || record.endPointName !== endPointName) {
    const what = status === 'COMPLETED' ? 'has completed' : `was one of the end point ${record.endPointName}`;
    throw new LongshoreError('usage-invalid', `The last job ${id} ${what}: there is nothing to go on from`, {
      remedy: `Start it anew: \`longshore batch start ${endPointName} --id ${id}\`.`,
    });
  }
  return { jobId, startedAt, point, journalNext };
}

/** A job's secret is made once; a repeat, or a retry of the job, finds it. */
async function keepSecret(storage: Storage, id: string, jobId: string): Promise<void> {
  const key = `${batchFolder({ id, jobId })}/${callbackSecretName}`;
  if (!(await storage.get(key))) await storage.put(key, newCallbackSecret());
}
