import { execFile } from 'node:child_process';
import { writeFile } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { promisify } from 'node:util';
import type { WorkflowHandle, WorkflowHandleWithFirstExecutionRunId } from '@temporalio/client';
import { isCancellation } from '@temporalio/workflow';
import { storeNumber } from '../../sandbox/offline-stores';
import { type Stack, startStack } from '../../sandbox/stack';
import type { WorkerProcess } from '../../sandbox/worker-process';
import { StateStore } from '../../src/bookmarks';
import type { BatchProgress, ProgressLook } from '../../src/contract/batch';
import { waitForProgressUpdate } from '../../src/contract/batch-definitions';
import { batchWorkflowId, importWorkflowId } from '../../src/contract/names';
import type { RunProgress } from '../../src/contract/run';
import type { RunOptions } from '../../src/contract/run-options';
import { importName, journalOf, resultOf, until } from './run-import';

type Run = WorkflowHandleWithFirstExecutionRunId;

/** Each test has imports of its own to wait for; where nothing is put there they find no file and so complete at once. */
const others = [
  ...['first', 'busy', 'recent', 'optional', 'skipped', 'late', 'failing', 'cancelled', 'killed', 'long'],
  ...['one', 'two', 'rejecting', 'hourly', 'nightly', 'shops'],
];
const waiting = { endPoint: 'tell', params: {}, dependsOn: ['shops'] };
const batchJobs = {
  prices: { endPoint: 'tell' },
  report: {
    endPoint: 'tell',
    dependsOn: ['shops', { batchJob: 'prices' }, { bookmark: 'crm_export', place: 'shared' }],
  },
  ...{ atOnce: waiting, cancelled: waiting, long: waiting },
  late: { ...waiting, dependsOn: [{ batchJob: 'unborn', timeout: '300ms' }] },
  unborn: { endPoint: 'tell' },
  never: { endPoint: 'tell' },
};
const command = resolve(__dirname, '../../dist/src/client.js');
let stack: Stack;
let worker: WorkerProcess;
beforeAll(async () => {
  stack = await startStack({
    steps: { heartbeatTimeout: '2s', dependencyLook: '100ms' },
    import: { prefix: 'none/', settle: '1s' },
    otherImports: Object.fromEntries(others.map((name) => [name, { prefix: `${name}/`, maxRejectRate: 1 }])),
    // A wait of a few seconds comes to its end several times.
    dynamicConfig: { 'limit.historyCount.suggestContinueAsNew': 60 },
    sections: {
      endPoints: { tell: { type: 'module', path: './tell.mjs', export: 'tell' } },
      places: { shared: { type: 'directory', path: 'states' } },
      batchJobs,
    },
  });
  const tell = 'export const tell = ({ states }) => ({ complete: true, finalResult: states ?? null });';
  await writeFile(join(stack.folder, 'tell.mjs'), tell);
  worker = await stack.startWorker();
}, 60_000);
afterAll(() => stack?.stop());

function start(name: string, options?: RunOptions): Promise<Run> {
  return stack.client.workflow.start('filesToOdp', {
    workflowId: importWorkflowId(name),
    taskQueue: 'longshore',
    args: [{ import: name, ...(options ? { options } : {}) }],
  });
}

/** A run of the import that waits, with this under its `dependsOn`. */
async function startDependent(dependsOn: readonly unknown[], options?: RunOptions): Promise<Run> {
  await stack.configure({ dependsOn });
  return start(importName, options);
}

const progressOf = (run: WorkflowHandle) => run.query<RunProgress>('progress');
async function untilPhase(run: Run, phase: string): Promise<void> {
  let seen: RunProgress | undefined;
  const isThere = async (): Promise<boolean> => {
    seen = await progressOf(run);
    return seen.phase === phase;
  };
  await until(`the phase "${phase}"`, isThere).catch((cause: unknown) => {
    throw new Error(`The run never came to "${phase}"; at last it was ${JSON.stringify(seen)}`, { cause });
  });
}
async function longshore(...args: string[]): Promise<string> {
  const all = [command, '--config', stack.configPath, ...args];
  return (await promisify(execFile)(process.execPath, all, { env: stack.env })).stdout;
}
const complete = async (name: string) => resultOf(await start(name));
const causeOf = (run: Run) => run.result().catch((error: { cause: unknown }) => error.cause);

/** An import that runs for as long as it is left paused. */
async function holdRunning(name: string): Promise<WorkflowHandle> {
  const held = await stack.client.workflow.signalWithStart('filesToOdp', {
    workflowId: importWorkflowId(name),
    taskQueue: 'longshore',
    args: [{ import: name }],
    signal: 'pause',
  });
  await until(`${name} to pause`, async () => (await progressOf(held)).status === 'PAUSED');
  return held;
}

test('it waits, visibly, until the other has completed once', async () => {
  const run = await startDependent(['first']);
  await untilPhase(run, 'waiting for first');
  expect(await progressOf(run)).toMatchObject({
    status: 'RUNNING',
    waiting: { code: 'waiting-for-dependency', message: 'first has never completed' },
  });
  await complete('first');
  const { closeTime } = await stack.client.workflow.getHandle(importWorkflowId('first')).describe();
  await resultOf(run);
  const journal = await journalOf(run);
  expect(journal).toContain('Waiting: first has never completed');
  expect(journal.at(-1)).toBe('Complete: nothing new');
  const { events } = await run.fetchHistory();
  const listing = events?.find(
    ({ activityTaskScheduledEventAttributes: scheduled }) => scheduled?.activityType?.name === 'listFiles',
  );
  const { seconds = 0, nanos = 0 } = listing?.eventTime ?? {};
  const listedAt = Number(seconds) * 1_000 + (nanos ?? 0) / 1e6;
  expect(listedAt).toBeGreaterThanOrEqual(closeTime?.getTime() ?? Number.NaN);
}, 60_000);

test('it waits while the other runs, though that has completed before', async () => {
  await complete('busy');
  const other = await holdRunning('busy');
  const run = await startDependent(['busy']);
  await untilPhase(run, 'waiting for busy');
  expect((await progressOf(run)).waiting?.message).toBe('busy is running');
  await other.signal('resume');
  await resultOf(run);
}, 60_000);

test('within: a completion that was too old at the start is waited for anew', async () => {
  await complete('recent');
  await resultOf(await startDependent([{ import: 'recent', within: '1h' }]));
  const run = await startDependent([{ import: 'recent', within: '1ms' }]);
  await untilPhase(run, 'waiting for recent');
  expect((await progressOf(run)).waiting?.message).toContain('recent has not completed since');
  await complete('recent');
  await resultOf(run);
}, 60_000);

test('required: false waits only while the other runs, and warns', async () => {
  const dependsOn = [{ import: 'optional', required: false }];
  const free = await startDependent(dependsOn);
  await resultOf(free);
  expect(await journalOf(free)).toContain(
    'optional has never completed; the run begins without it, for it is not required',
  );
  const other = await holdRunning('optional');
  const run = await startDependent(dependsOn);
  await untilPhase(run, 'waiting for optional');
  await other.signal('cancel');
  await resultOf(run);
}, 60_000);

test('--no-wait-for-dependencies begins at once, and the journal says so', async () => {
  await stack.configure({ dependsOn: ['skipped'] });
  await longshore('run', importName, '--wait', '--no-wait-for-dependencies');
  expect(await longshore('logs', importName)).toContain(
    'Begun without waiting for skipped, as --no-wait-for-dependencies has it',
  );
}, 60_000);

test('of several it waits for each, and names those that lack', async () => {
  const other = await holdRunning('two');
  const run = await startDependent(['one', { import: 'two', required: false }]);
  await untilPhase(run, 'waiting for one and two');
  expect((await progressOf(run)).waiting?.message).toBe('one has never completed; two is running');
  await complete('one');
  await untilPhase(run, 'waiting for two');
  await other.signal('resume');
  await resultOf(run);
  const waits = (await journalOf(run)).filter((line) => line.startsWith('Waiting: '));
  expect(waits[0]).toBe('Waiting: one has never completed; two is running');
  // The run of `one` may itself be seen between them.
  expect(waits.at(-1)).toBe('Waiting: two is running');
}, 60_000);

test('a run of the other that finished with rejects within its limits counts as completed', async () => {
  await stack.putFile('rejecting/a.json', JSON.stringify([{ name: 'nobody' }, storeNumber(1)]));
  expect((await complete('rejecting')).counts).toMatchObject({ delivered: 1, rejected: 1 });
  const run = await startDependent(['rejecting']);
  await resultOf(run);
  expect((await journalOf(run)).join('\n')).not.toContain('Waiting');
}, 60_000);

test("one under Temporal's cron that rests between two fires does not run", async () => {
  await complete('hourly');
  const cron = await stack.client.workflow.start('filesToOdp', {
    ...{ workflowId: importWorkflowId('hourly'), taskQueue: 'longshore', args: [{ import: 'hourly' }] },
    cronSchedule: '0 0 1 1 *',
  });
  const run = await startDependent(['hourly']);
  await resultOf(run);
  expect((await journalOf(run)).join('\n')).not.toContain('Waiting');
  await cron.terminate();
}, 60_000);

test("under Temporal's cron each fire waits for itself, however long, and the cron goes on", async () => {
  await stack.configure({ dependsOn: [{ import: 'nightly', within: '1ms' }] });
  await stack.client.workflow.start('filesToOdp', {
    ...{ workflowId: importWorkflowId(importName), taskQueue: 'longshore', args: [{ import: importName }] },
    cronSchedule: '@every 1s',
  });
  const cron = stack.client.workflow.getHandle(importWorkflowId(importName));
  const fires = new Set<string>();
  // The first waits longer than an execution that may continue as new, and the second is the next fire.
  for (const events of [80, 10]) {
    await until(`a fire that is new and waits, with ${events} events`, async () => {
      const { runId, historyLength } = await cron.describe();
      if (fires.has(runId) || historyLength < events) return false;
      const progress = await progressOf(cron);
      return progress.phase === 'waiting for nightly' && progress.runId === runId;
    });
    const { runId } = await cron.describe();
    fires.add(runId);
    await complete('nightly');
    const fire = stack.client.workflow.getHandle(importWorkflowId(importName), runId);
    await until('the fire to complete', async () => (await fire.describe()).status.name === 'COMPLETED');
  }
  await cron.terminate();
}, 60_000);

test('after the timeout it fails, and tells what to do', async () => {
  const run = await startDependent([{ import: 'late', timeout: '1s' }]);
  expect(await causeOf(run)).toMatchObject({
    type: 'dependency-timed-out',
    message: expect.stringMatching(/^Waited \d s for late, which has never completed\. See its runs/),
  });
  expect((await journalOf(run)).at(-1)).toContain('Failed to wait for late');
}, 60_000);

test('a run of the other that failed does not count', async () => {
  const failing = await start('failing', { noWaitForDependencies: true });
  await failing.terminate();
  const run = await startDependent([{ import: 'failing', timeout: '1s' }]);
  expect(await causeOf(run)).toMatchObject({ type: 'dependency-timed-out' });
}, 60_000);

test.each(['the signal', 'Temporal'])(
  'cancelled by %s while it waits, also paused, it closes as cancelled',
  async (by) => {
    const run = await startDependent(['cancelled']);
    await untilPhase(run, 'waiting for cancelled');
    await run.signal('pause');
    await until('the pause', async () => (await progressOf(run)).status === 'PAUSED');
    if (by === 'Temporal') await run.cancel();
    else await run.signal('cancel', { reason: 'not today' });
    expect(isCancellation(await causeOf(run))).toBe(true);
    expect((await run.describe()).status.name).toBe('CANCELLED');
  },
  60_000,
);

test('a worker killed during the wait: another goes on with it', async () => {
  const run = await startDependent(['killed']);
  await untilPhase(run, 'waiting for killed');
  await worker.kill('SIGKILL');
  worker = await stack.startWorker();
  await untilPhase(run, 'waiting for killed');
  await complete('killed');
  await resultOf(run);
}, 90_000);

test('a long wait continues as new, as the same run, and no execution is long', async () => {
  const run = await startDependent(['long']);
  await untilPhase(run, 'waiting for long');
  const newest = stack.client.workflow.getHandle(importWorkflowId(importName));
  await until('a second execution', async () => (await newest.describe()).runId !== run.firstExecutionRunId);
  await until('a wait there', async () => {
    const { phase, runId } = await newest.query<RunProgress>('progress');
    return phase === 'waiting for long' && runId === run.firstExecutionRunId;
  });
  await complete('long');
  await resultOf(run);
  expect((await newest.describe()).historyLength).toBeLessThan(120);
}, 90_000);

describe('a batch job', () => {
  const jobOf = (name: string) => stack.client.workflow.getHandle(batchWorkflowId(name));
  const progressOfJob = (name: string) => jobOf(name).query<BatchProgress>('progress');
  const startJob = (name: string, more: object = {}) =>
    stack.client.workflow.start('batchJob', {
      workflowId: batchWorkflowId(name),
      taskQueue: 'longshore',
      args: [{ endPointName: 'tell', endPointParams: {}, id: name, batchJob: name, ...more }],
    });
  async function untilWaiting(name: string, description: string): Promise<void> {
    await until(`${name}: ${description}`, async () => (await progressOfJob(name)).description === description);
  }

  test('waits for an import, another batch job and a state, which its target is given as it was then', async () => {
    const crm = new StateStore(
      { type: 'directory', path: join(stack.folder, 'states') },
      { announce: () => undefined },
    );
    const state = await crm.getOrCreate('crm_export');
    state.addElement('sales.customers', 1);
    await longshore('batch', 'start', '--job', 'report');
    await untilWaiting('report', 'Waiting for shops, prices and crm_export');
    expect(await progressOfJob('report')).toMatchObject({ status: 'RUNNING', passes: 0, progressPercent: 0 });
    await complete('shops');
    await untilWaiting('report', 'Waiting for prices and crm_export');
    await longshore('batch', 'start', '--job', 'prices', '--wait');
    await untilWaiting('report', 'Waiting for crm_export');
    await crm.complete(state);
    expect(await jobOf('report').result()).toMatchObject({ finalResult: { crm_export: { 'sales.customers': 1 } } });
    const journal = await journalOf(jobOf('report'));
    expect(journal.slice(0, 3)).toEqual([
      'Begun: end point tell',
      'Waiting: shops has never completed; prices has never completed; crm_export has never completed',
      'Waiting: prices has never completed; crm_export has never completed',
    ]);
    // The run of `prices` may itself be seen between them.
    expect(journal.findLast((line) => line.startsWith('Waiting: '))).toBe('Waiting: crm_export has never completed');
  }, 60_000);

  test('is waited for by an import, until it has left the record of a completion', async () => {
    await (await startJob('never')).terminate();
    const run = await startDependent([{ batchJob: 'never' }]);
    await untilPhase(run, 'waiting for never');
    await (await startJob('never')).result();
    await resultOf(run);
    expect(await journalOf(run)).toContain('Waiting: never has never completed');
  }, 60_000);

  test('begins at once with --no-wait-for-dependencies, and the journal says so', async () => {
    await stack.client.workflow.signalWithStart('filesToOdp', {
      ...{ workflowId: importWorkflowId('shops'), taskQueue: 'longshore', args: [{ import: 'shops' }] },
      signal: 'pause',
    });
    await longshore('batch', 'start', '--job', 'atOnce', '--wait', '--no-wait-for-dependencies');
    expect(await longshore('logs', 'batch/atOnce')).toContain(
      'Begun without waiting for shops, as --no-wait-for-dependencies has it',
    );
  }, 60_000);

  test('that waits can be paused, cancelled and tried again; a long wait with a watcher continues as new', async () => {
    const first = await startJob('cancelled');
    await untilWaiting('cancelled', 'Waiting for shops');
    await first.signal('pause');
    await untilWaiting('cancelled', 'Paused');
    await first.signal('cancel', { reason: 'not today' });
    expect(isCancellation(await causeOf(first))).toBe(true);
    expect((await journalOf(first)).at(-1)).toBe('Cancelled before it began: not today');
    await longshore('batch', 'retry', 'cancelled');
    await untilWaiting('cancelled', 'Waiting for shops');

    const long = await startJob('long');
    const looks: ProgressLook[] = [];
    await until('an execution that continues the wait', async () => {
      looks.push(await jobOf('long').executeUpdate(waitForProgressUpdate, { args: [{ percent: 0 }] }));
      return (await jobOf('long').describe()).runId !== long.firstExecutionRunId;
    });
    await untilWaiting('long', 'Waiting for shops');
    expect(looks.at(0)).toMatchObject({ status: 'RUNNING', progressPercent: 0 });
    await stack.client.workflow.getHandle(importWorkflowId('shops')).signal('resume');
    await Promise.all([jobOf('long').result(), jobOf('cancelled').result()]);
    expect((await jobOf('long').describe()).historyLength).toBeLessThan(120);
  }, 90_000);

  test('fails after the timeout, and tells what to do', async () => {
    const job = await startJob('late');
    expect(await causeOf(job)).toMatchObject({
      type: 'dependency-timed-out',
      message: expect.stringMatching(
        /^Waited \d s for unborn, which has never completed.*`longshore batch progress unborn`/,
      ),
    });
  }, 60_000);
});
