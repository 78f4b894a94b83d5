import { NativeConnection, Worker } from '@temporalio/worker';
import { type BatchStack, startBatchStack } from '../sandbox/batch-stack';
import type { bareActivities } from './bare-activities';
import { type Line, row } from './line';
import { ResidentMemory } from './resident-memory';

const passes = 1_000;
const noOp = `
export const count = ({ endPointParams: { to }, previousResult: { done } = { done: 0 } }) =>
  ({ complete: done + 1 === to, done: done + 1, progress: { progressPercent: (100 * (done + 1)) / to } });
`;

/** Passes of a target that does nothing, and beside them the same number of bare activities on the same server. */
export async function measureBatch(): Promise<Line[]> {
  const stack = await startBatchStack({
    modules: { 'count.mjs': noOp },
    endPoints: { count: { type: 'module', path: './count.mjs', export: 'count' } },
  });
  try {
    const worker = await stack.startWorker();
    await (await stack.start('count', 'warm', { to: 50 })).result();
    const memory = new ResidentMemory(worker.pid);
    const before = memory.now();
    const perPass = await rate(async () => (await stack.start('count', 'measured', { to: passes })).result());
    const grown = (memory.now() - before) / 1_024 / 1_024;
    const perBare = await bareRate(stack);
    return [
      row(`passes of a no-op target, ${passes} in one job`, `${perPass.toFixed(1)}/s`),
      row("the server's own limit: bare activities, as many", `${perBare.toFixed(1)}/s`),
      row('share of that limit', (perPass / perBare).toFixed(2), 'over 0.8'),
      row('growth of the worker meanwhile', `${grown.toFixed(1)} MB`, 'under 100 MB'),
    ];
  } finally {
    await stack.stop();
  }
}

async function bareRate(stack: BatchStack): Promise<number> {
  const connection = await NativeConnection.connect({ address: stack.temporal.address });
  try {
    const taskQueue = 'bare';
    const worker = await Worker.create({
      connection,
      namespace: stack.temporal.namespace,
      taskQueue,
      workflowsPath: require.resolve('./bare-activities'),
      activities: { nothing: async () => undefined },
    });
    const run = (workflowId: string, count: number) =>
      stack.client.workflow.execute<typeof bareActivities>('bareActivities', { workflowId, taskQueue, args: [count] });
    return await worker.runUntil(async () => {
      await run('warm', 50);
      return rate(() => run('measured', passes));
    });
  } finally {
    await connection.close();
  }
}

/** Passes, or activities, a second. */
async function rate(work: () => Promise<unknown>): Promise<number> {
  const begun = Date.now();
  await work();
  return (1_000 * passes) / (Date.now() - begun);
}
