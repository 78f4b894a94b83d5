import { storeNumber } from '../../sandbox/offline-stores';
import { type Stack, startStack } from '../../sandbox/stack';
import { largestPayload } from './history-payloads';
import { objectName, provingAll, resultOf, start, until } from './run-import';

const files = 10;
const recordsPerFile = provingAll ? 100_000 : 10_000;

describe(`${files} files of ${recordsPerFile} records`, () => {
  let stack: Stack;
  beforeAll(async () => {
    stack = await startStack({ odp: { keepRequests: 10 } });
    await stack.startWorker();
    for (let file = 0; file < files; file += 1) {
      const stores = Array.from({ length: recordsPerFile }, (_, number) => storeNumber(file * recordsPerFile + number));
      await stack.putFile(`${file}.json`, JSON.stringify(stores));
    }
  }, 120_000);
  afterAll(() => stack?.stop());

  test('have a history of under 200 events and no payload over 10 KB', async () => {
    const handle = await start(stack);
    const { counts } = await resultOf(handle, 600_000);
    expect(counts.delivered).toBe(files * recordsPerFile);
    const history = await handle.fetchHistory();
    const largest = largestPayload(history);
    console.info(`${counts.delivered} records: ${history.events?.length} events, largest payload ${largest} bytes`);
    expect(history.events?.length).toBeLessThan(200);
    expect(largest).toBeLessThan(10_000);
  }, 600_000);
});

describe('a history that may not grow', () => {
  let stack: Stack;
  beforeAll(async () => {
    stack = await startStack({
      steps: { target: '100ms' },
      import: { batchSize: 10, concurrency: 2 },
      odp: { latencyMs: 20 },
      dynamicConfig: { 'limit.historyCount.suggestContinueAsNew': 30 },
    });
    await stack.startWorker();
  }, 60_000);
  afterAll(() => stack?.stop());

  test('continues as new with cursor, counts and journal', async () => {
    for (const [file, letter] of ['a', 'b', 'c'].entries()) {
      await stack.putFile(
        `${letter}.json`,
        JSON.stringify(Array.from({ length: 500 }, (_, number) => storeNumber(file * 500 + number))),
      );
    }
    const handle = await start(stack);
    const first = handle.firstExecutionRunId;
    const newest = () => stack.client.workflow.getHandle(handle.workflowId).describe();
    await until('the run to continue as new', async () => (await newest()).runId !== first);
    expect((await newest()).memo).toMatchObject({ runId: first, import: 'offline-stores' });
    const result = await resultOf(handle);
    expect(result).toMatchObject({ counts: { read: 1_500, delivered: 1_500 }, files: { found: 3, done: 3 } });
    const latest = await stack.client.workflow.getHandle(handle.workflowId).describe();
    expect(latest.runId).not.toBe(first);
    expect(latest.memo).toMatchObject({ runId: first, status: 'COMPLETED' });
    await stack.odp.drain();
    expect(stack.odp.object(objectName).size).toBe(1_500);
  }, 60_000);
});
