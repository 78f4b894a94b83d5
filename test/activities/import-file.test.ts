import { gzipSync } from 'node:zlib';
import { isBalanced } from '../../src/contract/counts';
import { LongshoreError } from '../../src/contract/failure';
import { StrictDestination } from './delivery/strict-destination';
import { attempt, isBad, nothingTold } from './file-under-test';
import { fileOf, memoryContainer } from './memory-container';

const good = (number: number) => ({ id: `k${number}`, p: number });
const bad = (number: number) => ({ ...good(number), bad: true });
const several = (count: number, from = 0) => Array.from({ length: count }, (_, index) => good(from + index));
const json = (...records: unknown[]) => Buffer.from(JSON.stringify(records));

describe('a file', () => {
  test.each([
    ['a JSON array', json(...several(10))],
    [
      'NDJSON',
      Buffer.from(
        several(10)
          .map((record) => `${JSON.stringify(record)}\n`)
          .join(''),
      ),
    ],
    ['packed', gzipSync(json(...several(10)))],
  ])('that is %s is imported to its end', async (_, content) => {
    const destination = new StrictDestination();
    const told = nothingTold();
    const outcome = await attempt(fileOf(content), content, { destination, told });
    expect(outcome).toEqual({
      kind: 'finished',
      counts: { read: 10, delivered: 10, rejected: 0, skipped: 0, pending: 0 },
    });
    expect([...destination.stored]).toEqual(several(10).map((record) => [record.id, record]));
    expect(told.places.map(({ index }) => index)).toEqual([3, 6, 9, 10]);
    expect(told.places.at(-1)).toMatchObject({
      name: 'stores.json',
      etag: fileOf(content).etag,
      counts: outcome.kind === 'finished' && outcome.counts,
    });
  });

  test('without records is finished and was never sent', async () => {
    const destination = new StrictDestination();
    const outcome = await attempt(fileOf(json()), json(), { destination });
    expect(outcome).toMatchObject({ kind: 'finished', counts: { read: 0 } });
    expect(destination.requests).toBe(0);
  });

  test('is read again from its last record alone when only its end was left', async () => {
    const content = json(...several(6));
    const told = nothingTold();
    // The second batch is full with the last record: whether the file ends there was not read yet.
    const first = await attempt(fileOf(content), content, { told, stopping: () => told.places.length >= 1 });
    expect(first.kind).toBe('stopped');
    const last = told.places.at(-1);
    const rest = await attempt(fileOf(content), content, { told, ...(last ? { from: last } : {}) });
    expect(rest).toMatchObject({ kind: 'finished', counts: { read: 6, delivered: 6 } });
  });
});

describe('maxRejects', () => {
  const content = json(...Array.from({ length: 300 }, (_, index) => (index % 2 ? bad(index) : good(index))));

  test('ends a file early, and what was sent is counted', async () => {
    const destination = new StrictDestination({ isGuilty: isBad });
    const told = nothingTold();
    const outcome = await attempt(fileOf(content), content, { settings: { maxRejects: 5 }, destination, told });
    if (outcome.kind !== 'fault') throw new Error(`The file is ${outcome.kind}`);
    expect(outcome.error).toMatchObject({ code: 'too-many-rejects', message: expect.stringContaining('stores.json') });
    expect(outcome.counts.rejected).toBeGreaterThan(5);
    // The limit, and the batches that were out then.
    expect(outcome.counts.read).toBeLessThan(60);
    expect(isBalanced(outcome.counts)).toBe(true);
    expect(destination.stored.size).toBe(outcome.counts.delivered);
    expect(told.refusals.size).toBe(outcome.counts.rejected);
  });

  test('may be reached, but not passed', async () => {
    const settings = { maxRejects: 2 };
    const two = json(bad(1), good(2), bad(3), ...several(9, 10));
    expect((await attempt(fileOf(two), two, { settings })).kind).toBe('finished');
    const three = json(bad(1), good(2), bad(3), ...several(9, 10), bad(4));
    expect(await attempt(fileOf(three), three, { settings })).toMatchObject({
      kind: 'fault',
      error: { code: 'too-many-rejects' },
      counts: { read: 13, rejected: 3, delivered: 10 },
    });
  });

  test('counts what was rejected before a file was gone on with', async () => {
    const six = json(bad(1), bad(2), good(3), bad(4), good(5), good(6));
    const told = nothingTold();
    const settings = { maxRejects: 2, concurrency: 1 };
    await attempt(fileOf(six), six, { settings, told, stopping: () => true });
    const from = JSON.parse(JSON.stringify(told.places.at(0)));
    expect(from).toMatchObject({ index: 3, counts: { rejected: 2 } });
    expect(await attempt(fileOf(six), six, { settings, from })).toMatchObject({
      kind: 'fault',
      error: { code: 'too-many-rejects' },
    });
  });
});

describe('maxRejectRate', () => {
  const settings = { maxRejectRate: 0.1 };

  test('is judged at the end, when all is delivered', async () => {
    const content = json(bad(0), bad(1), ...several(17, 10));
    expect(await attempt(fileOf(content), content, { settings })).toMatchObject({
      kind: 'fault',
      error: { code: 'reject-rate-exceeded', message: expect.stringContaining('2 of 19') },
      counts: { read: 19, delivered: 17, rejected: 2 },
    });
  });

  test('does not care where the rejects are', async () => {
    const content = json(bad(0), bad(1), ...several(18, 10));
    expect((await attempt(fileOf(content), content, { settings })).kind).toBe('finished');
  });

  test('is not judged before the end', async () => {
    const content = json(bad(0), bad(1), ...several(18, 10));
    const outcome = await attempt(fileOf(content), content, { settings, stopping: () => true });
    expect(outcome.kind).toBe('stopped');
  });
});

describe('a fault of the file', () => {
  test.each([
    ['a cut', '[{"id":"k0"},{"id":"k1"},{"id":"k2"},{"id":"k3"},{"id":', 'file-truncated'],
    ['what is no JSON', '[{"id":"k0"},{"id":"k1"},{"id":"k2"},{"id":"k3"},,{"id":"k5"}]', 'file-malformed'],
  ])('is told when the records before it are delivered: %s', async (_, text, code) => {
    const content = Buffer.from(text);
    const destination = new StrictDestination();
    expect(await attempt(fileOf(content), content, { destination })).toMatchObject({
      kind: 'fault',
      error: { code, message: expect.stringContaining('stores.json') },
      counts: { read: 4, delivered: 4 },
    });
    expect(destination.stored.size).toBe(4);
  });

  test('is the version that is gone', async () => {
    const content = json(...several(4));
    const file = { ...fileOf(content), etag: 'of yesterday' };
    expect(await attempt(file, content)).toMatchObject({
      kind: 'fault',
      error: { code: 'file-changed' },
      counts: { read: 0 },
    });
  });

  test('is none when the source breaks off: that is thrown, and what was read is delivered in whole batches', async () => {
    const content = json(...several(50));
    const error = new LongshoreError('source-unavailable', 'The connection broke');
    const told = nothingTold();
    const container = memoryContainer(content, { breakAfter: { bytes: 256, error } });
    await expect(attempt(fileOf(content), content, { container, told })).rejects.toBe(error);
    // 14 records of 17 or 18 bytes came whole.
    expect(told.places.at(-1)?.index).toBe(12);
  });
});

describe('trouble at the destination', () => {
  test('that no waiting mends is thrown when all that was out is back', async () => {
    const content = json(...several(60));
    const error = new LongshoreError('destination-auth', 'The key was refused');
    let requests = 0;
    const trouble = () => {
      requests += 1;
      return requests === 3 ? error : 'none';
    };
    const destination = new StrictDestination({ trouble });
    const told = nothingTold();
    await expect(attempt(fileOf(content), content, { destination, told })).rejects.toBe(error);
    expect(told.places.map(({ index }) => index)).toEqual([3, 6]);
  });

  test('of storage, which cannot keep a reject, leaves its batch unacknowledged', async () => {
    const content = json(...several(3), bad(4), ...several(9, 10));
    const told = nothingTold();
    const error = new LongshoreError('storage-unavailable', 'The disk is full');
    const refusals = new Map();
    refusals.set = () => {
      throw error;
    };
    await expect(attempt(fileOf(content), content, { told: { ...told, refusals } })).rejects.toBe(error);
    expect(told.places.map(({ index }) => index)).toEqual([3]);
  });
});

describe('a cancel in the middle of a file', () => {
  test('lets what is out come back and sends nothing more', async () => {
    const content = json(...several(200));
    const cancel = new AbortController();
    const destination = new StrictDestination({ latency: () => new Promise(setImmediate) });
    const told = nothingTold();
    const outcome = await attempt(fileOf(content), content, {
      destination,
      told,
      cancelled: cancel.signal,
      stopping: () => cancel.signal.aborted,
      onProgress: () => cancel.abort(),
    });
    expect(outcome).toEqual({ kind: 'stopped' });
    const last = told.places.at(-1);
    expect(last?.index).toBeGreaterThan(0);
    // One batch was told, at most four were out with it.
    expect(last?.index).toBeLessThanOrEqual(15);
    expect(destination.stored.size).toBe(last?.index);
    const rest = await attempt(fileOf(content), content, { destination, ...(last ? { from: last } : {}) });
    expect(rest).toMatchObject({ kind: 'finished', counts: { read: 200, delivered: 200 } });
    expect(destination.stored.size).toBe(200);
  });

  test('gives up what does not come back', async () => {
    const content = json(...several(200));
    const [cancel, abandon] = [new AbortController(), new AbortController()];
    const hung = new Promise<void>((_, reject) => {
      abandon.signal.addEventListener('abort', () => reject(new Error('given up')));
    });
    const told = nothingTold();
    const working = attempt(fileOf(content), content, {
      destination: new StrictDestination({ latency: () => hung }),
      told,
      cancelled: cancel.signal,
      abandoned: abandon.signal,
      stopping: () => cancel.signal.aborted,
    });
    await new Promise(setImmediate);
    cancel.abort();
    abandon.abort();
    expect(await working).toEqual({ kind: 'stopped' });
    expect(told.places).toEqual([]);
  });
});
