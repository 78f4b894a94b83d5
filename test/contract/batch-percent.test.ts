import * as fc from 'fast-check';
import { nextPercent } from '../../src/contract/batch-percent';

test.each([
  [0, undefined, 0],
  [30, undefined, 30],
  [30, 45.9, 45],
  [30, 20, 30],
  [30, -5, 30],
  [30, 100, 99],
  [30, 150, 99],
  [30, Number.POSITIVE_INFINITY, 99],
])('after %s a pass that tells %s makes it %s', (before, reported, next) => {
  expect(nextPercent(before, reported)).toBe(next);
});

test('whatever is told, it is a whole number up to 99 that never goes back', () => {
  const told = fc.option(fc.double({ noNaN: true }), { nil: undefined });
  fc.assert(
    fc.property(fc.array(told), (percents) => {
      let before = 0;
      for (const percent of percents) {
        const next = nextPercent(before, percent);
        expect(Number.isInteger(next) && next >= before && next <= 99).toBe(true);
        before = next;
      }
    }),
  );
});
