import { importWorkflowId } from '../../src/contract/names';
import type { RunMemo, RunRecord } from '../../src/contract/run';
import { findRun, findRuns } from '../../src/runs/find-runs';
import { writeRunRecord } from '../../src/storage';
import { runOf } from '../cli/run-of';
import { type TemporalSession, temporalSession } from '../cli/temporal-session';

let temporal: TemporalSession;
beforeAll(async () => {
  temporal = await temporalSession();
  const { storage } = temporal.session;
  for (const record of records) await writeRunRecord(storage, record);
  await start('offline-stores', { runId: 'cccc-closed', startedAt: 3_000 }, true);
  await start('offline-stores', { runId: 'dddd-open', startedAt: 4_000 }, false);
  await start('other-stores', { runId: 'dddd-other', startedAt: 2_000 }, true);
}, 120_000);
afterAll(() => temporal?.stop());

const recordOf = (runId: string, startedAt: number, more: Partial<RunRecord> = {}): RunRecord => {
  const { updatedAt: _, ...run } = runOf();
  return { ...run, status: 'COMPLETED', closedAt: startedAt + 500, runId, startedAt, ...more };
};
const error = { code: 'gave-up', message: 'Nothing was delivered', remedy: 'Mend it.' } as const;
const records = [
  recordOf('aaaa-dropped', 1_000),
  recordOf('cccc-closed', 3_000, { status: 'FAILED', error }),
  // What a run that is open left for an earlier close, were it reset by hand, does not hide that it works.
  recordOf('dddd-open', 4_000),
];

/** An execution with the memo of a run of ours; nobody works on it. */
async function start(name: string, memo: Pick<RunMemo, 'runId' | 'startedAt'>, closed: boolean): Promise<void> {
  const handle = await temporal.session.client.workflow.start('filesToOdp', {
    workflowId: importWorkflowId(name),
    taskQueue: 'nobody',
    memo: { import: name, version: '1.4.0', ...memo },
  });
  if (closed) await handle.terminate();
}

const idsOf = async (options: { import?: string; limit: number }) =>
  (await findRuns(temporal.session, options)).map(({ runId, status }) => `${runId} ${status}`);

test('runs of Temporal and of storage are one list, newest first, each once', async () => {
  expect(await idsOf({ limit: 50 })).toEqual([
    'dddd-open RUNNING',
    'cccc-closed FAILED',
    'dddd-other TERMINATED',
    'aaaa-dropped COMPLETED',
  ]);
  expect(await idsOf({ limit: 1 })).toEqual(['dddd-open RUNNING']);
  expect(await idsOf({ import: 'other-stores', limit: 50 })).toEqual(['dddd-other TERMINATED']);
});

describe('a run is found', () => {
  const found = async (reference: string) => (await findRun(temporal.session, reference)).runId;

  test('by the name of its import: the newest', async () => {
    expect(await found('offline-stores')).toBe('dddd-open');
    expect(await found('import/other-stores')).toBe('dddd-other');
  });

  test('by its id, and by a beginning of it that no other has', async () => {
    expect(await found('dddd-other')).toBe('dddd-other');
    expect(await found('dddd-ot')).toBe('dddd-other');
    expect(await found('aaaa')).toBe('aaaa-dropped');
    expect(await findRun(temporal.session, 'cccc')).toMatchObject({ status: 'FAILED', error });
  });

  test.each([
    ['dddd', '2 runs begin with dddd'],
    ['ccc', 'No run is known as ccc'],
    ['', 'No run is known as '],
    ['ffff', 'No run is known as ffff'],
  ])('and not by %p', async (reference, message) => {
    await expect(findRun(temporal.session, reference)).rejects.toMatchObject({ code: 'run-not-found', message });
  });
});

test('an import that never ran has none', async () => {
  const { config } = temporal.session;
  const imports = { ...config.imports, third: config.imports['offline-stores'] };
  const session = { ...temporal.session, config: { ...config, imports } } as typeof temporal.session;
  await expect(findRun(session, 'third')).rejects.toMatchObject({
    ...{ code: 'run-not-found', message: 'third has never run', remedy: 'Start it: `longshore run third`.' },
  });
});
