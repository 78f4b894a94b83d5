import fc from 'fast-check';
import type { FoundFile } from '../../src/contract/files';
import { readFoundFiles, writeFoundFiles } from '../../src/storage';
import { collect, contentsOf, type ScratchStorage, scratchStorage } from './scratch-storage';

const fromSeed = process.env.SEED === undefined ? {} : { seed: Number(process.env.SEED) };

let scratch: ScratchStorage;
beforeEach(async () => {
  scratch = await scratchStorage();
});
afterEach(() => scratch.stop());

const files = (count: number): FoundFile[] =>
  Array.from({ length: count }, (_, index) => ({
    name: `Zürich/${index}.json`,
    etag: `0x${index}`,
    timestamp: 1_700_000_000_000 + index,
    size: index % 7,
  }));
const read = (list: Parameters<typeof readFoundFiles>[2], range: Parameters<typeof readFoundFiles>[3]) =>
  collect(readFoundFiles(scratch.storage, 'stores', list, range));

test('a list is kept in parts of 1,000, and told by its hash, its length and its bytes', async () => {
  const all = files(2_001);
  const list = await writeFoundFiles(scratch.storage, 'stores', all);
  expect(list).toEqual({
    hash: expect.stringMatching(/^[0-9a-f]{32}$/),
    total: 2_001,
    bytes: all.reduce((sum, file) => sum + file.size, 0),
  });
  const parts = await contentsOf(scratch.storage);
  expect([...parts.values()].map((part) => JSON.parse(part).length)).toEqual([1_000, 1_000, 1]);
  for (const key of parts.keys()) expect(key).toContain(`lists/stores/${list.hash}/`);
  expect(await read(list, { from: 0 })).toEqual(all);
});

test('the same list has the same hash, another one another', async () => {
  const all = files(3);
  const { hash } = await writeFoundFiles(scratch.storage, 'stores', all);
  expect((await writeFoundFiles(scratch.storage, 'stores', [...all])).hash).toBe(hash);
  expect((await writeFoundFiles(scratch.storage, 'stores', all.toReversed())).hash).not.toBe(hash);
  expect((await writeFoundFiles(scratch.storage, 'stores', all.slice(1))).hash).not.toBe(hash);
});

test('an empty list needs no part', async () => {
  const list = await writeFoundFiles(scratch.storage, 'stores', []);
  expect(list).toMatchObject({ total: 0, bytes: 0 });
  expect(await read(list, { from: 0 })).toEqual([]);
  expect((await contentsOf(scratch.storage)).size).toBe(0);
});

test.each<[{ from: number; to?: number }]>([
  [{ from: 0, to: 1 }],
  [{ from: 999, to: 1_001 }],
  [{ from: 1_000 }],
  [{ from: 999, to: 1_000 }],
  [{ from: 1_000, to: 2_000 }],
  [{ from: 2_500 }],
  [{ from: 2_500, to: 2_000 }],
  [{ from: 2_000, to: 9_999 }],
])('a range is read as a slice would be: %j', async (range) => {
  const all = files(2_500);
  const list = await writeFoundFiles(scratch.storage, 'stores', all);
  expect(await read(list, range)).toEqual(all.slice(range.from, range.to));
});

test('what is written is read from any position', async () => {
  const property = fc.asyncProperty(
    fc.integer({ min: 0, max: 3_100 }),
    fc.nat(3_200),
    fc.option(fc.nat(3_200), { nil: undefined }),
    async (count, from, to) => {
      const all = files(count);
      const list = await writeFoundFiles(scratch.storage, 'stores', all);
      const range = to === undefined ? { from } : { from, to };
      expect(await read(list, range)).toEqual(all.slice(from, to));
    },
  );
  await fc.assert(property, { numRuns: 30, ...fromSeed });
});

test('only the parts of the range are read', async () => {
  const list = await writeFoundFiles(scratch.storage, 'stores', files(3_000));
  const [first = '', , third = ''] = [...(await contentsOf(scratch.storage)).keys()];
  await scratch.storage.remove(first);
  await scratch.storage.remove(third);
  expect(await read(list, { from: 1_000, to: 2_000 })).toHaveLength(1_000);
});

test('a part that is gone is an error that names it, after the files before it', async () => {
  const list = await writeFoundFiles(scratch.storage, 'stores', files(2_000));
  const [, second = ''] = [...(await contentsOf(scratch.storage)).keys()];
  await scratch.storage.remove(second);
  const seen: FoundFile[] = [];
  const reading = (async () => {
    for await (const file of readFoundFiles(scratch.storage, 'stores', list, { from: 0 })) seen.push(file);
  })();
  await expect(reading).rejects.toMatchObject({ code: 'storage-missing', message: expect.stringContaining(second) });
  expect(seen).toHaveLength(1_000);
});

test('the list of another import is not read', async () => {
  const list = await writeFoundFiles(scratch.storage, 'stores', files(1));
  await expect(collect(readFoundFiles(scratch.storage, 'other', list, { from: 0 }))).rejects.toMatchObject({
    code: 'storage-missing',
  });
});
