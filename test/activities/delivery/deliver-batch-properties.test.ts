import fc from 'fast-check';
import { BatchBuilder } from '../../../src/activities/delivery/batch-builder';
import { deliverBatch } from '../../../src/activities/delivery/deliver-batch';
import { isBalanced } from '../../../src/contract/counts';
import { endAt, entryOf, refusalOf } from './entry-of';
import { settleWithFakeClock, useFakeClock, useRealClock } from './fake-clock';
import { governed } from './governor-under-test';
import { type RefusalStyle, StrictDestination } from './strict-destination';

const fromSeed = process.env.SEED === undefined ? {} : { seed: Number(process.env.SEED) };

beforeEach(useFakeClock);
afterEach(useRealClock);

/** A record: nothing (it was refused before), or one of a few keys, that the destination takes or refuses. */
const record = fc.option(
  fc.record({
    key: fc.integer({ min: 0, max: 12 }).map((number) => `k${number}`),
    fields: fc.dictionary(fc.constantFrom('p', 'q'), fc.integer({ min: 0, max: 9 })),
    isGuilty: fc.integer({ min: 0, max: 3 }).map((number) => number === 0),
  }),
  { freq: 8 },
);
const style = fc.constantFrom<RefusalStyle>('all', 'first', 'none');
const trouble = fc.constantFrom(
  'none' as const,
  'none' as const,
  'none' as const,
  'busy' as const,
  'busy-after' as const,
);

test('exactly the guilty are refused, and what is stored is what the others leave one after the other', async () => {
  const property = fc.asyncProperty(
    fc.array(record, { minLength: 1, maxLength: 40 }),
    fc.infiniteStream(style),
    fc.infiniteStream(trouble),
    fc.integer({ min: 60, max: 400 }),
    async (records, styles, troubles, mostCharacters) => {
      const builder = new BatchBuilder(500);
      const expected = new Map<string, object>();
      const guilty: number[] = [];
      for (const [index, one] of records.entries()) {
        if (!one) builder.refuse(refusalOf(index));
        else builder.add(entryOf(index, one.key, one.isGuilty ? { ...one.fields, bad: true } : one.fields));
        if (!one || one.isGuilty) guilty.push(index);
        else expected.set(one.key, { ...expected.get(one.key), id: one.key, ...one.fields });
      }
      const destination = new StrictDestination({
        isGuilty: (sent) => sent.bad === true,
        style: () => styles.next().value ?? 'all',
        trouble: () => troubles.next().value ?? 'none',
        mostCharacters,
      });
      const delivered = await settleWithFakeClock(
        deliverBatch(builder.take(endAt(records.length)), {
          send: destination.send,
          // A destination that is busy for longer is another test.
          ...governed(8, 1e9),
          signal: new AbortController().signal,
          stopping: () => false,
        }),
      );
      expect(delivered?.refusals.map(({ index }) => index)).toEqual(guilty);
      expect(destination.stored).toEqual(expected);
      const { counts } = delivered ?? {};
      expect(counts).toMatchObject({ read: records.length, rejected: guilty.length, pending: 0 });
      expect(counts && isBalanced(counts)).toBe(true);
      expect(counts?.delivered).toBeGreaterThanOrEqual(expected.size);
      expect(counts?.skipped).toBeGreaterThanOrEqual(0);
    },
  );
  await fc.assert(property, { numRuns: 200, ...fromSeed });
});
