import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { type BatchStack, startBatchStack } from '../../sandbox/batch-stack';
import type { BatchProgress } from '../../src/contract/batch';
import { type CommandEnd, longshore } from './longshore-command';

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
beforeAll(async () => {
  stack = await startBatchStack({
    modules: { 'targets.mjs': targets },
    endPoints: {
      count: { type: 'module', path: './targets.mjs', export: 'count' },
      closed: { type: 'module', path: './targets.mjs', export: 'closed', retry: { attempts: 1 } },
    },
    sections: { batchJobs: { nightly: { endPoint: 'count', params: { to: 2 } } } },
  });
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

test('a named job, a request in one file, and one that fails', async () => {
  const request = { endPointName: 'count', endPointParams: { to: 3 }, id: 'r' };
  const [named, requested, failed] = await Promise.all([
    json('batch', 'start', '--job', 'nightly', '--wait'),
    json('batch', 'start', '--request', await file('request', request), '--wait'),
    command('batch', 'start', 'closed', '--id', 'f', '--wait'),
  ]);
  expect(named).toMatchObject({ id: 'nightly', passes: 2 });
  expect(requested).toMatchObject({ id: 'r', passes: 3, status: 'COMPLETED' });
  expect(failed).toMatchObject({ exitCode: 1, stdout: expect.stringContaining('target-failed: Pass 1: closed threw') });
}, 60_000);

test.each([
  ['nothing', [], 'usage-invalid: A job is told by'],
  ['two things', ['count', '--job', 'nightly'], 'usage-invalid: A job is told by'],
  ['no id', ['count'], 'usage-invalid: --id is missing'],
  ['an unknown policy', ['count', '--id', '9', '--on-conflict', 'wait'], 'usage-invalid'],
])('start with %s is refused', async (_, args, message) => {
  const { exitCode, stdout, stderr } = await command('batch', 'start', ...args);
  expect({ exitCode, stdout, stderr }).toEqual({ exitCode: 2, stdout: '', stderr: expect.stringContaining(message) });
});

test('a second start of an id attaches, is refused, or restarts; pause, resume and cancel', async () => {
  const params = await file('long', { to: 1_000, ms: 50 });
  const start = (...more: string[]) => command('batch', 'start', 'count', '--params', params, '--id', 'c', ...more);
  expect((await start()).stdout).toMatch(/^Started the job c\n/);
  const [attached, refused, other, { startedAt }] = await Promise.all([
    start(),
    start('--on-conflict', 'refuse'),
    command('batch', 'start', 'closed', '--id', 'c'),
    json('batch', 'progress', 'c'),
  ]);
  expect(attached.stdout).toMatch(/^Attached to the job c\n/);
  expect(refused).toMatchObject({
    exitCode: 7,
    stderr: expect.stringMatching(/^already-running: A job c is working\n/),
  });
  expect(other).toMatchObject({ exitCode: 7, stderr: expect.stringContaining('of the end point count') });
  expect((await start('--on-conflict', 'restart')).stdout).toMatch(/^Started the job c\n/);
  expect((await command('pause', 'batch/c')).stdout).toMatch(/^Asked the job c to pause/);
  const paused = await json('batch', 'progress', 'c');
  expect(paused).toMatchObject({ status: 'PAUSED', description: 'Paused' });
  expect(paused.startedAt > startedAt).toBe(true);
  expect((await command('resume', 'batch/c')).stdout).toMatch(/^Asked the job c to resume/);
  const cancelled = await command('cancel', 'batch/c', '--reason', 'enough');
  expect(cancelled.stdout).toMatch(/^The job c: CANCELLED behind pass \d+\./);
  expect((await command('batch', 'progress', 'c', '--watch')).exitCode).toBe(6);
}, 60_000);
