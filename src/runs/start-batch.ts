import { setTimeout as delay } from 'node:timers/promises';
import type { BatchRequest } from '../contract/batch';
import { batchRequestFault } from '../contract/batch-request-fault';
import type { BatchRetry } from '../contract/batch-run';
import { LongshoreError } from '../contract/failure';
import { batchWorkflowId, batchWorkflowType } from '../contract/names';
import { cancelSignal } from '../contract/run-definitions';
import { newestBatchRecord } from '../storage';
import { describeBatch, memoOf } from './find-batches';
import type { Session } from './session';

export const conflictPolicies = ['attach', 'refuse', 'restart'] as const;
/** What becomes of a start where a job of the id works. */
export type ConflictPolicy = (typeof conflictPolicies)[number];

/** A job that is restarted is cancelled first; a target is given a while to come to its end. */
const restartLimitMs = 60_000;

/** False: begins at once, whatever the job depends on. */
export interface WaitChoice {
  readonly waitForDependencies?: boolean;
}

/** What a job is started with. Throws `usage-invalid` for what cannot be. */
export function requireRequest(request: unknown): BatchRequest {
  const fault = batchRequestFault(request);
  if (fault !== undefined) throw new LongshoreError('usage-invalid', fault.replace('Its request', 'The request'));
  return request as BatchRequest;
}

/** The request with what a start says of the wait for what the job depends on. */
export function withWait(request: unknown, { waitForDependencies }: WaitChoice): unknown {
  const isMap = typeof request === 'object' && request !== null;
  return waitForDependencies === false && isMap ? { ...request, noWaitForDependencies: true } : request;
}

/**
 * Starts a job. Answers `attached` where one of the id works already and that is enough. Throws `already-running` where
 * it is not, or where the one that works is of another end point.
 */
export async function startBatch(
  session: Session,
  request: BatchRequest,
  onConflict: ConflictPolicy,
): Promise<'started' | 'attached'> {
  if (await tryStart(session, [request])) return 'started';
  if (onConflict === 'restart') return restart(session, request);
  const { endPointName } = memoOf(await describeBatch(session, request.id));
  const isSame = endPointName === undefined || endPointName === request.endPointName;
  if (onConflict === 'attach' && isSame) return 'attached';
  throw new LongshoreError(
    'already-running',
    `A job ${request.id} is working${isSame ? '' : `, of the end point ${endPointName}`}`,
    {
      remedy: `Follow it with \`longshore batch progress ${request.id} --watch\`, or start with --on-conflict restart.`,
    },
  );
}

/**
 * Starts the job again that has failed or was cancelled, from where it was; it waits anew for what it depends on. Throws
 * `batch-not-found`.
 */
export async function retryBatch(session: Session, id: string, choice: WaitChoice = {}): Promise<void> {
  const record = await newestBatchRecord(session.storage, id);
  if (!record) throw new LongshoreError('batch-not-found', `No job ${id} has left a record to go on from`);
  if (record.status === 'COMPLETED') {
    throw new LongshoreError('usage-invalid', `The last job ${id} has completed: there is nothing to go on from`, {
      remedy: `Start it anew: \`longshore batch start ${record.endPointName} --id ${id}\`.`,
    });
  }
  const { noWaitForDependencies: _, ...before } = record.request;
  const request = requireRequest(withWait(before, choice));
  if (await tryStart(session, [request, { retry: true }])) return;
  throw new LongshoreError('already-running', `A job ${id} is working`);
}

/** False where a job of the id works. */
async function tryStart(session: Session, args: [BatchRequest, BatchRetry?]): Promise<boolean> {
  const { WorkflowExecutionAlreadyStartedError } = await import('@temporalio/client');
  const [{ id, endPointName }] = args;
  try {
    await session.client.workflow.start(batchWorkflowType, {
      workflowId: batchWorkflowId(id),
      taskQueue: session.config.taskQueue,
      args,
      // 200 bytes is what every server takes.
      staticSummary: endPointName.slice(0, 100),
    });
    return true;
  } catch (error) {
    if (error instanceof WorkflowExecutionAlreadyStartedError) return false;
    throw error;
  }
}

async function restart(session: Session, request: BatchRequest): Promise<'started'> {
  const handle = session.client.workflow.getHandle(batchWorkflowId(request.id));
  const { WorkflowNotFoundError } = await import('@temporalio/client');
  for (const limit = Date.now() + restartLimitMs; Date.now() < limit; await delay(250)) {
    await handle.signal(cancelSignal, { reason: 'started anew' }).catch((error: unknown) => {
      // It has ended meanwhile.
      if (!(error instanceof WorkflowNotFoundError)) throw error;
    });
    if (await tryStart(session, [request])) return 'started';
  }
  throw new LongshoreError('already-running', `The job ${request.id} was asked to cancel and has not ended`, {
    remedy: 'Is a worker running? Start it again when the job has ended.',
  });
}
