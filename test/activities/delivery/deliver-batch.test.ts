import type { Batch, Entry } from '../../../src/activities/delivery/batch';
import { BatchBuilder } from '../../../src/activities/delivery/batch-builder';
import { deliverBatch } from '../../../src/activities/delivery/deliver-batch';
import { LongshoreError } from '../../../src/contract/failure';
import { batchOf, endAt, entryOf, refusalOf } from './entry-of';
import { settleWithFakeClock, useFakeClock, useRealClock } from './fake-clock';
import { governed } from './governor-under-test';
import { StrictDestination, type StrictDestinationOptions } from './strict-destination';

beforeEach(useFakeClock);
afterEach(useRealClock);

const going = () => ({
  ...governed(),
  signal: new AbortController().signal,
  stopping: () => false,
});
const letters = (text: string) => [...text].map((letter, index) => entryOf(index, letter));
const guilty = (...keys: string[]) => ({ isGuilty: (record: { id?: unknown }) => keys.includes(String(record.id)) });

/** Merges what has one key, as a file's batch would. */
function merged(...entries: readonly Entry[]): Batch {
  const builder = new BatchBuilder(500);
  for (const entry of entries) builder.add(entry);
  return builder.take(endAt(entries.length));
}

function deliver(batch: Batch, options: StrictDestinationOptions = {}, delivery = going()) {
  const destination = new StrictDestination(options);
  const answer = settleWithFakeClock(deliverBatch(batch, { send: destination.send, ...delivery }));
  return { destination, answer };
}

test('a batch is sent as one array, in the order of its records', async () => {
  const { destination, answer } = deliver(batchOf(...letters('abc')));
  expect(await answer).toEqual({
    counts: { read: 3, delivered: 3, rejected: 0, skipped: 0, pending: 0 },
    refusals: [],
  });
  expect(destination.taken).toEqual([['a', 'b', 'c']]);
});

test('a batch of nothing but refused records is not sent', async () => {
  const batch: Batch = { entries: [], refusals: [refusalOf(1), refusalOf(0)], read: 2, sourceBytes: 18, end: endAt(2) };
  const { destination, answer } = deliver(batch);
  expect(await answer).toMatchObject({ counts: { read: 2, delivered: 0, rejected: 2, skipped: 0 } });
  expect((await answer)?.refusals.map(({ index }) => index)).toEqual([0, 1]);
  expect(destination.requests).toBe(0);
});

describe('records that are refused', () => {
  test.each([
    ['all', 2],
    ['first', 3],
  ] as const)('are left out when %s of them are named', async (style, requests) => {
    const { destination, answer } = deliver(batchOf(...letters('abcde')), { ...guilty('b', 'd'), style: () => style });
    const delivered = await answer;
    expect(delivered?.counts).toEqual({ read: 5, delivered: 3, rejected: 2, skipped: 0, pending: 0 });
    expect(delivered?.refusals).toMatchObject([
      { index: 1, start: 10, end: 19, stage: 'destination', code: 'destination-rejected', message: 'no 1', key: 'b' },
      { index: 3, start: 30, end: 39, stage: 'destination', code: 'destination-rejected', key: 'd' },
    ]);
    expect(delivered?.refusals[0]?.record).toEqual({ source: 1, id: 'b' });
    expect(destination.taken).toEqual([['a', 'c', 'e']]);
    expect(destination.requests).toBe(requests);
  });

  test('are found by halves when none is named, and keep the reason that was given', async () => {
    const { destination, answer } = deliver(batchOf(...letters('abcdefgh')), { ...guilty('f'), style: () => 'none' });
    const delivered = await answer;
    expect(delivered?.refusals).toMatchObject([{ index: 5, key: 'f', message: 'some record is bad' }]);
    expect(destination.taken.flat().sort().join('')).toBe('abcdegh');
    // 8, then two each of 4, 2 and 1.
    expect(destination.requests).toBe(7);
  });

  test('keep their line where they have one', async () => {
    const { answer } = deliver(batchOf({ ...entryOf(0, 'a'), line: 7 }), guilty('a'));
    expect((await answer)?.refusals).toMatchObject([{ line: 7 }]);
  });

  test('are told together with those that were refused before, in their order', async () => {
    const batch = { ...batchOf(entryOf(0, 'a'), entryOf(2, 'b')), refusals: [refusalOf(1), refusalOf(3)], read: 4 };
    const { answer } = deliver(batch, guilty('a', 'b'));
    expect((await answer)?.refusals.map(({ index, stage }) => `${index} ${stage}`)).toEqual([
      '0 destination',
      '1 parse',
      '2 destination',
      '3 parse',
    ]);
  });
});

describe('a body that is too large', () => {
  test('is halved until it is not', async () => {
    const { destination, answer } = deliver(batchOf(...letters('abcdefgh')), { mostCharacters: 30 });
    expect((await answer)?.counts).toMatchObject({ delivered: 8, rejected: 0 });
    expect(destination.taken).toEqual([
      ['a', 'b'],
      ['c', 'd'],
      ['e', 'f'],
      ['g', 'h'],
    ]);
  });

  test('with one record in it is that record’s fault', async () => {
    const batch = batchOf(entryOf(0, 'a'), entryOf(1, 'b', { name: 'x'.repeat(100) }), entryOf(2, 'c'));
    const { destination, answer } = deliver(batch, { mostCharacters: 50 });
    expect((await answer)?.refusals).toMatchObject([{ index: 1, code: 'record-too-large' }]);
    expect([...destination.stored.keys()].sort()).toEqual(['a', 'c']);
  });
});

describe('records that were sent as one', () => {
  const isBad = { isGuilty: (record: { bad?: unknown }) => record.bad === true };

  test('count as one delivered and the others skipped', async () => {
    const { answer } = deliver(merged(entryOf(0, 'a', { p: 1 }), entryOf(1, 'a', { q: 2 }), entryOf(2, 'a')));
    expect((await answer)?.counts).toEqual({ read: 3, delivered: 1, rejected: 0, skipped: 2, pending: 0 });
  });

  test('are judged one by one when they are refused, in their order', async () => {
    const { destination, answer } = deliver(
      merged(
        entryOf(0, 'a', { p: 1, q: 1 }),
        entryOf(1, 'a', { p: 2, bad: true }),
        entryOf(2, 'a', { p: 3 }),
        entryOf(3, 'b', { p: 9 }),
      ),
      isBad,
    );
    const delivered = await answer;
    expect(delivered?.refusals).toMatchObject([{ index: 1, key: 'a', record: { source: 1 } }]);
    expect(delivered?.counts).toEqual({ read: 4, delivered: 3, rejected: 1, skipped: 0, pending: 0 });
    expect(destination.stored.get('a')).toEqual({ id: 'a', p: 3, q: 1 });
    expect(destination.stored.get('b')).toEqual({ id: 'b', p: 9 });
  });

  test('may all be refused', async () => {
    const { destination, answer } = deliver(
      merged(entryOf(0, 'a', { bad: true }), entryOf(1, 'a'), entryOf(2, 'a', { bad: true })),
      { isGuilty: (record) => record.id === 'a' },
    );
    expect((await answer)?.refusals.map(({ index }) => index)).toEqual([0, 1, 2]);
    expect(destination.stored.size).toBe(0);
  });
});

describe('a destination that is busy', () => {
  test.each(['busy', 'busy-after'] as const)('(%s) gets the same again until it is not', async (kind) => {
    let left = 3;
    const trouble = () => (left-- > 0 ? kind : 'none');
    const { destination, answer } = deliver(batchOf(...letters('ab')), { trouble });
    expect((await answer)?.counts).toMatchObject({ delivered: 2 });
    expect(destination.requests).toBe(4);
  });

  test('for too long ends the delivery, and nothing of the batch is counted', async () => {
    const delivery = going();
    const { destination, answer } = deliver(batchOf(...letters('ab')), { trouble: () => 'busy' }, delivery);
    expect(await answer).toBeUndefined();
    expect(delivery.patience.blocked()?.blockedBy.code).toBe('throttled');
    expect(destination.requests).toBeGreaterThan(3);
  });

  test('for an hour, as another batch was told, is not called again', async () => {
    const delivery = going();
    const { destination, answer } = deliver(batchOf(...letters('ab')), { trouble: () => 'busy' }, delivery);
    setTimeout(() => {
      const error = new LongshoreError('throttled', 'In an hour', { retryAfterMs: 3_600_000 });
      delivery.governor.backoff.refused(error, Date.now(), true);
    }, 100);
    expect(await answer).toBeUndefined();
    expect(destination.requests).toBe(1);
  });
});

describe('a delivery ends at once', () => {
  test('with what no waiting would mend', async () => {
    const error = new LongshoreError('destination-auth', 'The key was refused');
    const { answer } = deliver(batchOf(...letters('ab')), { trouble: () => error });
    await expect(answer).rejects.toBe(error);
  });

  test('without a request when the step is stopping', async () => {
    const { destination, answer } = deliver(batchOf(...letters('a')), {}, { ...going(), stopping: () => true });
    expect(await answer).toBeUndefined();
    expect(destination.requests).toBe(0);
  });

  test('when the step stops while it waits for a busy destination', async () => {
    let isStopping = false;
    const { destination, answer } = deliver(
      batchOf(...letters('a')),
      { trouble: () => 'busy' },
      { ...going(), stopping: () => isStopping },
    );
    setTimeout(() => {
      isStopping = true;
    }, 100);
    expect(await answer).toBeUndefined();
    expect(destination.requests).toBe(1);
  });

  test.each(['while it waits', 'while it sends'])('when its signal aborts %s, and throws nothing', async (when) => {
    const controller = new AbortController();
    const latency = () => new Promise<void>((resolve) => setTimeout(resolve, when === 'while it waits' ? 0 : 10_000));
    const destination = new StrictDestination({ trouble: () => 'busy', latency });
    const send: typeof destination.send = async (body, signal) => {
      const outcome = await destination.send(body, signal);
      signal.throwIfAborted();
      return outcome;
    };
    const answer = deliverBatch(batchOf(...letters('a')), { ...going(), send, signal: controller.signal });
    setTimeout(() => controller.abort(), 100);
    expect(await settleWithFakeClock(answer)).toBeUndefined();
    expect(destination.requests).toBe(1);
  });
});
