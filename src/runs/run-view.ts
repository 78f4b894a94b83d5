import type { WorkflowExecutionInfo } from '@temporalio/client';
import { noCounts } from '../contract/counts';
import { type RunMemo, type RunProgress, type RunRecord, type RunStatus, runStatuses } from '../contract/run';
import type { LoadedFiles } from './loaded-files';

/** `SCHEDULED` is what Temporal will start later: the next fire of its cron, or a start with a delay. */
export const viewStatuses = ['SCHEDULED', ...runStatuses] as const;
export type ViewStatus = (typeof viewStatuses)[number];

/** What a list and a description have in common. */
export type Execution = Omit<WorkflowExecutionInfo, 'raw'>;

/** A run as the commands know it, wherever they have it from: as its record tells of it, ended or not. Times are epoch ms. */
export interface RunView extends Omit<RunRecord, 'status' | 'closedAt' | 'group' | 'missing'> {
  readonly status: ViewStatus;
  readonly updatedAt: number;
  readonly closedAt?: number;
  /** Of each feed, where they were asked for. */
  readonly loadedFiles?: Readonly<Record<string, LoadedFiles>>;
}

export function viewOfRecord(record: RunRecord): RunView {
  return { ...record, updatedAt: record.closedAt };
}

/** A run as Temporal lists it: the query `progress` of a running one is newer than what its memo tells. */
export function viewOfExecution(info: Execution, progress: RunProgress | undefined): RunView {
  const memo = (info.memo ?? {}) as Partial<RunMemo>;
  const running = info.status.name === 'RUNNING';
  const closedAt = running ? undefined : info.closeTime?.getTime();
  return {
    import: memo.import ?? info.workflowId.replace(/^import\//, ''),
    workflowId: info.workflowId,
    runId: memo.runId ?? info.runId,
    ...(memo.trackerId === undefined ? {} : { trackerId: memo.trackerId }),
    ...pick('scheduledAt', memo.scheduledAt),
    version: memo.version ?? '',
    status: statusOf(info, progress),
    startedAt: memo.startedAt ?? (info.executionTime ?? info.startTime).getTime(),
    updatedAt: closedAt ?? progress?.updatedAt ?? info.startTime.getTime(),
    ...(closedAt === undefined ? {} : { closedAt }),
    counts: progress?.counts ?? memo.counts ?? noCounts,
    ...pick('kinds', progress?.kinds),
    ...pick('files', progress?.files ?? memo.files),
    ...pick('leftOut', progress?.leftOut ?? memo.leftOut),
    ...pick('reached', progress?.reached),
    ...pick('tasks', progress?.tasks),
    ...pick('feeds', progress?.feeds),
    ...pick('couriers', progress?.couriers),
    ...pick('error', progress?.error ?? memo.error),
  };
}

/** True for an execution whose first task is yet to come: no code of it has run. */
export function isScheduled(info: Execution): boolean {
  return info.status.name === 'RUNNING' && (info.executionTime?.getTime() ?? 0) > Date.now();
}

function statusOf(info: Execution, progress: RunProgress | undefined): ViewStatus {
  const { status } = (info.memo ?? {}) as Partial<RunMemo>;
  // For Temporal a run that was skipped has completed.
  if (info.status.name === 'COMPLETED' && status === 'SKIPPED') return status;
  if (info.status.name !== 'RUNNING') return info.status.name as RunStatus;
  return isScheduled(info) ? 'SCHEDULED' : (progress?.status ?? 'RUNNING');
}

function pick<Name extends string, Value>(name: Name, value: Value | undefined): { [key in Name]?: Value } {
  return value === undefined ? {} : ({ [name]: value } as { [key in Name]: Value });
}

/** What is told of a run as JSON: by `--json`, and by the gateway. */
export function runJson(run: RunView): Record<string, unknown> {
  const { startedAt, closedAt } = run;
  return {
    import: run.import,
    workflowId: run.workflowId,
    runId: run.runId,
    ...pick('trackerId', run.trackerId),
    ...pick('scheduledAt', run.scheduledAt),
    version: run.version,
    status: run.status,
    startedAt: new Date(startedAt).toISOString(),
    closedAt: closedAt === undefined ? null : new Date(closedAt).toISOString(),
    // The clocks of this machine and of Temporal may differ.
    durationMs: Math.max(0, (closedAt ?? Date.now()) - startedAt),
    files: run.files ?? null,
    counts: run.counts,
    ...pick('kinds', run.kinds),
    ...pick('leftOut', run.leftOut),
    ...pick('reached', run.reached),
    ...pick('tasks', run.tasks),
    ...pick('feeds', run.feeds),
    ...pick('loadedFiles', run.loadedFiles),
    ...pick('couriers', run.couriers),
    rejects: run.rejects ?? null,
    ...pick('error', run.error),
  };
}
