import type { WorkflowExecutionDescription } from '@temporalio/client';
import type { BatchProgress, BatchStatus } from '../contract/batch';
import { batchProgressQuery } from '../contract/batch-definitions';
import type { BatchMemo, BatchRecord, KeptValue } from '../contract/batch-run';
import type { JsonValue } from '../contract/bookmark';
import { LongshoreError } from '../contract/failure';
import { batchWorkflowId, batchWorkflowType } from '../contract/names';
import { newestBatchRecord, readBatchRecords } from '../storage';
import { askRun } from './ask-run';
import type { Execution } from './run-view';
import type { Session } from './session';

/** A worker answers a query in some ms; a command must not hang where none is up. */
const queryLimitMs = 2_000;
/** The most jobs of Temporal's that a list looks at. */
const mostListed = 1_000;

/** A batch job as the commands know it. */
export interface BatchView extends BatchProgress {
  readonly jobId: string;
  /** True while its workflow is open, which it still is for a moment when its progress says how it has ended. */
  readonly isOpen: boolean;
}

/** What is told of a job as JSON: by `--json`, and by the gateway. */
export function batchJson({ jobId: _, isOpen: __, stored: ___, ...progress }: BatchView): BatchProgress {
  return progress;
}

/** The newest job of an id, with all that it has come to. Throws `batch-not-found`. */
export async function findBatch(session: Session, id: string): Promise<BatchView> {
  const execution = await describeBatch(session, id);
  if (execution?.status.name === 'RUNNING') return viewOfOpen(session, id, execution);
  const record = await newestBatchRecord(session.storage, id);
  const memo = memoOf(execution);
  // A job that was ended from outside leaves no record; that of the one before it is not its own.
  if (record && (!execution || record.jobId === memo.jobId)) return viewOfRecord(session, record);
  if (execution) return viewOfClosed(id, execution);
  throw new LongshoreError('batch-not-found', `No batch job ${id} is known`);
}

/** The jobs that Temporal still has and those that only storage remembers, newest first. */
export async function listBatches(session: Session, limit: number): Promise<BatchView[]> {
  const views = new Map<string, BatchView>();
  const query = `WorkflowType = '${batchWorkflowType}' AND ExecutionStatus != 'ContinuedAsNew'`;
  let listed = 0;
  for await (const info of session.client.workflow.list({ query })) {
    const id = info.workflowId.replace(/^batch\//, '');
    const view = viewOfClosed(id, info);
    if (!views.has(view.jobId)) views.set(view.jobId, view);
    listed += 1;
    if (listed >= mostListed) break;
  }
  for await (const record of readBatchRecords(session.storage)) {
    if (!views.get(record.jobId)?.isOpen) views.set(record.jobId, await viewOfRecord(session, record));
  }
  const newest = [...views.values()].sort((a, b) => (a.startedAt < b.startedAt ? 1 : -1)).slice(0, limit);
  // Side by side: where no worker is up, each takes the whole of queryLimitMs.
  return Promise.all(newest.map((view) => (view.isOpen ? withProgress(session, view) : view)));
}

/** The newest execution of a job; undefined where Temporal does not know it, or no longer. */
export async function describeBatch(session: Session, id: string): Promise<WorkflowExecutionDescription | undefined> {
  const { WorkflowNotFoundError } = await import('@temporalio/client');
  try {
    return await session.client.workflow.getHandle(batchWorkflowId(id)).describe();
  } catch (error) {
    if (error instanceof WorkflowNotFoundError) return undefined;
    throw error;
  }
}

/** What a job's memo tells; the empty one of a job that has not begun tells nothing. */
export function memoOf(info: Execution | undefined): Partial<BatchMemo> {
  return (info?.memo ?? {}) as Partial<BatchMemo>;
}

function viewOfOpen(session: Session, id: string, info: Execution): Promise<BatchView> {
  return withProgress(session, viewOfClosed(id, info));
}

async function withProgress(session: Session, view: BatchView): Promise<BatchView> {
  const progress = await askRun(session, { workflowId: batchWorkflowId(view.id) }, batchProgressQuery, queryLimitMs);
  if (!progress) return view;
  const { stored, ...others } = progress;
  return {
    ...view,
    ...others,
    ...(stored?.accumulate === undefined ? {} : { accumulate: await valueAt(session, stored.accumulate) }),
    ...(stored?.finalResult === undefined ? {} : { finalResult: await valueAt(session, stored.finalResult) }),
  };
}

async function viewOfRecord(session: Session, record: BatchRecord): Promise<BatchView> {
  const { version: _, request: __, point: ___, journalNext: ____, ...progress } = record;
  return {
    ...progress,
    accumulate: await keptValue(session, record.accumulate),
    finalResult: await keptValue(session, record.finalResult),
    isOpen: false,
  };
}

/** What Temporal itself knows of a job, where neither its workflow nor a record tells more. */
function viewOfClosed(id: string, info: Execution): BatchView {
  const { endPointName = '', jobId = info.runId, startedAt = info.startTime.getTime(), ended } = memoOf(info);
  const status = ended?.status ?? statusOf(info);
  return {
    id,
    endPointName,
    status,
    progressPercent: ended?.progressPercent ?? 0,
    description: `${status.charAt(0)}${status.slice(1).toLowerCase()}`,
    passes: ended?.passes ?? 0,
    accumulate: null,
    finalResult: null,
    startedAt: new Date(startedAt).toISOString(),
    updatedAt: (info.closeTime ?? info.startTime).toISOString(),
    ...(ended?.error ? { error: ended.error } : {}),
    jobId,
    isOpen: info.status.name === 'RUNNING',
  };
}

function statusOf({ status }: Execution): BatchStatus {
  if (status.name === 'RUNNING' || status.name === 'COMPLETED') return status.name;
  // Terminated, it was ended from outside.
  return status.name === 'CANCELLED' || status.name === 'TERMINATED' ? 'CANCELLED' : 'FAILED';
}

async function keptValue(session: Session, kept: KeptValue | undefined): Promise<JsonValue> {
  if (!kept) return null;
  return 'value' in kept ? kept.value : valueAt(session, kept.stored);
}

/** Null where it is there no longer: a job that goes on has replaced it meanwhile. */
async function valueAt({ storage }: Session, key: string): Promise<JsonValue> {
  const content = await storage.get(key);
  return content ? (JSON.parse(content.toString('utf8')) as JsonValue) : null;
}
