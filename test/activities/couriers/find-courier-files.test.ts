import fc from 'fast-check';
import { findIntoList } from '../../../src/activities/couriers/find-courier-files';
import type { CourierConfig, CourierEntity } from '../../../src/config';
import { addDays, daysBetween } from '../../../src/contract/calendar-day';
import type { PlannedObject } from '../../../src/contract/couriers/courier-file';
import { type CourierWindow, windowOfDay, windowOfPeriod } from '../../../src/contract/couriers/courier-window';
import { readCourierList } from '../../../src/storage';
import { memoryStorage } from '../../storage/memory-storage';
import { memoryBucket } from './memory-bucket';

const run = { import: 'optimizely', runId: 'run-1' };
const file = (pattern: string, tag: string, required = true): CourierEntity => ({
  ...{ type: 'file', pattern, required },
  landAs: { tag, contentType: 'text/csv' },
});
const a = file("'a/'yyyy-MM-dd'/*.csv'", 'a');
const b = file("'b/'yyyy-MM-dd'.csv'", 'b');

async function find(
  keys: readonly string[],
  entities: readonly CourierEntity[],
  window: CourierWindow,
  skipMissing = false,
) {
  const storage = memoryStorage();
  const settings: Pick<CourierConfig, 'entities' | 'quotedDates'> = { entities: [...entities], quotedDates: false };
  const found = await findIntoList({ bucket: memoryBucket(keys), storage, settings }, { ...run, window, skipMissing });
  const place = { courier: run.import, runId: run.runId };
  const objects: PlannedObject[] = [];
  for await (const object of readCourierList(storage, place, found.list)) objects.push(object);
  return { ...found, names: objects.map(({ name }) => name), objects };
}

test('files of several entities are in the order of their days, and in a day in that of the bytes of their names', async () => {
  const keys = ['a/2020-01-02/2.csv', 'a/2020-01-02/\u{1F600}.csv', 'a/2020-01-02/\uFB01.csv', 'a/2020-01-01/1.csv'];
  const found = await find(
    [...keys, 'b/2020-01-01.csv', 'b/2020-01-02.csv'],
    [b, a],
    windowOfPeriod('2020-01-01', '2020-01-03'),
  );
  expect(found.names).toEqual([
    'a/2020-01-01/1.csv',
    'b/2020-01-01.csv',
    'a/2020-01-02/2.csv',
    'a/2020-01-02/\uFB01.csv',
    'a/2020-01-02/\u{1F600}.csv',
    'b/2020-01-02.csv',
  ]);
  expect(found).toMatchObject({ objects: expect.any(Array), bytes: 6, days: 2 });
  expect(found.missing).toBeUndefined();
  expect(found.notes).toEqual([{ level: 'info', text: 'Found 6 files of 2 days, 0.0 MB' }]);
});

test('a day that lacks something is not in the list, and what it lacks is told; unless what is missing is skipped', async () => {
  const keys = ['a/2020-01-01/1.csv', 'b/2020-01-01.csv', 'a/2020-01-02/1.csv', 'a/2019-12-31/late.csv'];
  const window = windowOfPeriod('2020-01-01', '2020-01-03', 1);
  const found = await find(keys, [a, b], window);
  expect(found.names).toEqual(['a/2019-12-31/late.csv', 'a/2020-01-01/1.csv', 'b/2020-01-01.csv']);
  expect(found.missing).toMatchObject({
    code: 'required-file-missing',
    message: 'There is no file of b for 2020-01-02 (b/2020-01-02.csv)',
  });
  const skipped = await find(keys, [a, b], window, true);
  expect(skipped.names).toHaveLength(4);
  expect(skipped.missing).toBeUndefined();
  expect(skipped.notes).toContainEqual({
    level: 'warn',
    text: 'There is no file of b for 2020-01-02 (b/2020-01-02.csv). The run goes on without',
  });
});

test('a file that is the same on all days is missing on each', async () => {
  const found = await find(
    ['a/2020-01-01/1.csv'],
    [a, file('customers.csv', 'c')],
    windowOfPeriod('2020-01-01', '2020-01-03'),
  );
  expect(found.names).toEqual([]);
  expect(found.missing?.code).toBe('required-file-missing');
});

test('that an optional file is not there is told and keeps nothing from going on', async () => {
  const found = await find(['a/2020-01-01/1.csv'], [a, { ...b, required: false }], windowOfDay('2020-01-01'));
  expect(found.missing).toBeUndefined();
  expect(found.notes[1]).toEqual({
    level: 'warn',
    text: 'There is no file of b for 2020-01-01 (b/2020-01-01.csv). They are optional',
  });
});

test('whatever lies in a bucket: each file of a day that lacks nothing once, and none of any other day', async () => {
  const days = daysBetween('2020-01-01', '2020-01-06');
  const property = fc.asyncProperty(
    fc.uniqueArray(fc.tuple(fc.constantFrom(...days), fc.constantFrom('1', '2', 'é')), {
      maxLength: 12,
      selector: String,
    }),
    fc.uniqueArray(fc.constantFrom(...days)),
    fc.nat(2),
    async (ofA, ofB, lookBack) => {
      const keys = [...ofA.map(([day, name]) => `a/${day}/${name}.csv`), ...ofB.map((day) => `b/${day}.csv`)];
      const [from, to] = ['2020-01-03', '2020-01-06'];
      const found = await find(keys, [a, b], windowOfPeriod(from, to, lookBack));
      const isWhole = (day: string) => ofA.some(([of]) => of === day) && ofB.includes(day);
      const meant = daysBetween(addDays(from, -lookBack), to).filter((day) => day < from || isWhole(day));
      const expected = keys.filter((key) => meant.some((day) => key.includes(day)));
      expect(found.names.toSorted()).toEqual(expected.toSorted());
      expect(found.missing === undefined).toBe(daysBetween(from, to).every(isWhole));
      const order = found.objects.map(
        ({ day = '', name, entity }) => `${day} ${Buffer.from(name).toString('hex')} ${entity}`,
      );
      expect(order).toEqual(order.toSorted());
    },
  );
  await fc.assert(property, { numRuns: 100 });
});

test('a day that is owed is looked at wherever it lies: found, it is owed no more; and what is skipped is owed from then on', async () => {
  const keys = ['a/2020-01-01/1.csv', 'a/2020-02-01/1.csv', 'b/2020-02-01.csv'];
  const owed = ['2020-01-01', '2020-01-02'];
  const window = { kind: 'days', from: '2020-02-01', to: '2020-02-02', lookBackDays: 0, owed } as const;
  const found = await find(keys, [a], window);
  expect(found.names).toEqual(['a/2020-01-01/1.csv', 'a/2020-02-01/1.csv']);
  expect(found).toMatchObject({ owed: ['2020-01-02'] });
  expect(found.missing).toBeUndefined();
  // Of two entities one still lacks it.
  expect((await find(keys, [a, b], window)).owed).toEqual(owed);
  expect((await find(keys, [a, file("'b/'yyyy-MM-dd'.csv'", 'b', false)], window)).owed).toEqual(['2020-01-02']);
  const skipped = await find(keys, [a], { ...window, to: '2020-02-03' }, true);
  expect(skipped).toMatchObject({ owed: ['2020-01-02', '2020-02-02'], without: expect.stringContaining('2020-02-02') });
  expect((await find(keys, [a], windowOfDay('2020-02-01'))).owed).toBeUndefined();
});
