import { execFile } from 'node:child_process';
import { readFile, rename, writeFile } from 'node:fs/promises';
import { promisify } from 'node:util';
import type { WorkflowHandle } from '@temporalio/client';
import { type Store, storeNumber } from '../../sandbox/offline-stores';
import { type Stack, startStack } from '../../sandbox/stack';
import { startTcpRelay, type TcpRelay } from '../../sandbox/tcp-relay';
import type { WorkerProcess } from '../../sandbox/worker-process';
import { TemporalBookmarks } from '../../src/bookmarks';
import { importBookmark } from '../../src/contract/bookmark-names';
import { DirectoryStorage } from '../../src/storage/directory-storage';
import { importName, objectName, resultOf, start, until } from './run-import';

// From the destination's acknowledgement to the bookmark's move there are two ways to go: to the workflow, and from
// there to the bookmark. A worker is killed on each of them.

const records = 1_000;
/** Of the bookmark: what was listed, the one step, and the end. */
const writesOfRun = 3;
let stack: Stack;
let relay: TcpRelay;
let worker: WorkerProcess;
let bookmarks: TemporalBookmarks;
beforeAll(async () => {
  stack = await startStack({
    steps: { heartbeatTimeout: '2s' },
    import: { batchSize: 50, concurrency: 2, settle: '1s' },
    odp: { latencyMs: 50, keepWrites: true },
  });
  relay = await startTcpRelay(stack.temporal.address);
  // Not the storage of the run: what the test holds back there must not hold back the test.
  const storage = new DirectoryStorage(`${stack.folder}/of-the-test`);
  bookmarks = new TemporalBookmarks({ client: stack.client, storage, taskQueue: 'longshore' });
}, 60_000);
afterAll(async () => {
  await stack?.stop();
  await relay?.stop();
});

const stores = (first: number, version: number): Store[] =>
  Array.from({ length: records }, (_, number) => storeNumber(first + number, version));

/** Records of all batches to whose sender the destination has answered that it has them. */
function acknowledged(): number {
  const answered = stack.odp.requests().filter(({ outcome }) => outcome === 'answered');
  return answered.reduce((sum, { accepted }) => sum + accepted, 0);
}

/** How often each of these versions was stored. */
function timesStored(version: readonly Store[]): number[] {
  const times = new Map<unknown, number>();
  for (const { body } of stack.odp.writes(objectName)) {
    const name = body.offline_store_name;
    times.set(name, (times.get(name) ?? 0) + 1);
  }
  return version.map(({ name }) => times.get(name) ?? 0);
}

/** The activities that the workflow was told the result of, in order. */
async function resultsTaken(run: WorkflowHandle): Promise<(string | null | undefined)[]> {
  const events = (await run.fetchHistory()).events ?? [];
  return events.flatMap(({ activityTaskCompletedEventAttributes: completed }) =>
    completed
      ? [
          events.find(({ eventId }) => String(eventId) === String(completed.scheduledEventId))
            ?.activityTaskScheduledEventAttributes?.activityType?.name,
        ]
      : [],
  );
}

async function isPending(run: WorkflowHandle, activity: string): Promise<boolean> {
  const { raw } = await run.describe();
  return (
    raw.pendingActivities?.some(({ activityType, state }) => activityType?.name === activity && state === 2) ?? false
  );
}

const readBookmark = () => bookmarks.read(importBookmark(importName));
const complete = { read: records, delivered: records, rejected: 0, skipped: 0, pending: 0 };

test('killed when the destination has acknowledged all and the workflow knows of nothing: all is there, and counted once', async () => {
  await stack.putFile('a.json', JSON.stringify(stores(0, 0)));
  worker = await stack.startWorker({ TEMPORAL_ADDRESS: relay.address });
  const run = await start(stack);
  await until('the first batch to be acknowledged', () => acknowledged() > 0);
  relay.hold();
  await until('all batches to be acknowledged', () => acknowledged() === records);
  await worker.kill('SIGKILL');
  expect(await resultsTaken(run)).toEqual(['openRun', 'listFiles', 'checkpoint', 'checkDestination']);

  worker = await stack.startWorker();
  expect((await resultOf(run)).counts).toEqual(complete);
  expect(await readBookmark()).toMatchObject({ version: writesOfRun, status: 'completed' });
  await stack.odp.drain();
  const times = timesStored(stores(0, 0));
  // What was sent again was there already: the upsert has changed nothing.
  expect(Math.max(...times)).toBe(2);
  expect(Math.min(...times)).toBeGreaterThanOrEqual(1);
  expect(stack.odp.object(objectName).size).toBe(records);
}, 60_000);

test('killed when the workflow has the result of the step and the bookmark has not moved: it moves, and nothing is sent again', async () => {
  const before = await readBookmark();
  const witness = `${stack.folder}/.longshore/witnesses/${importName}.json`;
  const content = await readFile(witness);
  // Before it moves the bookmark the worker reads its witness, and is held there by a pipe that nobody writes to.
  await promisify(execFile)('mkfifo', [`${witness}.held`]);
  await stack.putFile('b.json', JSON.stringify(stores(500, 1)));
  const sentBefore = acknowledged();
  const run = await start(stack);
  await until('the step to be under way', () => acknowledged() > sentBefore);
  await rename(`${witness}.held`, witness);
  await until('the checkpoint to be under way', () => isPending(run, 'checkpoint'));
  expect((await resultsTaken(run)).at(-1)).toBe('importFiles');
  const unmoved = await readBookmark();
  expect(unmoved).toMatchObject({ version: before.version + 1, status: 'running', value: { position: 0 } });
  expect(unmoved.value).not.toHaveProperty('file');
  await worker.kill('SIGKILL');
  await writeFile(`${witness}.back`, content);
  await rename(`${witness}.back`, witness);

  worker = await stack.startWorker();
  expect((await resultOf(run)).counts).toEqual(complete);
  const timestamp = (await stack.container.getBlobClient('b.json').getProperties()).lastModified?.getTime();
  const after = await readBookmark();
  expect(after).toMatchObject({
    version: before.version + writesOfRun,
    status: 'completed',
    writer: run.firstExecutionRunId,
  });
  expect(after.value).toMatchObject({ lastFileTimestamp: timestamp });
  expect(after.value).not.toHaveProperty('file');
  await stack.odp.drain();
  expect(new Set(timesStored(stores(500, 1)))).toEqual(new Set([1]));
}, 60_000);

test('what the destination holds in the end is what the files hold, and the next run has nothing to do', async () => {
  const sent = acknowledged();
  expect(await resultOf(await start(stack))).toMatchObject({ files: { found: 0 }, counts: { read: 0 } });
  expect(acknowledged()).toBe(sent);
  const expected = new Map([...stores(0, 0), ...stores(500, 1)].map(({ id, name }) => [id, name]));
  const stored = [...stack.odp.object(objectName)].map(([id, record]) => [id, record.offline_store_name] as const);
  expect(new Map(stored)).toEqual(expected);
}, 60_000);
