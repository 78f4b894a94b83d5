import fc from 'fast-check';
import { retryAfterMs } from '../../src/connectors/retry-after';

describe('retryAfterMs', () => {
  const now = Date.parse('2026-03-01T12:00:00Z');

  test.each([
    ['0', 0],
    ['38', 38_000],
    [' 38 ', 38_000],
    ['1.5', 1500],
    ['Sun, 01 Mar 2026 12:00:07 GMT', 7000],
    ['Sunday, 01-Mar-26 12:00:07 GMT', 7000],
    ['Sun, 01 Mar 2026 11:00:00 GMT', 0],
    ['999999999', 86_400_000],
    ['Tue, 01 Mar 2050 12:00:00 GMT', 86_400_000],
  ])('%j is %d ms', (header, ms) => {
    expect(retryAfterMs(header, now)).toBe(ms);
  });

  test.each([
    undefined,
    '',
    'soon',
    '-5',
    '5s',
    '1e3',
    'NaN',
    'Infinity',
    '2026-03-01T12:00:07Z',
    'Xyz, 99 Foo 2026 12:00:07 GMT',
  ])('%j says nothing', (header) => {
    expect(retryAfterMs(header, now)).toBeUndefined();
  });

  test('it is never negative, never over a day and never a fraction', () => {
    fc.assert(
      fc.property(
        fc.oneof(
          fc.string(),
          fc.nat().map(String),
          fc.date({ noInvalidDate: true }).map((date) => date.toUTCString()),
        ),
        (header) => {
          const ms = retryAfterMs(header, now);
          if (ms === undefined) return;
          expect(ms).toBeGreaterThanOrEqual(0);
          expect(ms).toBeLessThanOrEqual(86_400_000);
          expect(Number.isInteger(ms)).toBe(true);
        },
      ),
    );
  });
});
