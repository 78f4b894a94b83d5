import fc from 'fast-check';
import { type ComparedFeed, compareList } from '../../../src/activities/couriers/compare-with-ledger';
import type { CourierObject, PlannedObject } from '../../../src/contract/couriers/courier-file';
import { readCourierList, writeCourierList } from '../../../src/storage';
import type { ObjectVersion } from '../../../src/tables/tables';
import { memoryStorage } from '../../storage/memory-storage';

const place = { courier: 'optimizely', runId: 'run-1' };
const object = (number: number, entity = 0): CourierObject => ({
  ...{ entity, day: '2020-09-13', name: `${number}.csv`, etag: `e${number}`, timestamp: 0, size: 10, late: false },
});

interface Ledger {
  readonly feed: ComparedFeed;
  readonly asked: number[];
}

function ledgerOf(index: number, loaded: ReadonlyMap<string, ObjectVersion>, more: Partial<ComparedFeed> = {}): Ledger {
  const asked: number[] = [];
  const loadedVersions = async (names: readonly string[]) => {
    asked.push(names.length);
    return new Map([...loaded].filter(([name]) => names.includes(name)));
  };
  return { asked, feed: { index, entities: new Set([0]), truncate: false, loadedVersions, ...more } };
}

async function compare(objects: readonly CourierObject[], feeds: readonly ComparedFeed[]) {
  const storage = memoryStorage();
  const inList = (async function* () {
    yield* objects;
  })();
  const list = await writeCourierList(storage, place, inList);
  const result = await compareList(storage, place, { list, feeds });
  const planned: PlannedObject[] = [];
  for await (const one of readCourierList(storage, place, result.list)) planned.push(one);
  return { ...result, planned, of: planned.map(({ feeds: of }) => of) };
}

const versions = (...objects: readonly CourierObject[]) =>
  new Map(objects.map(({ name, etag, size }) => [name, { etag, size }]));

test('new and overwritten objects are to be loaded, each into the feeds that lack it', async () => {
  const [one, two, three] = [object(1), object(2), object(3, 1)];
  const first = ledgerOf(0, versions(one, { ...two, etag: 'other' }), { entities: new Set([0, 1]) });
  const second = ledgerOf(1, versions(two, { ...one, size: 9 }));
  const compared = await compare([one, two, three], [first.feed, second.feed]);
  expect(compared.of).toEqual([[1], [0], [0]]);
  expect(compared.feeds).toEqual([
    { feed: 0, objects: 2, bytes: 20 },
    { feed: 1, objects: 1, bytes: 10 },
  ]);
});

test('a feed that is truncated takes all of its objects where one is new, and else none', async () => {
  const objects = [object(1), object(2), object(3, 1)];
  const truncate = true;
  const nothing = ledgerOf(0, versions(...objects), { truncate });
  expect((await compare(objects, [nothing.feed])).of).toEqual([[], [], []]);
  const changed = ledgerOf(0, versions(object(1)), { truncate });
  expect((await compare(objects, [changed.feed])).of).toEqual([[0], [0], []]);
});

test('a feed that there is not takes all, so that its files land before the run fails for it', async () => {
  const missing: ComparedFeed = { index: 0, entities: new Set([0]), truncate: false };
  expect((await compare([object(1), object(2, 1)], [missing])).of).toEqual([[0], []]);
});

test('a second comparison adds its feeds, and a list of any length is asked part by part', async () => {
  const many = Array.from({ length: 2_500 }, (_, number) => object(number));
  const first = ledgerOf(1, versions(...many.slice(1)));
  const compared = await compare(many, [first.feed]);
  expect(first.asked).toEqual([1_000, 1_000, 500]);
  expect(compared.feeds).toEqual([{ feed: 1, objects: 1, bytes: 10 }]);
  const storage = memoryStorage();
  const inList = (async function* () {
    yield* compared.planned;
  })();
  const list = await writeCourierList(storage, place, inList);
  const second = ledgerOf(0, new Map(), { truncate: true });
  const both = await compareList(storage, place, { list, feeds: [second.feed] });
  const [head, next] = [
    readCourierList(storage, place, both.list, { to: 1 }),
    readCourierList(storage, place, both.list, { from: 2_499 }),
  ];
  expect((await head.next()).value).toMatchObject({ name: '0.csv', feeds: [1, 0] });
  expect((await next.next()).value).toMatchObject({ name: '2499.csv', feeds: [0] });
  // It knows after the first part that all are loaded again, and asks no further.
  expect(second.asked).toEqual([1_000]);
});

test('whatever was loaded, each object is to be loaded exactly where its version was not', async () => {
  const property = fc.asyncProperty(
    fc.array(fc.record({ entity: fc.nat(1), known: fc.constantFrom('never', 'other', 'same') }), { maxLength: 20 }),
    fc.boolean(),
    async (all, truncate) => {
      const objects = all.map(({ entity }, number) => object(number, entity));
      const loaded = new Map(
        all.flatMap(({ known }, number): [string, ObjectVersion][] =>
          known === 'never' ? [] : [[`${number}.csv`, { etag: known === 'same' ? `e${number}` : 'x', size: 10 }]],
        ),
      );
      const isNew = all.map(({ entity, known }) => entity === 0 && known !== 'same');
      const compared = await compare(objects, [ledgerOf(0, loaded, { truncate }).feed]);
      const expected = all.map(({ entity }, number) =>
        truncate ? entity === 0 && isNew.includes(true) : isNew[number],
      );
      expect(compared.of.map((of) => of.length === 1)).toEqual(expected);
    },
  );
  await fc.assert(property, { numRuns: 100 });
});
