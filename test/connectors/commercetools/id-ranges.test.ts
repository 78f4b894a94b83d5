import fc from 'fast-check';
import { makeShop } from '../../../sandbox/shop';
import { type IdRange, idRanges } from '../../../src/connectors/commercetools';

const holds = ({ from, after, upTo }: IdRange, id: string) =>
  (from === undefined || id >= from) && (after === undefined || id > after) && (upTo === undefined || id <= upTo);

/** Ids that the ranges are made for, ids beside a bound, and ids that are no UUIDs. */
const anyId = fc.oneof(
  fc.uuid(),
  fc.nat(0xffff_ffff).map((share) => `${share.toString(16).padStart(8, '0')}-0000-0000-0000-000000000000`),
  fc.constantFrom('00000000-0000-0000-0000-000000000000', 'ffffffff-ffff-ffff-ffff-ffffffffffff', 'z', '', '~'),
);

test('each id lies in one range, and the ranges follow each other as the ids do', () => {
  fc.assert(
    fc.property(
      fc.integer({ min: 1, max: 64 }),
      fc.option(anyId, { nil: undefined }),
      fc.array(anyId, { maxLength: 60 }),
      (count, from, ids) => {
        const ranges = idRanges(count, from);
        expect(ranges.length).toBeLessThanOrEqual(count);
        const sorted = [...ids].sort();
        const wanted = sorted.filter((id) => from === undefined || id >= from);
        expect(ranges.flatMap((range) => sorted.filter((id) => holds(range, id)))).toEqual(wanted);
      },
    ),
  );
});

test.each([1, 4, 8])('%i ranges have equal shares of random ids', (count) => {
  const ids = Array.from(makeShop({ seed: 1, customers: 4_000 }).customers(), ({ id }) => id);
  const shares = idRanges(count).map((range) => ids.filter((id) => holds(range, id)).length);
  expect(shares).toHaveLength(count);
  for (const share of shares) expect(Math.abs(share - 4_000 / count)).toBeLessThan((4_000 / count) * 0.15);
});

test('one range has no bounds, or begins where it is told', () => {
  expect(idRanges(1)).toEqual([{}]);
  expect(idRanges(1, 'b')).toEqual([{ from: 'b' }]);
  expect(idRanges(2)).toEqual([
    { upTo: '80000000-0000-0000-0000-000000000000' },
    { after: '80000000-0000-0000-0000-000000000000' },
  ]);
});

test('what is left at the end is not divided further than it can be', () => {
  expect(idRanges(16, 'ffffffff-ffff-4fff-bfff-ffffffffffff')).toEqual([
    { from: 'ffffffff-ffff-4fff-bfff-ffffffffffff' },
  ]);
});

test.each([1, 3, 7, 16])('the bounds of %i ranges are those of shards, where there are some', (count) => {
  const ranges = idRanges(count, undefined, 256);
  expect(ranges).toHaveLength(count);
  for (const { after, upTo } of ranges) {
    for (const bound of [after, upTo])
      if (bound !== undefined) expect(bound).toMatch(/^[0-9a-f]{2}000000-0000-0000-0000-0{12}$/);
  }
});
