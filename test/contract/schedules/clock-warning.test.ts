import fc from 'fast-check';
import { clockWarning } from '../../../src/contract/schedules/clock-warning';

test.each([
  [
    ['30 2 * * *', 'America/New_York'],
    'on 2026-03-08 not at 02:30; on 2026-11-01 as written; on 2027-03-14 not at 02:30; on 2027-11-07 as written',
    '30 4 * * *',
  ],
  [
    ['0 30 1 * * ?', 'America/New_York'],
    'on 2026-03-08 as written; on 2026-11-01 once more at 01:30; on 2027-03-14 as written; on 2027-11-07 once more at 01:30',
    '0 30 4 * * ?',
  ],
  [
    ['30 1 31 10 *', 'Europe/Berlin'],
    'on 2026-03-29 as written; on 2026-10-25 as written; on 2027-03-28 as written; on 2027-10-31 once more at 02:30',
    '30 4 31 10 *',
  ],
  [
    ['*/20 1-3 * * *', 'Europe/Berlin'],
    'on 2026-03-29 not at 02:00, 02:20, 02:40; on 2026-10-25 not at 02:40, 03:00, 03:20',
    undefined,
  ],
])('%s: %s', ([expression = '', timeZone = ''], days, safe) => {
  const warning = clockWarning(expression, timeZone, 2026);
  expect(warning?.message).toContain(`fires between 00:00 and 04:00, when the clocks of ${timeZone} change: ${days}`);
  expect(/such as `([^`]+)`/.exec(warning?.remedy ?? '')?.[1]).toBe(safe);
});

test('what fires later, or where clocks do not change, is let be', () => {
  expect(clockWarning('0 4 * * *', 'America/New_York', 2026)).toBeUndefined();
  expect(clockWarning('30 2 * * *', 'UTC', 2026)).toBeUndefined();
  expect(clockWarning('30 2 * * *', 'Asia/Kolkata', 2026)).toBeUndefined();
});

test('what is proposed needs no warning', () => {
  const zones = fc.constantFrom(
    'America/New_York',
    'Europe/Berlin',
    'Australia/Lord_Howe',
    'America/Havana',
    'Africa/Cairo',
  );
  const hours = fc.uniqueArray(fc.nat(23), { minLength: 1, maxLength: 4 }).map((list) => list.join(','));
  fc.assert(
    fc.property(hours, zones, (list, timeZone) => {
      const proposed = /such as `([^`]+)`/.exec(clockWarning(`15 ${list} * * *`, timeZone, 2026)?.remedy ?? '')?.[1];
      expect(clockWarning(proposed ?? '15 4 * * *', timeZone, 2026)).toBeUndefined();
    }),
    { numRuns: 30 },
  );
});
