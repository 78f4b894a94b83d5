import fc from 'fast-check';
import type { PlannedObject } from '../../src/contract/couriers/courier-file';
import { readCourierList, writeCourierList } from '../../src/storage';
import { memoryStorage } from './memory-storage';

const place = { courier: 'optimizely', runId: 'run-1' };

const object = (number: number): PlannedObject => ({
  entity: number % 3,
  ...(number % 2 === 0 ? { day: '2020-09-13' } : {}),
  name: `a/${number}.csv`,
  etag: `e${number}`,
  timestamp: number,
  size: number + 1,
  late: false,
  feeds: [],
});

async function* objects(total: number): AsyncGenerator<PlannedObject> {
  for (let number = 0; number < total; number++) yield object(number);
}

async function collect<T>(entries: AsyncIterable<T>): Promise<T[]> {
  const all: T[] = [];
  for await (const entry of entries) all.push(entry);
  return all;
}

test('of any length a list is read as it was written, from wherever to wherever', async () => {
  await fc.assert(
    fc.asyncProperty(fc.nat(2_500), fc.nat(2_600), fc.nat(2_600), async (total, from, to) => {
      const storage = memoryStorage();
      const list = await writeCourierList(storage, place, objects(total));
      expect(list.total).toBe(total);
      const all = Array.from({ length: total }, (_, number) => object(number));
      expect(await collect(readCourierList(storage, place, list, { from, to }))).toEqual(
        all.slice(from, Math.max(from, to)),
      );
    }),
    { numRuns: 25 },
  );
});

test('a repeat writes the same under the same names, and another list others', async () => {
  const storage = memoryStorage();
  const first = await writeCourierList(storage, place, objects(1_500));
  const keys = [...storage.contents.keys()];
  expect(await writeCourierList(storage, place, objects(1_500))).toEqual(first);
  expect([...storage.contents.keys()]).toEqual(keys);
  expect(keys.every((key) => key.startsWith('couriers/optimizely/run-1/lists/'))).toBe(true);
  await writeCourierList(storage, place, objects(1_499));
  expect(await collect(readCourierList(storage, place, first))).toHaveLength(1_500);
});

test('what was never compared with a ledger has no feeds, and a part that is gone is an error that names it', async () => {
  const storage = memoryStorage();
  const { feeds: _, ...found } = object(1);
  const list = await writeCourierList(
    storage,
    place,
    (async function* () {
      yield found;
    })(),
  );
  expect(await collect(readCourierList(storage, place, list))).toEqual([{ ...found, feeds: [] }]);
  const part = [...storage.contents.keys()].find((key) => !key.includes(list.hash));
  storage.contents.delete(part ?? '');
  await expect(collect(readCourierList(storage, place, list))).rejects.toMatchObject({
    code: 'storage-missing',
    message: expect.stringContaining(part ?? '-'),
  });
});
