import fc from 'fast-check';
import { readIdsAfter, writeIdList } from '../../src/storage';
import { contentsOf, type ScratchStorage, scratchStorage } from './scratch-storage';

let scratch: ScratchStorage;
beforeEach(async () => {
  scratch = await scratchStorage();
});
afterEach(() => scratch.stop());

const idOf = (n: number) => n.toString(16).padStart(8, '0');

test('a list is sorted, has each id once, and lies in parts of 500', async () => {
  const ids = Array.from({ length: 1_200 }, (_, index) => idOf((index * 7_919) % 1_000));
  const list = await writeIdList(scratch.storage, 'customers', ids);
  expect(list).toEqual({ hash: expect.stringMatching(/^[0-9a-f]{32}$/), total: 1_000 });
  const parts = [...(await contentsOf(scratch.storage)).values()].map((part) => JSON.parse(part));
  expect(parts.map((part) => part.length)).toEqual([500, 500]);
  expect(parts.flat()).toEqual([...new Set(ids)].sort());
});

test('wherever one begins, the next ids are those that follow in the list', async () => {
  await fc.assert(
    fc.asyncProperty(
      fc.uniqueArray(fc.nat({ max: 5_000 }), { maxLength: 1_700 }),
      fc.nat({ max: 5_001 }),
      fc.integer({ min: 1, max: 700 }),
      async (numbers, place, limit) => {
        const ids = numbers.map(idOf).sort();
        const list = await writeIdList(scratch.storage, 'orders', ids);
        const after = place === 0 ? undefined : idOf(place);
        const expected = ids.filter((id) => after === undefined || id > after).slice(0, limit);
        expect(await readIdsAfter(scratch.storage, 'orders', list, after, limit)).toEqual(expected);
      },
    ),
    { numRuns: 30 },
  );
});

test('a list that is gone is not an empty one', async () => {
  const gone = { hash: '0'.repeat(32), total: 3 };
  await expect(readIdsAfter(scratch.storage, 'orders', gone, undefined, 10)).rejects.toMatchObject({
    code: 'storage-missing',
    message: expect.stringContaining('lists/orders/000'),
  });
});
