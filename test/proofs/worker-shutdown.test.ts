import { storeNumber } from '../../sandbox/offline-stores';
import { type Stack, startStack } from '../../sandbox/stack';
import type { WorkerProcess } from '../../sandbox/worker-process';
import { journalOf, objectName, provingAll, resultOf, start, until } from './run-import';

let stack: Stack;
let worker: WorkerProcess;
afterEach(() => stack?.stop());

async function startWith(target: string): Promise<void> {
  stack = await startStack({
    steps: { target, heartbeatTimeout: '2s' },
    import: { batchSize: 20, concurrency: 2, settle: '1s' },
    odp: { latencyMs: 100, keepRequests: 10_000 },
  });
  worker = await stack.startWorker();
}

/** The records of all batches that the stand-in was sent, whatever it answered. */
function sent(): number {
  const batches = stack.odp.requests().filter(({ path }) => path.includes('/objects/'));
  return batches.reduce((sum, { records }) => sum + records, 0);
}

async function importWithOrderlyEnds(stores: number, ends: number): Promise<void> {
  await stack.putFile('a.json', JSON.stringify(Array.from({ length: stores }, (_, number) => storeNumber(number))));
  const run = await start(stack);
  for (let end = 1; end <= ends; end += 1) {
    await until(`part ${end} to be sent`, () => sent() > (stores * end) / (ends + 2));
    await worker.kill('SIGTERM');
    expect(sent()).toBeLessThan(stores);
    worker = await stack.startWorker();
  }
  const { counts } = await resultOf(run, 120_000);
  expect(counts).toEqual({ read: stores, delivered: stores, rejected: 0, skipped: 0, pending: 0 });
  expect(sent()).toBe(stores);
  expect((await journalOf(run)).join('\n')).not.toContain('worker was lost');
  await stack.odp.drain();
  expect(stack.odp.object(objectName).size).toBe(stores);
}

test('workers that are told to end in the middle of a file lose nothing, and nothing is sent twice', async () => {
  await startWith('2s');
  await importWithOrderlyEnds(4_000, 2);
}, 120_000);

// The grace is 20 s: a step that takes longer is cut short, and returns what it has.
const testOfLongSteps = provingAll ? test : test.skip;
testOfLongSteps(
  'nor do those whose step takes longer than their grace',
  async () => {
    await startWith('60s');
    await importWithOrderlyEnds(15_000, 1);
  },
  180_000,
);
