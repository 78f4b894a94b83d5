import { appendFile, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { ResidentMemory } from '../../bench/resident-memory';
import { type BatchStack, startBatchStack } from '../../sandbox/batch-stack';
import type { WorkerProcess } from '../../sandbox/worker-process';
import type { BatchProgress } from '../../src/contract/batch';
import { batchProgressQuery, waitForProgressUpdate } from '../../src/contract/batch-definitions';
import { provingAll, until } from './run-import';

const passes = provingAll ? 10_000 : 150;
const watchers = 50;

const targets = `
import { appendFileSync } from 'node:fs';
export function count({ endPointParams, previousResult }) {
  const done = (previousResult?.done ?? 0) + 1;
  return { complete: done === endPointParams.to, done, progress: { progressPercent: (100 * done) / endPointParams.to } };
}
// Notes the key of each call when it begins, and works for a moment.
export async function slow({ endPointParams, previousResult, idempotencyKey }) {
  const done = (previousResult?.done ?? 0) + 1;
  appendFileSync(endPointParams.file, idempotencyKey + '\\n');
  await new Promise((resolve) => setTimeout(resolve, 150));
  return { complete: done === 12, done, accumulate: [idempotencyKey] };
}
`;

let stack: BatchStack;
let worker: WorkerProcess;
beforeAll(async () => {
  const target = { type: 'module', path: './targets.mjs' };
  stack = await startBatchStack({
    modules: { 'targets.mjs': targets },
    endPoints: {
      count: { ...target, export: 'count' },
      slow: { ...target, export: 'slow', retry: { attempts: 5, initialInterval: '50ms' } },
    },
    sections: { steps: { heartbeatTimeout: '2s' } },
    // Without this these passes would be one execution.
    ...(provingAll ? {} : { dynamicConfig: { 'limit.historyCount.suggestContinueAsNew': 300 } }),
  });
  worker = await stack.startWorker();
}, 60_000);
afterAll(() => stack?.stop());

/** Follows a job as a client does: waits by the update, asks the query where that is refused. */
async function watch(id: string): Promise<{ readonly last: BatchProgress; readonly refused: number }> {
  let refused = 0;
  for (let percent = 5; ; ) {
    const handle = stack.client.workflow.getHandle(`batch/${id}`);
    await handle.executeUpdate(waitForProgressUpdate, { args: [{ percent }] }).catch(async () => {
      refused += 1;
      await new Promise((resolve) => setTimeout(resolve, 1_000));
    });
    // A machine that is busy with other things may answer none in time, and is asked again.
    const last = await handle.query(batchProgressQuery).catch(() => undefined);
    if (!last) continue;
    if (last.status === 'COMPLETED') return { last, refused };
    percent = Math.min(100, last.progressPercent + 5);
  }
}

test(`${passes} passes in one job, watched by ${watchers}, with a flat memory`, async () => {
  // The first passes load what all need.
  await (await stack.start('count', 'warm', { to: 50 })).result();
  const memory = new ResidentMemory(worker.pid);
  const before = memory.now();
  const begun = Date.now();
  const handle = await stack.start('count', 'many', { to: passes });
  const watched = Promise.all(Array.from({ length: watchers }, () => watch('many')));
  expect(await handle.result()).toMatchObject({ passes });
  const seconds = (Date.now() - begun) / 1_000;
  const grown = (memory.now() - before) / 1_024 / 1_024;
  const all = await watched;
  for (const { last } of all) expect(last).toMatchObject({ status: 'COMPLETED', progressPercent: 100, passes });
  const refused = all.reduce((sum, one) => sum + one.refused, 0);
  const latest = await stack.client.workflow.getHandle('batch/many').describe();
  console.info(
    `${passes} passes in ${seconds.toFixed(1)} s with ${watchers} watchers, ${refused} waits refused; the worker grew by ${grown.toFixed(1)} MB`,
  );
  expect(latest.runId).not.toBe(handle.firstExecutionRunId);
  expect(grown).toBeLessThan(100);
}, 1_800_000);

test('a worker killed in the middle of a pass: another does it again, under the same key', async () => {
  const file = join(stack.folder, 'calls');
  await appendFile(file, '');
  const calls = async () => (await readFile(file, 'utf8')).trimEnd().split('\n').filter(Boolean);
  const handle = await stack.start('slow', 'killed', { file });
  await until('the fifth pass', async () => (await calls()).length === 5);
  await worker.kill('SIGKILL');
  worker = await stack.startWorker();
  await handle.result();
  const keys = Array.from({ length: 12 }, (_, before) => `${handle.firstExecutionRunId}:${before + 1}`);
  expect(await handle.query(batchProgressQuery)).toMatchObject({ passes: 12, accumulate: keys });
  const called = await calls();
  expect([...new Set(called)]).toEqual(keys);
  // The one that was cut off is the only one that was called twice.
  expect(called).toHaveLength(13);
  expect(called.filter((key) => key === keys[4])).toHaveLength(2);
}, 60_000);
