import type { WorkflowExecutionInfo } from '@temporalio/client';
import type { RunMemo, RunRecord } from '../../src/contract/run';
import { runJson, viewOfExecution, viewOfRecord } from '../../src/runs/run-view';
import { progressOf } from '../cli/progress-of';
import { runOf } from '../cli/run-of';

const memo: RunMemo = { import: 'offline-stores', runId: 'first', startedAt: 1_000, version: '1.4.0' };
const counts = { read: 10, delivered: 9, rejected: 1, skipped: 0, pending: 0 };
const files = { found: 3, done: 3, quarantined: 1 };

function execution(more: { status?: string; memo?: Partial<RunMemo>; closeTime?: Date }): WorkflowExecutionInfo {
  const { status = 'RUNNING', ...rest } = more;
  const base = { workflowId: 'import/offline-stores', runId: 'third', startTime: new Date(5_000) };
  return { ...base, status: { name: status }, ...rest } as unknown as WorkflowExecutionInfo;
}

describe('a run as Temporal lists it', () => {
  test('is that of its memo: the first of a chain', () => {
    expect(viewOfExecution(execution({ memo }), undefined)).toEqual({
      ...{ import: 'offline-stores', workflowId: 'import/offline-stores', runId: 'first', version: '1.4.0' },
      ...{ status: 'RUNNING', startedAt: 1_000, updatedAt: 5_000 },
      counts: { read: 0, delivered: 0, rejected: 0, skipped: 0, pending: 0 },
    });
  });

  test('without a memo yet has its name from its workflow id', () => {
    expect(viewOfExecution(execution({}), undefined)).toMatchObject({
      ...{ import: 'offline-stores', runId: 'third', version: '', startedAt: 5_000 },
    });
  });

  test('that works has status, counts and files from what it says of itself, also where its memo has older ones', () => {
    const progress = progressOf({ status: 'PAUSED', counts, files, updatedAt: 9_000 });
    const older = { ...memo, counts: { ...counts, read: 4 }, files: { ...files, done: 1 }, status: 'PAUSED' as const };
    expect(viewOfExecution(execution({ memo: older }), progress)).toMatchObject({
      ...{ status: 'PAUSED', updatedAt: 9_000, counts, files },
    });
  });

  test('that has ended has counts and files from its memo', () => {
    const closed = execution({ status: 'CANCELLED', memo: { ...memo, counts, files }, closeTime: new Date(8_000) });
    expect(viewOfExecution(closed, undefined)).toMatchObject({
      ...{ status: 'CANCELLED', closedAt: 8_000, updatedAt: 8_000, counts, files },
    });
  });

  test('that is to begin later is none yet, and starts at its time', () => {
    const executionTime = new Date(Date.now() + 60_000);
    expect(viewOfExecution({ ...execution({}), executionTime }, undefined)).toMatchObject({
      ...{ status: 'SCHEDULED', startedAt: executionTime.getTime() },
    });
  });

  test('keeps the id that its caller gave it', () => {
    expect(viewOfExecution(execution({ memo: { ...memo, trackerId: 'nightly-7' } }), undefined).trackerId).toBe(
      'nightly-7',
    );
  });
});

test('a record of a run is a run that was updated last when it closed', () => {
  const { updatedAt, ...view } = runOf({ rejects: 'rejects/offline-stores/' });
  const record = view as RunRecord;
  expect(viewOfRecord(record)).toEqual({ ...record, updatedAt });
});

describe('the JSON of a run', () => {
  test('has times in ISO 8601, and says null where there is nothing', () => {
    expect(runJson(runOf())).toEqual({
      import: 'offline-stores',
      workflowId: 'import/offline-stores',
      runId: '0199d0c4-0000-7000-8000-000000000001',
      version: '1.4.0',
      status: 'COMPLETED',
      startedAt: '2026-11-23T06:00:00.000Z',
      closedAt: '2026-11-23T06:01:00.000Z',
      durationMs: 60_000,
      files: { found: 2, done: 2, quarantined: 0 },
      counts: { read: 1_200, delivered: 1_200, rejected: 0, skipped: 0, pending: 0 },
      rejects: null,
    });
  });

  test('of one that failed has the error, and of one that works no time of closing', () => {
    const error = { code: 'gave-up', message: 'Nothing was delivered for 24 h', remedy: 'Mend it.' } as const;
    expect(runJson(runOf({ status: 'FAILED', error })).error).toEqual(error);
    const { files: _, closedAt: __, ...open } = runOf({ status: 'RUNNING', startedAt: Date.now() - 5_000 });
    const json = runJson(open);
    expect(json).toMatchObject({ closedAt: null, files: null });
    expect(json.durationMs).toBeGreaterThanOrEqual(5_000);
  });
});
