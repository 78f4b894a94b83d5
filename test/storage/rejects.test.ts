import fc from 'fast-check';
import { isMeant, type Reject, readRejects, rejectsPrefix, rewriteRejects, writeRejects } from '../../src/storage';
import { collect, contentsOf, type ScratchStorage, scratchStorage } from './scratch-storage';

const fromSeed = process.env.SEED === undefined ? {} : { seed: Number(process.env.SEED) };

let scratch: ScratchStorage;
beforeEach(async () => {
  scratch = await scratchStorage();
});
afterEach(() => scratch.stop());

const rejectOf = (index: number, more: Partial<Reject> = {}): Reject => ({
  import: 'stores',
  runId: 'run-1',
  file: 'a.json',
  version: 'v1',
  index,
  offset: index * 10,
  end: index * 10 + 9,
  stage: 'map',
  code: 'missing-key',
  message: 'The key id is missing or blank.',
  record: '{"name":"Zürich\\n"}',
  at: 1_700_000_000_000,
  ...more,
});
const rejects = (...indices: number[]) => indices.map((index) => rejectOf(index));
const indicesIn = async (...file: [Parameters<typeof readRejects>[2]?]) =>
  (await collect(readRejects(scratch.storage, 'stores', ...file))).map(({ index }) => index);

test('rejects are read as they were written', async () => {
  const written = [rejectOf(3, { line: 4, key: 'k', stage: 'destination', code: 'destination-rejected' }), rejectOf(9)];
  await writeRejects(scratch.storage, written);
  expect(await collect(readRejects(scratch.storage, 'stores'))).toEqual(written);
});

test('no rejects are no object', async () => {
  await writeRejects(scratch.storage, []);
  expect((await contentsOf(scratch.storage)).size).toBe(0);
  expect(await indicesIn()).toEqual([]);
});

test('a batch that is written again is the same object', async () => {
  for (let times = 0; times < 3; times += 1) await writeRejects(scratch.storage, rejects(3, 5));
  expect((await contentsOf(scratch.storage)).size).toBe(1);
  expect(await indicesIn()).toEqual([3, 5]);
});

test('the batches of a file come in the order of its records', async () => {
  for (const indices of [[1_000_000], [5, 40], [200], [3]]) await writeRejects(scratch.storage, rejects(...indices));
  expect(await indicesIn()).toEqual([3, 5, 40, 200, 1_000_000]);
});

test.each([
  ['larger ones over smaller ones', [[3], [5], [9]], [[3, 5, 9]]],
  ['smaller ones over larger ones', [[3, 5, 9]], [[3], [5], [9]]],
  [
    'others that overlap',
    [
      [3, 5],
      [9, 12],
    ],
    [[5, 9], [12]],
  ],
])('batches that were cut anew after a crash are read once: %s', async (_, before, after) => {
  for (const indices of [...before, ...after]) await writeRejects(scratch.storage, rejects(...indices));
  expect(await indicesIn()).toEqual([...new Set(before.flat())]);
});

test('however batches are cut, and cut anew, each reject is read once', async () => {
  let run = 0;
  const property = fc.asyncProperty(
    fc.uniqueArray(fc.nat(60), { minLength: 1, maxLength: 25 }),
    fc.array(fc.record({ from: fc.nat(60), sizes: fc.array(fc.integer({ min: 1, max: 20 }), { minLength: 1 }) }), {
      maxLength: 4,
    }),
    async (some, crashes) => {
      const all = some.toSorted((a, b) => a - b);
      run += 1;
      const version = `v${run}`;
      // Attempts that began somewhere and came to somewhere, and at last one over the whole file.
      for (const { from, sizes } of [...crashes, { from: 0, sizes: Array.from({ length: 61 }, () => 7) }]) {
        let start = from;
        for (const size of sizes) {
          const batch = all.filter((index) => index >= start && index < start + size);
          await writeRejects(
            scratch.storage,
            batch.map((index) => rejectOf(index, { version })),
          );
          start += size;
        }
      }
      expect(await indicesIn({ name: 'a.json', version })).toEqual(all);
    },
  );
  await fc.assert(property, { numRuns: 60, ...fromSeed });
});

describe('several files', () => {
  test('and versions of one are kept apart', async () => {
    await writeRejects(scratch.storage, rejects(1, 2));
    await writeRejects(scratch.storage, [rejectOf(2, { version: 'v2' }), rejectOf(7, { version: 'v2' })]);
    await writeRejects(scratch.storage, [rejectOf(0, { file: '../b.json' })]);
    await writeRejects(scratch.storage, [rejectOf(5, { import: 'stores-2' })]);
    expect(await indicesIn({ name: 'a.json', version: 'v1' })).toEqual([1, 2]);
    expect(await indicesIn({ name: 'a.json', version: 'v2' })).toEqual([2, 7]);
    expect(await indicesIn({ name: '../b.json', version: 'v1' })).toEqual([0]);
    expect(await indicesIn({ name: 'c.json', version: 'v1' })).toEqual([]);
    expect((await indicesIn()).sort()).toEqual([0, 1, 2, 2, 7]);
  });

  test('lie under the prefix of their import', async () => {
    await writeRejects(scratch.storage, rejects(1));
    expect(rejectsPrefix('stores')).toBe('rejects/stores/');
    for (const key of (await contentsOf(scratch.storage)).keys())
      expect(key).toMatch(/^rejects\/stores\/[^/]+\/\d{12}\.jsonl$/);
  });
});

test('what is no reject is an error', async () => {
  await scratch.storage.put('rejects/stores/x/000000000000.jsonl', '{"index":1}\n');
  await expect(indicesIn()).rejects.toThrow();
});

test('each reject becomes what is said of it, whichever batches it lies in; an object without rejects goes', async () => {
  await writeRejects(scratch.storage, rejects(3, 5, 9));
  // Cut anew after a crash: 5 lies in both.
  await writeRejects(scratch.storage, rejects(5, 12));
  await writeRejects(scratch.storage, rejects(20));
  await writeRejects(scratch.storage, [rejectOf(3, { version: 'v2' })]);
  const file = { name: 'a.json', version: 'v1' };
  const rewrite = () =>
    rewriteRejects(scratch.storage, 'stores', file, (reject) => {
      if (reject.index === 5 || reject.index === 20) return undefined;
      return reject.index === 9 ? { ...reject, code: 'wrong-type' } : reject;
    });
  await rewrite();
  const once = await contentsOf(scratch.storage);
  expect(once.size).toBe(3);
  expect(await indicesIn(file)).toEqual([3, 9, 12]);
  expect((await collect(readRejects(scratch.storage, 'stores', file))).map(({ code }) => code)).toEqual([
    'missing-key',
    'wrong-type',
    'missing-key',
  ]);
  expect(await indicesIn({ name: 'a.json', version: 'v2' })).toEqual([3]);
  await rewrite();
  expect(await contentsOf(scratch.storage)).toEqual(once);
});

test.each([
  [{}, true],
  [{ file: 'a.json', run: 'run', code: 'missing-key' }, true],
  [{ file: 'a' }, false],
  [{ run: 'run-12' }, false],
  [{ file: 'a.json', code: 'wrong-type' }, false],
])('the filter %j means it: %s', (filter, isSo) => {
  expect(isMeant(rejectOf(1), filter)).toBe(isSo);
});
