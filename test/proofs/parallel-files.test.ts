import { storeNumber } from '../../sandbox/offline-stores';
import { type Stack, startStack } from '../../sandbox/stack';
import type { WorkerProcess } from '../../sandbox/worker-process';
import type { BookmarkState } from '../../src/contract/bookmark';
import { bookmarkWorkflowId, importBookmark } from '../../src/contract/bookmark-names';
import type { FilesCursor } from '../../src/contract/files';
import { readFoundFiles } from '../../src/storage';
import { DirectoryStorage } from '../../src/storage/directory-storage';
import { importName, objectName, provingAll, resultOf, start, until } from './run-import';
import { seededRandom } from './seeded-random';

const seed = Number(process.env.SEED ?? Date.now() % 1_000_000);
const rounds = provingAll ? 10 : 2;
const perFile = 60;

let stack: Stack;
let workers: WorkerProcess[];
beforeAll(async () => {
  stack = await startStack({
    import: { parallelFiles: 4, batchSize: 10, settle: '1s' },
    steps: { target: '1s', heartbeatTimeout: '2s' },
    odp: { latencyMs: 20, keepRequests: 1_000 },
    // Two or three times in a run: lanes go on over it.
    dynamicConfig: { 'limit.historyCount.suggestContinueAsNew': 150 },
  });
  workers = [await stack.startWorker(), await stack.startWorker()];
});
afterAll(() => stack?.stop());

let uploaded = 0;
/** Files with keys of their own, one of them much larger than the others. */
async function upload(files: number): Promise<void> {
  for (let file = 0; file < files; file += 1) {
    const records = file === 2 ? perFile * 10 : perFile;
    const stores = Array.from({ length: records }, (_, index) => storeNumber(uploaded + index));
    await stack.putFile(`${String(uploaded).padStart(9, '0')}.json`, JSON.stringify(stores));
    uploaded += records;
  }
}

async function storedIds(): Promise<Set<string>> {
  await stack.odp.drain();
  return new Set(stack.odp.object(objectName).keys());
}

test(`workers that are killed lose nothing, and the counts balance (seed ${seed})`, async () => {
  for (let round = 0; round < rounds; round += 1) {
    const random = seededRandom(seed + round);
    await upload(40);
    const running = await start(stack);
    for (let kills = 0; kills < 3; kills += 1) {
      await new Promise((resolve) => setTimeout(resolve, 300 + random() * 900));
      const victim = Math.floor(random() * workers.length);
      await workers[victim]?.kill('SIGKILL');
      workers[victim] = await stack.startWorker();
    }
    const { counts, files } = await resultOf(running, 120_000);
    const records = 39 * perFile + 10 * perFile;
    expect(files).toEqual({ found: 40, done: 40, quarantined: 0 });
    expect(counts).toEqual({ read: records, delivered: records, rejected: 0, skipped: 0, pending: 0 });
    expect((await storedIds()).size).toBe(uploaded);
    expect((await resultOf(await start(stack))).files?.found).toBe(0);
  }
}, 300_000);

test('a run that is cancelled has passed no file that is unfinished, and the next one does exactly the rest', async () => {
  const before = uploaded;
  await upload(60);
  const total = uploaded - before;
  const running = await start(stack);
  await until('a third is delivered', () => stack.odp.object(objectName).size > before + total / 3);
  await running.cancel();
  await expect(running.result()).rejects.toThrow();
  const first = (await running.describe()).memo as { counts: { delivered: number } };

  const bookmark = stack.client.workflow.getHandle(bookmarkWorkflowId(importBookmark(importName)));
  const { value } = await bookmark.query<BookmarkState>('read');
  const cursor = value as unknown as FilesCursor;
  const stored = await storedIds();
  const storage = new DirectoryStorage(`${stack.folder}/.longshore`);
  if (!cursor.list) throw new Error('The bookmark has a list');
  let passed = 0;
  for (const range of [{ from: 0, to: cursor.position }, ...(cursor.ahead ?? [])]) {
    for await (const { name } of readFoundFiles(storage, importName, cursor.list, range)) {
      const begin = Number.parseInt(name, 10);
      for (let index = 0; index < perFile; index += 1) expect(stored).toContain(storeNumber(begin + index).id);
      passed += 1;
    }
  }
  expect(passed).toBeGreaterThan(0);
  expect(passed).toBeLessThan(60);

  const { counts, files } = await resultOf(await start(stack), 120_000);
  expect(files?.found).toBe(60 - passed);
  expect(first.counts.delivered + counts.delivered).toBe(total);
  expect((await storedIds()).size).toBe(uploaded);
}, 180_000);
