import fc from 'fast-check';
import { addCounts, addKinds, type Counts, isBalanced, noCounts } from '../../src/contract/counts';

const fromSeed = process.env.SEED === undefined ? {} : { seed: Number(process.env.SEED) };

const part = fc.nat(1_000_000);
const balanced: fc.Arbitrary<Counts> = fc
  .record({ delivered: part, rejected: part, skipped: part, pending: part })
  .map((parts) => ({ read: parts.delivered + parts.rejected + parts.skipped + parts.pending, ...parts }));

test('nothing is balanced, and adding it changes nothing', () => {
  expect(isBalanced(noCounts)).toBe(true);
  fc.assert(
    fc.property(balanced, (counts) => {
      expect(addCounts(counts, noCounts)).toEqual(counts);
      expect(addCounts(noCounts, counts)).toEqual(counts);
    }),
    fromSeed,
  );
});

test('each part is added by itself', () => {
  const a = { read: 15, delivered: 1, rejected: 2, skipped: 4, pending: 8 };
  const b = { read: 150, delivered: 10, rejected: 20, skipped: 40, pending: 80 };
  expect(addCounts(a, b)).toEqual({ read: 165, delivered: 11, rejected: 22, skipped: 44, pending: 88 });
});

test('sums of what is balanced are balanced', () => {
  fc.assert(
    fc.property(fc.array(balanced), (several) => {
      expect(isBalanced(several.reduce(addCounts, noCounts))).toBe(true);
    }),
    fromSeed,
  );
});

test.each(['read', 'delivered', 'rejected', 'skipped', 'pending'] as const)(
  'one record too many or too few under “%s” is seen',
  (name) => {
    fc.assert(
      fc.property(balanced, fc.constantFrom(1, -1), (counts, change) => {
        expect(isBalanced({ ...counts, [name]: counts[name] + change })).toBe(false);
      }),
      fromSeed,
    );
  },
);

test('kinds are added each by itself, and those of one side alone are kept', () => {
  const a = { 'Placed Order': { delivered: 1, rejected: 2 }, orders: { delivered: 0, rejected: 4 } };
  const b = { 'Placed Order': { delivered: 10, rejected: 20 }, 'Refunded Order': { delivered: 7, rejected: 0 } };
  expect(addKinds(a, b)).toEqual({
    'Placed Order': { delivered: 11, rejected: 22 },
    orders: { delivered: 0, rejected: 4 },
    'Refunded Order': { delivered: 7, rejected: 0 },
  });
});
