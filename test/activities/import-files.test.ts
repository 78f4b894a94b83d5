import { connect, createServer, type Socket } from 'node:net';
import { storeNumber } from '../../sandbox/offline-stores';
import { addCounts, noCounts } from '../../src/contract/counts';
import type { FilesCursor } from '../../src/contract/files';
import { readQuarantine, readRejects } from '../../src/storage';
import { type ImportsUnderTest, type ImportUnderTest, importName, objectName, startImports } from './import-under-test';

let imports: ImportsUnderTest;
beforeAll(async () => {
  imports = await startImports();
});
beforeEach(() => {
  imports.odp.reset();
  imports.odp.clearFaults();
});
afterAll(() => imports?.stop());

const stores = (count: number, from = 0) => Array.from({ length: count }, (_, index) => storeNumber(from + index));
const json = (...records: unknown[]) => JSON.stringify(records);

async function listed(under: ImportUnderTest): Promise<FilesCursor> {
  return (await under.list()).files;
}

async function storedIds(): Promise<string[]> {
  await imports.odp.drain();
  return [...imports.odp.object(objectName).keys()].sort();
}

async function all<T>(items: AsyncIterable<T>): Promise<T[]> {
  const found: T[] = [];
  for await (const item of items) found.push(item);
  return found;
}

/** Steps from a cursor until all is complete, as the workflow makes them. */
async function stepsFrom(under: ImportUnderTest, files: FilesCursor) {
  let [cursor, counts, steps] = [files, noCounts, 0];
  const notes: string[] = [];
  for (let complete = false; !complete; steps += 1) {
    if (steps > 200) throw new Error(`Not complete after ${steps} steps: ${JSON.stringify(cursor)}`);
    const result = await under.step(cursor);
    if (result.failure) throw new Error(`Failed: ${result.failure.code}`);
    counts = addCounts(counts, result.counts);
    notes.push(...(result.notes ?? []).map((note) => note.text));
    expect(Buffer.byteLength(JSON.stringify(result))).toBeLessThan(10_000);
    ({ cursor, complete } = result);
  }
  return { cursor, counts, notes, steps };
}

test('a step imports file after file to the end of the list, and moves the cursor behind them', async () => {
  const under = await imports.fresh();
  const a = await under.put('a.json', json(...stores(120)));
  const b = await under.put('b.json', json(...stores(30, 110)));
  const files = await listed(under);
  const result = await under.step(files);
  expect(result).toMatchObject({
    complete: true,
    counts: { read: 150, delivered: 150, rejected: 0, skipped: 0, pending: 0 },
    progressPercent: 100,
    current: 'b.json',
    notes: [
      { level: 'info', text: 'Importing file a.json' },
      { level: 'info', text: 'Imported 120 offline stores from a.json, 0 rejected, 0 skipped' },
      { level: 'info', text: 'Importing file b.json' },
      { level: 'info', text: 'Imported 30 offline stores from b.json, 0 rejected, 0 skipped' },
    ],
  });
  expect(result.cursor).toEqual({
    ...files,
    position: 2,
    bytesDone: a.size + b.size,
    lastFileTimestamp: Math.max(a.timestamp, b.timestamp),
  });
  expect(await storedIds()).toEqual(stores(140).map((store) => store.id));
});

test('a step keeps to a few connections, however many files it imports, and leaves none open', async () => {
  const under = await imports.fresh({ concurrency: 4 });
  const { port, pathname } = new URL(imports.odp.baseUrl);
  const sockets: Socket[] = [];
  const counter = createServer((socket) => {
    sockets.push(socket);
    const onward = connect(Number(port), '127.0.0.1');
    socket.pipe(onward).pipe(socket);
    socket.on('error', () => onward.destroy()).on('close', () => onward.destroy());
    onward.on('error', () => socket.destroy());
  });
  await new Promise<void>((resolve) => counter.listen(0, '127.0.0.1', resolve));
  const address = counter.address();
  const own = typeof address === 'object' && address !== null ? address.port : 0;
  await under.configure({}, { baseUrl: `http://127.0.0.1:${own}${pathname}` });
  for (let number = 0; number < 12; number += 1) await under.put(`${number}.json`, json(...stores(3, number * 3)));
  expect(await under.step(await listed(under))).toMatchObject({ complete: true, counts: { delivered: 36 } });
  expect(sockets.length).toBeGreaterThan(0);
  expect(sockets.length).toBeLessThanOrEqual(4);
  // Ends only when all connections are closed.
  await new Promise<unknown>((resolve) => counter.close(resolve));
});

test('a newer file wins over an older one', async () => {
  const under = await imports.fresh();
  await under.put('1-older.json', json(storeNumber(1, 1), storeNumber(2, 1)));
  await under.put('2-newer.json', json(storeNumber(1, 2)));
  await under.step(await listed(under));
  await storedIds();
  const stored = imports.odp.object(objectName);
  expect(stored.get(storeNumber(1).id)?.offline_store_name).toBe(storeNumber(1, 2).name);
  expect(stored.get(storeNumber(2).id)?.offline_store_name).toBe(storeNumber(2, 1).name);
});

test('a step ends when its time is over, within a file, and the next goes on there', async () => {
  const under = await imports.fresh({ batchSize: 10, concurrency: 1 });
  await under.configure({}, { target: '40ms' });
  imports.odp.setOptions({ latencyMs: 10 });
  await under.put('a.json', json(...stores(200)));
  await under.put('b.json', json(...stores(50, 200)));
  const { counts, steps, cursor } = await stepsFrom(under, await listed(under));
  imports.odp.setOptions({ latencyMs: 0 });
  expect(steps).toBeGreaterThan(2);
  expect(counts).toEqual({ read: 250, delivered: 250, rejected: 0, skipped: 0, pending: 0 });
  expect(cursor.position).toBe(2);
  expect(cursor.file).toBeUndefined();
  expect(await storedIds()).toHaveLength(250);
});

describe('an attempt after one that died', () => {
  test('goes on from any heartbeat of it, and tells the counts of both', async () => {
    const under = await imports.fresh({ batchSize: 10, concurrency: 2 });
    await under.put('a.json', json(...stores(60)));
    await under.put('b.json', json(...stores(45, 60)));
    const files = await listed(under);
    const whole = await under.step(files);
    const heartbeats = [...under.heartbeats];
    expect(heartbeats.length).toBeGreaterThan(10);
    for (const details of heartbeats) {
      const result = await under.step(files, { details, attempt: 2 });
      expect(result.counts).toEqual(whole.counts);
      expect(result.cursor).toEqual(whole.cursor);
      expect(result.notes?.[0]?.text).toMatch(
        /^Going on after a worker was lost, at record \d+ of (file [123]|\S+\.json)$/,
      );
    }
    expect(await storedIds()).toHaveLength(105);
  });

  test('does not send again what was acknowledged', async () => {
    const under = await imports.fresh({ batchSize: 10, concurrency: 1 });
    await under.put('a.json', json(...stores(60)));
    const files = await listed(under);
    await under.step(files);
    const details = under.heartbeats.find((heartbeat) => heartbeat.counts.read === 40);
    const before = imports.odp.stats().accepted;
    await under.step(files, { attempt: 2, ...(details ? { details } : {}) });
    expect(imports.odp.stats().accepted - before).toBe(20);
  });
});

describe('a cancel', () => {
  test('in the middle of a file returns what was acknowledged', async () => {
    const under = await imports.fresh({ batchSize: 10, concurrency: 2 });
    await under.put('a.json', json(...stores(400)));
    const files = await listed(under);
    const result = await under.step(files, { cancelWhen: (told) => told.counts.read >= 50 });
    expect(result.complete).toBe(false);
    expect(result.counts.delivered).toBeGreaterThanOrEqual(50);
    expect(result.counts.delivered).toBeLessThan(400);
    expect(result.cursor).toMatchObject({ position: 0, file: { index: result.counts.read } });
    expect(await storedIds()).toHaveLength(result.counts.delivered);
    const rest = await under.step(result.cursor);
    expect(rest.counts.delivered + result.counts.delivered).toBe(400);
    expect(await storedIds()).toHaveLength(400);
  });

  test('before the first batch returns the cursor as it was', async () => {
    const under = await imports.fresh();
    await under.put('a.json', json(...stores(10)));
    const files = await listed(under);
    const result = await under.step(files, { cancelWhen: () => true });
    expect(result).toMatchObject({ cursor: files, complete: false, counts: noCounts });
  });
});

test('of twelve files one that is replaced, and one that is removed, since they were listed are told, and the others imported', async () => {
  const under = await imports.fresh();
  for (let number = 0; number < 12; number += 1) await under.put(`${number}.json`, json(storeNumber(number)));
  const files = await listed(under);
  await under.put('5.json', json(storeNumber(5, 1)));
  await under.remove('7.json');
  const { counts, cursor, notes } = await stepsFrom(under, files);
  expect(counts.delivered).toBe(10);
  expect(cursor).toMatchObject({ position: 12, quarantined: 0 });
  expect(notes.filter((note) => note.startsWith('file-changed: '))).toEqual([
    expect.stringMatching(/5\.json.*[^.]\. Nothing: the next run takes its new version\. Imported before that: 0 /),
    expect.stringContaining('7.json'),
  ]);
  expect(await storedIds()).toHaveLength(10);
  const next = await under.list(cursor);
  expect(next.files.list?.total).toBe(1);
  expect((await stepsFrom(under, next.files)).counts.delivered).toBe(1);
  expect(imports.odp.object(objectName).get(storeNumber(5).id)?.offline_store_name).toBe(storeNumber(5, 1).name);
});

describe('poison files', () => {
  const poison = [
    ['empty.json', '', 'empty-file', 0],
    ['shape.json', '{"stores":[]}', 'not-an-array', 0],
    ['cut.json', `${json(...stores(3, 500)).slice(0, -1)},{"id":`, 'file-truncated', 3],
  ] as const;

  test('are quarantined with their reason, and the files around them are imported', async () => {
    const under = await imports.fresh();
    const put = [];
    for (const [name, content] of poison) put.push(await under.put(name, content));
    await under.put('good.json', json(...stores(2)));
    const { counts, cursor, notes } = await stepsFrom(under, await listed(under));
    expect(counts).toMatchObject({ read: 5, delivered: 5 });
    expect(cursor).toMatchObject({ position: 4, quarantined: 3 });
    const quarantined = await all(readQuarantine(under.storage, importName));
    expect(quarantined).toHaveLength(3);
    for (const [index, [name, , code, delivered]] of poison.entries()) {
      const entry = quarantined.find((file) => file.name === name);
      expect(entry).toMatchObject({ ...put[index], import: importName, runId: 'run-1', reason: { code } });
      expect(notes.join('\n')).toContain(`Offline Store Import: Failed to import ${name}. Reason: ${code}: `);
      expect(notes.join('\n')).toContain(`Quarantined ${name}; imported before that: ${delivered} offline stores`);
    }
    // They are passed: the next listing does not find them.
    expect((await under.list(cursor)).files.list).toBeUndefined();
  });

  test('that were rejected for their records keep these in storage', async () => {
    const under = await imports.fresh({ maxRejects: 3 });
    const bad = (number: number) => ({ name: `nobody ${number}` });
    const file = await under.put('a.json', json(storeNumber(0), bad(1), bad(2), storeNumber(3), bad(4), bad(5)));
    const result = await under.step(await listed(under));
    expect(result).toMatchObject({ complete: true, counts: { read: 6, delivered: 2, rejected: 4 } });
    const [quarantined] = await all(readQuarantine(under.storage, importName));
    expect(quarantined?.reason.code).toBe('too-many-rejects');
    const rejects = await all(readRejects(under.storage, importName, { name: 'a.json', version: file.etag }));
    expect(rejects.map(({ index, code }) => [index, code])).toEqual(
      [1, 2, 4, 5].map((index) => [index, 'missing-key']),
    );
    const content = json(storeNumber(0), bad(1), bad(2), storeNumber(3), bad(4), bad(5));
    for (const reject of rejects)
      expect(JSON.parse(content.slice(reject.offset, reject.end))).toEqual(JSON.parse(reject.record));
  });

  test('end the run with onError: fail, and the bookmark stays before the file', async () => {
    const under = await imports.fresh({ onError: 'fail', batchSize: 2 });
    await under.put('1.json', json(...stores(3)));
    await under.put('2.json', `${json(...stores(5, 10)).slice(0, -1)},{"id":`);
    await under.put('3.json', json(...stores(3, 20)));
    const files = await listed(under);
    const result = await under.step(files);
    expect(result).toMatchObject({
      complete: false,
      counts: { read: 8, delivered: 8 },
      failure: { code: 'file-truncated', message: expect.stringContaining('2.json') },
      cursor: { position: 1, quarantined: 0 },
    });
    expect(result.cursor.file).toBeUndefined();
    expect(await all(readQuarantine(under.storage, importName))).toEqual([]);
    expect(await storedIds()).toHaveLength(8);
  });

  test('a file that has changed ends no run, even with onError: fail', async () => {
    const under = await imports.fresh({ onError: 'fail' });
    await under.put('1.json', json(...stores(3)));
    const files = await listed(under);
    await under.put('1.json', json(...stores(4)));
    expect(await under.step(files)).toMatchObject({ complete: true, cursor: { position: 1 } });
  });
});

describe('records that the destination refuses', () => {
  test('are rejected with its words, once, and the rest is delivered', async () => {
    const under = await imports.fresh();
    imports.odp.addFault({
      path: '/objects/',
      key: [storeNumber(3).id, storeNumber(8).id],
      action: { kind: 'reject', reason: 'is not wanted' },
    });
    await under.put('a.json', json(...stores(12)));
    const result = await under.step(await listed(under));
    expect(result.counts).toEqual({ read: 12, delivered: 10, rejected: 2, skipped: 0, pending: 0 });
    const rejects = await all(readRejects(under.storage, importName));
    expect(rejects).toMatchObject([
      { index: 3, stage: 'destination', code: 'destination-rejected', key: storeNumber(3).id },
      { index: 8, stage: 'destination', code: 'destination-rejected', key: storeNumber(8).id },
    ]);
    for (const reject of rejects) expect(reject.message).toContain('is not wanted');
    // Neither key nor words of the destination leave storage.
    expect(JSON.stringify([result, under.heartbeats])).not.toMatch(/store-0|is not wanted/);
  });
});

describe('a side that cannot go on', () => {
  test('a destination that asks for more than 30 s ends the step with the wait', async () => {
    const under = await imports.fresh();
    imports.odp.addFault({
      path: '/objects/',
      times: 1,
      action: { kind: 'answer', status: 429, retryAfterSeconds: 90 },
    });
    await under.put('a.json', json(...stores(5)));
    const files = await listed(under);
    const requests = imports.odp.requests().length;
    const result = await under.step(files);
    expect(result).toMatchObject({ complete: false, counts: noCounts, blockedBy: { code: 'throttled' } });
    expect(result.waitMs).toBeGreaterThan(85_000);
    expect(result.waitMs).toBeLessThanOrEqual(90_000);
    // Nor is a step called for it that begins before then.
    expect(await under.step(files)).toMatchObject({ counts: noCounts, blockedBy: { code: 'throttled' } });
    expect(imports.odp.requests()).toHaveLength(requests + 1);
  });

  test('a key that is refused ends the run, and keeps what was acknowledged', async () => {
    const under = await imports.fresh({ batchSize: 10, concurrency: 1 });
    imports.odp.addFault({ path: '/objects/', after: 2, action: { kind: 'answer', status: 403 } });
    await under.put('a.json', json(...stores(50)));
    const result = await under.step(await listed(under));
    expect(result).toMatchObject({
      complete: false,
      counts: { read: 20, delivered: 20 },
      failure: { code: 'destination-auth' },
      cursor: { position: 0, file: { index: 20 } },
    });
  });

  test('a list that is gone from storage ends the run', async () => {
    const under = await imports.fresh();
    await under.put('a.json', json(...stores(5)));
    const files = await listed(under);
    const result = await under.step({ ...files, list: { hash: 'nowhere', total: 1, bytes: 10 } });
    expect(result).toMatchObject({ counts: noCounts, failure: { code: 'storage-missing' } });
  });

  test('a step without a list is a fault of ours', async () => {
    const under = await imports.fresh();
    const { list: _, ...files } = await listed(under);
    await expect(under.step(files)).rejects.toMatchObject({ code: 'internal-error' });
  });
});
