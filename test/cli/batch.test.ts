import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { type BatchStack, startBatchStack } from '../../sandbox/batch-stack';
import { exitCodeOfBatch } from '../../src/cli/follow-batch';
import { type BatchStartFlags, requestedBatch } from '../../src/cli/requested-batch';
import { cancel, steer } from '../../src/cli/steer';
import type { BatchProgress } from '../../src/contract/batch';
import { batchJson, findBatch, listBatches } from '../../src/runs/find-batches';
import type { Session } from '../../src/runs/session';
import { startBatch } from '../../src/runs/start-batch';
import { until } from '../proofs/run-import';
import { type CommandEnd, longshore } from './longshore-command';
import { stackSession } from './stack-session';

const targets = `
export async function count({ endPointParams, previousResult }) {
  await new Promise((resolve) => setTimeout(resolve, endPointParams.ms ?? 0));
  const done = (previousResult?.done ?? 0) + 1;
  const percent = (100 * done) / endPointParams.to;
  return { complete: done >= endPointParams.to, done, progress: { progressPercent: percent }, finalResult: { done }, accumulate: [done] };
}
export const closed = () => { throw new Error('closed'); };
`;

let stack: BatchStack;
let session: Session;
beforeAll(async () => {
  stack = await startBatchStack({
    modules: { 'targets.mjs': targets },
    endPoints: {
      count: { type: 'module', path: './targets.mjs', export: 'count' },
      closed: { type: 'module', path: './targets.mjs', export: 'closed', retry: { attempts: 1 } },
    },
    sections: { batchJobs: { nightly: { endPoint: 'count', params: { to: 2 } } } },
  });
  session = stackSession(stack);
  await stack.startWorker();
}, 60_000);
afterAll(() => stack?.stop());

const command = (...args: string[]): Promise<CommandEnd> => longshore(args, { cwd: stack.folder, env: stack.env });
const json = async <T = BatchProgress>(...args: string[]): Promise<T> => {
  const { stdout, stderr } = await command(...args, '--json');
  if (stdout === '') throw new Error(stderr);
  return JSON.parse(stdout) as T;
};
async function file(name: string, value: unknown): Promise<string> {
  const path = join(stack.folder, `${name}.json`);
  await writeFile(path, JSON.stringify(value));
  return path;
}

test('start --watch --json prints a job a line; later it is told the same everywhere', async () => {
  const params = await file('count', { to: 12, ms: 50 });
  const { exitCode, stdout, stderr } = await command(
    ...['batch', 'start', 'count', '--params', params, '--id', '1', '--watch', '--json'],
  );
  expect({ exitCode, stderr }).toEqual({ exitCode: 0, stderr: '' });
  const lines = stdout
    .trimEnd()
    .split('\n')
    .map((line) => JSON.parse(line) as BatchProgress);
  const last = lines.at(-1);
  expect(last).toEqual({
    id: '1',
    endPointName: 'count',
    status: 'COMPLETED',
    progressPercent: 100,
    description: 'Completed',
    passes: 12,
    accumulate: Array.from({ length: 12 }, (_, before) => before + 1),
    finalResult: { done: 12 },
    startedAt: expect.stringMatching(/^\d{4}-.*Z$/),
    updatedAt: expect.stringMatching(/^\d{4}-.*Z$/),
  });
  const percents = lines.map(({ progressPercent }) => progressPercent);
  expect(percents).toEqual([...percents].sort((a, b) => a - b));
  expect(percents.length).toBeGreaterThan(2);
  const [progress, list, result, logs] = await Promise.all([
    json('batch', 'progress', '1'),
    json<BatchProgress[]>('batch', 'list'),
    command('batch', 'result', '1'),
    command('logs', 'batch/1'),
  ]);
  expect(progress).toEqual(last);
  expect(list).toEqual([last]);
  expect(result.stdout).toBe('{\n  "done": 12\n}\n');
  expect(logs.stdout).toMatch(/Begun: end point count\n.*Completed in 12 passes\n$/);
}, 60_000);

test('a job is told by an end point, by its name, or by a request in one file', async () => {
  const request = { endPointName: 'count', endPointParams: { to: 3 }, id: 'r' };
  const asked = (endPoint: string | undefined, flags: BatchStartFlags) => requestedBatch(session, endPoint, flags);
  expect(await asked(undefined, { job: 'nightly' })).toEqual({
    ...request,
    ...{ endPointParams: { to: 2 }, id: 'nightly', batchJob: 'nightly' },
  });
  expect(await asked(undefined, { request: await file('request', request) })).toEqual(request);
  const params = await file('params', { to: 3 });
  expect(await asked('count', { params, id: 'r' })).toEqual(request);
  expect(await asked(undefined, { job: 'nightly', params, id: 'r', waitForDependencies: false })).toEqual({
    ...request,
    ...{ batchJob: 'nightly', noWaitForDependencies: true },
  });
  for (const [endPoint, flags, fault] of [
    [undefined, {}, 'A job is told by an end point'],
    ['count', { job: 'nightly' }, 'A job is told by an end point'],
    ['count', {}, '--id is missing'],
    ['count', { id: 'a/b' }, 'The `id` of its request must be'],
    ['count', { id: '1', params: 'no.json' }, 'The file of --params cannot be read'],
    ['count', { id: '1', params: join(stack.folder, 'targets.mjs') }, 'which --params names, is not JSON'],
    ['count', { id: '1', waitForDependencies: false }, 'The request has `noWaitForDependencies`, but no `batchJob`'],
    ['cuont', { id: '1' }, 'did you mean `count`?'],
    [undefined, { job: 'nightyl' }, 'did you mean `nightly`?'],
  ] as const) {
    await expect(asked(endPoint, flags)).rejects.toThrow(fault);
  }
});

test('a second start of an id attaches, is refused, or restarts; pause, resume and cancel', async () => {
  const request = { endPointName: 'count', endPointParams: { to: 1_000, ms: 50 }, id: 'c' };
  const job = () => findBatch(session, 'c');
  expect(await startBatch(session, request, 'attach')).toBe('started');
  expect(await startBatch(session, request, 'attach')).toBe('attached');
  await expect(startBatch(session, request, 'refuse')).rejects.toMatchObject({
    code: 'already-running',
    message: 'A job c is working',
  });
  // Its first activity tells which end point it is of.
  await until('the job to be open', async () => (await job()).endPointName === 'count');
  const other = { ...request, endPointName: 'closed' };
  await expect(startBatch(session, other, 'attach')).rejects.toThrow('A job c is working, of the end point count');
  const { jobId } = await job();
  expect(await startBatch(session, request, 'restart')).toBe('started');
  await until('the new job', async () => (await job()).passes > 0);
  expect((await job()).jobId).not.toBe(jobId);
  expect(await steer(session, 'batch/c', 'pause')).toMatch(/^Asked the job c to pause/);
  await until('the pause', async () => (await job()).status === 'PAUSED');
  expect(await job()).toMatchObject({ description: 'Paused' });
  expect(await steer(session, 'batch/c', 'resume')).toMatch(/^Asked the job c to resume/);
  expect(await cancel(session, 'batch/c', 'enough')).toMatch(/^The job c: CANCELLED behind pass \d+\./);
  expect(await steer(session, 'batch/c', 'pause')).toBe('The job c has ended already: CANCELLED.\n');
  expect(exitCodeOfBatch(await job())).toBe(6);
  await expect(findBatch(session, 'nobody')).rejects.toMatchObject({ code: 'batch-not-found' });
}, 60_000);

test('a job that failed is told with its reason and its exit code', async () => {
  const { exitCode, stdout } = await command('batch', 'start', 'closed', '--id', 'f', '--wait');
  expect({ exitCode, stdout }).toEqual({
    exitCode: 1,
    stdout: expect.stringContaining('target-failed: Pass 1: closed threw'),
  });
  const [listed] = (await listBatches(session, 1)).map(batchJson);
  expect(listed).toMatchObject({ id: 'f', status: 'FAILED', error: { code: 'target-failed' } });
}, 30_000);
