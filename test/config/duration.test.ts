import fc from 'fast-check';
import { parseDuration } from '../../src/config';
import { durationPattern } from '../../src/config/duration';

const second = 1000;
const hour = 3600 * second;

test.each([
  ['20s', 20 * second],
  ['5m', 300 * second],
  ['24h', 24 * hour],
  ['2h30m', 2.5 * hour],
  ['250ms', 250],
  ['3d', 72 * hour],
  ['1d1h1m1s1ms', 25 * hour + 61 * second + 1],
  ['90m', 1.5 * hour],
  ['0s', 0],
  ['007s', 7 * second],
  ['1m1ms', 60 * second + 1],
  ['3650d', 3650 * 24 * hour],
])('%s is %d ms', (text, ms) => {
  expect(parseDuration(text)).toBe(ms);
});

test.each([
  ['', 'nothing'],
  ['20', 'no unit'],
  ['s', 'no number'],
  ['20 s', 'a space'],
  [' 20s', 'a space'],
  ['20s\n', 'a line break'],
  ['-5m', 'a sign'],
  ['1.5h', 'a fraction'],
  ['1e3s', 'an exponent'],
  ['20S', 'a capital'],
  ['1w', 'an unknown unit'],
  ['30m2h', 'the larger unit second'],
  ['1h1h', 'a unit twice'],
  ['5min', 'a word'],
  ['PT5M', 'another notation'],
  ['3650d1ms', 'more than ten years'],
  [`${'9'.repeat(400)}s`, 'more than a number holds'],
])('%j is no duration: %s', (text) => {
  expect(parseDuration(text)).toBeUndefined();
});

test('what is written with any of the units is read as their sum', () => {
  const part = (most: number) => fc.option(fc.nat(most));
  const parts = fc.tuple(part(1000), part(99), part(200), part(5000), part(99_999));
  fc.assert(
    fc.property(parts, ([days, hours, minutes, seconds, milliseconds]) => {
      const written = Object.entries({ d: days, h: hours, m: minutes, s: seconds, ms: milliseconds })
        .filter(([, count]) => count !== null)
        .map(([unit, count]) => `${count}${unit}`)
        .join('');
      fc.pre(written !== '');
      const ms = ((((days ?? 0) * 24 + (hours ?? 0)) * 60 + (minutes ?? 0)) * 60 + (seconds ?? 0)) * 1000;
      expect(parseDuration(written)).toBe(ms + (milliseconds ?? 0));
    }),
  );
});

test('the pattern of the JSON Schema takes what is read', () => {
  const text = fc.oneof(fc.stringMatching(/^(\d{1,3}(d|h|m|s|ms)){0,3}$/), fc.string({ maxLength: 4 }));
  fc.assert(
    fc.property(text, (written) => {
      // Only the limit of ten years is beyond a pattern, and three digits of days stay below it.
      expect(durationPattern.test(written)).toBe(parseDuration(written) !== undefined);
    }),
  );
});
