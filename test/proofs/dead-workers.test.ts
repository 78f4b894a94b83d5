import { storeNumber } from '../../sandbox/offline-stores';
import { type Stack, startStack } from '../../sandbox/stack';
import type { WorkerProcess } from '../../sandbox/worker-process';
import type { FilesHeartbeat } from '../../src/activities/step-pulse';
import { TemporalBookmarks } from '../../src/bookmarks';
import { importBookmark } from '../../src/contract/bookmark-names';
import type { FilesCursor } from '../../src/contract/files';
import type { RunProgress } from '../../src/contract/run';
import { DirectoryStorage } from '../../src/storage/directory-storage';
import { importName, journalOf, objectName, resultOf, start, until } from './run-import';

const batchSize = 50;
let stack: Stack;
let worker: WorkerProcess;
beforeAll(async () => {
  stack = await startStack({
    steps: { heartbeatTimeout: '2s' },
    import: { batchSize, concurrency: 2, settle: '1s' },
    odp: { latencyMs: 100, keepWrites: true },
  });
}, 60_000);
afterAll(() => stack?.stop());

const storesFrom = (first: number, count: number) =>
  Array.from({ length: count }, (_, number) => storeNumber(first + number));

/** How often the destination has stored each of these stores. */
async function timesStored(first: number, count: number): Promise<number[]> {
  await stack.odp.drain();
  const times = new Map<string, number>();
  for (const { key } of stack.odp.writes(objectName)) times.set(key, (times.get(key) ?? 0) + 1);
  return storesFrom(first, count).map(({ id }) => times.get(id) ?? 0);
}

test('a worker killed in the middle of a file: another goes on there and says so, and nothing is lost', async () => {
  const small = 100;
  const large = 3_000;
  await stack.putFile('a.json', JSON.stringify(storesFrom(0, small)));
  await stack.putFile('b.json', JSON.stringify(storesFrom(small, large)));
  worker = await stack.startWorker();
  const run = await start(stack);
  await until('the middle of b.json', async () => (await timesStored(small, large)).filter(Boolean).length > 1_000);
  await worker.kill('SIGKILL');
  const atDeath = (await timesStored(small, large)).filter(Boolean).length;
  worker = await stack.startWorker();

  const total = small + large;
  expect((await resultOf(run)).counts).toEqual({ read: total, delivered: total, rejected: 0, skipped: 0, pending: 0 });
  const journal = (await journalOf(run)).join('\n');
  const [, place] = /Going on after a worker was lost, at record (\d+) of b\.json/.exec(journal) ?? [];
  const index = Number(place);
  expect(index).toBeGreaterThan(0);
  expect(index).toBeLessThanOrEqual(atDeath);
  const times = await timesStored(small, large);
  expect(times.every((count) => count === 1 || count === 2)).toBe(true);
  // What the dead worker had told is not sent again.
  expect(Math.max(...times.slice(0, index))).toBe(1);
  expect(new Set(await timesStored(0, small))).toEqual(new Set([1]));
}, 90_000);

test('three workers that die at one place fail the run, which names file and bytes; the bookmark stays before it', async () => {
  const first = 10_000;
  const good = 700;
  const records = storesFrom(first, 1_500);
  const content = JSON.stringify(records);
  await stack.putFile('poison.json', content);
  // The worker dies of the record at 700: it is held back at the stand-in until the test has killed the worker.
  stack.odp.addFault({ path: '/objects/', key: storeNumber(first + good).id, action: { kind: 'hang' } });

  const run = await start(stack);
  const heartbeatOf = async (attempt: number): Promise<FilesHeartbeat | undefined> => {
    const { raw } = await run.describe();
    const activity = raw.pendingActivities?.find((one) => one.activityType?.name === 'importFiles');
    const [payload] = activity?.heartbeatDetails?.payloads ?? [];
    if (!payload?.data || activity?.attempt !== attempt) return undefined;
    return JSON.parse(Buffer.from(payload.data).toString('utf8')) as FilesHeartbeat;
  };
  for (let attempt = 1; attempt <= 3; attempt += 1) {
    await until(`attempt ${attempt} to come to the record and to say so`, async () => {
      const heartbeat = await heartbeatOf(attempt);
      const isThere = heartbeat?.cursor.file?.index === good && heartbeat.beginnings === attempt;
      return isThere && stack.odp.stats().inFlight > 0;
    });
    await worker.kill('SIGKILL');
    worker = await stack.startWorker();
  }

  const bytes = Buffer.byteLength(JSON.stringify(records.slice(0, good))) - 1;
  const pattern = new RegExp(
    `^3 attempts in a row ended at poison\\.json, after byte ${bytes} \\(record ${good}\\) and before about byte (\\d+)$`,
  );
  await expect(resultOf(run)).rejects.toMatchObject({ cause: { type: 'step-keeps-dying' } });
  const { counts, error } = await run.query<RunProgress>('progress');
  expect(error?.message).toMatch(pattern);
  const [, to] = pattern.exec(error?.message ?? '') ?? [];
  expect(Number(to)).toBeGreaterThan(bytes);
  expect(Number(to)).toBeLessThanOrEqual(Buffer.byteLength(content));
  expect((await journalOf(run)).join('\n')).toMatch(
    /Offline Store Import: Failed to import.* Reason: step-keeps-dying: 3 attempts in a row ended at poison\.json/,
  );

  // What was acknowledged before the place is kept, and counted.
  expect(counts).toEqual({ read: good, delivered: good, rejected: 0, skipped: 0, pending: 0 });
  const storage = new DirectoryStorage(`${stack.folder}/.longshore`);
  const bookmarks = new TemporalBookmarks({ client: stack.client, storage, taskQueue: 'longshore' });
  const bookmark = await bookmarks.read(importBookmark(importName));
  expect(bookmark.status).toBe('running');
  expect((bookmark.value as FilesCursor).file).toMatchObject({ name: 'poison.json', index: good, offset: bytes });

  // Once the cause is away, the next run does the rest.
  stack.odp.clearFaults();
  expect((await resultOf(await start(stack))).counts.delivered).toBe(records.length - good);
  expect((await timesStored(first, records.length)).every((count) => count > 0)).toBe(true);
  expect(Math.max(...(await timesStored(first, good)))).toBe(1);
}, 120_000);
