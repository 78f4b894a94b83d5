import fc from 'fast-check';
import type { Batch, Entry } from '../../../src/activities/delivery/batch';
import { BatchBuilder } from '../../../src/activities/delivery/batch-builder';
import { endAt, entryOf, refusalOf } from './entry-of';

const fromSeed = process.env.SEED === undefined ? {} : { seed: Number(process.env.SEED) };
const text = (length: number) => 'x'.repeat(length);

/** How many of such records a batch takes. */
function mostOf(make: (index: number) => Entry, batchSize = 500): number {
  const builder = new BatchBuilder(batchSize);
  let count = 0;
  for (; !builder.isFull; count += 1) builder.add(make(count));
  return count;
}

test('a batch has its records in their order, and where the file goes on behind them', () => {
  const builder = new BatchBuilder(10);
  expect(builder.isEmpty).toBe(true);
  const [a, b] = [entryOf(0, 'a'), entryOf(2, 'b')];
  builder.add(a);
  builder.refuse(refusalOf(1));
  builder.add(b);
  expect(builder.isEmpty).toBe(false);
  expect(builder.take(endAt(3))).toEqual({
    entries: [a, b],
    refusals: [refusalOf(1)],
    read: 3,
    sourceBytes: 27,
    end: endAt(3),
  });
});

test('a record that is left out is read, and neither sent nor refused', () => {
  const builder = new BatchBuilder(1);
  for (let index = 0; index < 10; index += 1) builder.skip(entryOf(index, 'a'));
  expect(builder.isFull).toBe(true);
  expect(builder.take(endAt(10))).toEqual({ entries: [], refusals: [], read: 10, sourceBytes: 90, end: endAt(10) });
});

test('the next batch has nothing of the one before', () => {
  const builder = new BatchBuilder(1);
  builder.add(entryOf(0, 'a', { name: text(1_000_000) }));
  builder.refuse(refusalOf(1));
  builder.take(endAt(2));
  expect(builder.isEmpty).toBe(true);
  expect(builder.isFull).toBe(false);
  builder.add(entryOf(2, 'a', { place: 'x' }));
  expect(builder.take(endAt(3))).toEqual({
    entries: [entryOf(2, 'a', { place: 'x' })],
    refusals: [],
    read: 1,
    sourceBytes: 9,
    end: endAt(3),
  });
});

test('records of one key become one, field by field, and remember both', () => {
  const builder = new BatchBuilder(10);
  const [first, other, second, third] = [
    entryOf(0, 'a', { name: 'old', place: 'Paris' }),
    entryOf(1, 'b'),
    entryOf(2, 'a', { name: 'new', phone: null }),
    entryOf(3, 'a', { size: 3 }),
  ];
  for (const entry of [first, other, second, third]) builder.add(entry);
  const { entries, read } = builder.take(endAt(4));
  expect(read).toBe(4);
  expect(entries.map((entry) => entry.key)).toEqual(['a', 'b']);
  const [merged] = entries;
  expect(merged?.object).toEqual({ id: 'a', name: 'new', place: 'Paris', phone: null, size: 3 });
  expect(JSON.parse(merged?.json ?? '')).toEqual(merged?.object);
  expect(merged?.merged?.[1]).toEqual(third);
  expect(merged?.merged?.[0].merged).toEqual([first, second]);
});

describe('a batch is full', () => {
  test('with as many records as may be sent at once, each key counted once', () => {
    expect(mostOf((index) => entryOf(index, `k${index}`), 100)).toBe(100);
    expect(mostOf((index) => entryOf(index, `k${Math.floor(index / 2)}`), 100)).toBe(199);
  });

  test('with 1 MB of body', () => {
    expect(mostOf((index) => entryOf(index, `k${index}`, { a: text(100_000) }))).toBe(10);
    // Duplicates count with their parts: 5 of 0.1 MB, then 0.1 and 0.2 MB for each.
    expect(mostOf((index) => entryOf(index, `k${index % 5}`, { [`f${index}`]: text(100_000) }))).toBe(7);
  });

  test('with 4 MB of source, of which little may be sent, for it is kept for the rejects', () => {
    expect(mostOf((index) => ({ ...entryOf(index, `k${index}`), start: index * 1e6, end: (index + 1) * 1e6 }))).toBe(4);
    expect(mostOf((index) => ({ ...entryOf(index, 'k'), start: index * 1e6, end: (index + 1) * 1e6 }))).toBe(4);
  });

  test('with ten times as many that are rejected or of one key', () => {
    expect(mostOf((index) => entryOf(index, 'k'), 7)).toBe(70);
    const builder = new BatchBuilder(7);
    for (let index = 0; index < 69; index += 1) builder.refuse(refusalOf(index));
    expect(builder.isFull).toBe(false);
    builder.refuse(refusalOf(69));
    expect(builder.isFull).toBe(true);
  });
});

test('batches sent one after the other leave what the records would, whatever the batch size', () => {
  const value = fc.oneof(fc.integer(), fc.constant(null), fc.string());
  const records = fc.array(
    fc.record({
      key: fc.constantFrom('a', 'b', 'c', 'd'),
      fields: fc.dictionary(fc.constantFrom('p', 'q', 'r'), value),
    }),
    { maxLength: 60 },
  );
  const merge = (into: Map<string, object>, { key, object }: Pick<Entry, 'key' | 'object'>) =>
    into.set(key, { ...into.get(key), ...object });
  fc.assert(
    fc.property(records, fc.integer({ min: 1, max: 5 }), (all, batchSize) => {
      const entries = all.map(({ key, fields }, index) => entryOf(index, key, fields));
      const builder = new BatchBuilder(batchSize);
      const batches: Batch[] = [];
      for (const entry of entries) {
        builder.add(entry);
        if (builder.isFull) batches.push(builder.take(endAt(entry.index + 1)));
      }
      if (!builder.isEmpty) batches.push(builder.take(endAt(entries.length)));
      const [oneByOne, inBatches] = [new Map<string, object>(), new Map<string, object>()];
      for (const entry of entries) merge(oneByOne, entry);
      for (const batch of batches) {
        expect(new Set(batch.entries.map((entry) => entry.key)).size).toBe(batch.entries.length);
        expect(batch.entries.length).toBeLessThanOrEqual(batchSize);
        for (const entry of batch.entries) merge(inBatches, { key: entry.key, object: JSON.parse(entry.json) });
      }
      expect(inBatches).toEqual(oneByOne);
      expect(batches.reduce((sum, batch) => sum + batch.read, 0)).toBe(entries.length);
    }),
    { numRuns: 300, ...fromSeed },
  );
});
