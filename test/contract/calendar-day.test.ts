import fc from 'fast-check';
import { addDays, daysBetween, isCalendarDay } from '../../src/contract/calendar-day';

test.each(['2020-02-29', '2000-02-29', '0000-01-01', '9999-12-31', '2021-04-30'])('%s is a day', (day) => {
  expect(isCalendarDay(day)).toBe(true);
});

test.each(['2021-02-29', '1900-02-29', '2021-04-31', '2021-00-10', '2021-13-01', '2021-1-1', '2021-01-01T00', ''])(
  '%j is none',
  (text) => {
    expect(isCalendarDay(text)).toBe(false);
  },
);

test('days follow each other as on a calendar', () => {
  expect(addDays('2020-02-28', 2)).toBe('2020-03-01');
  expect(addDays('0001-01-01', -1)).toBe('0000-12-31');
  expect(daysBetween('2019-12-30', '2020-01-02')).toEqual(['2019-12-30', '2019-12-31', '2020-01-01']);
  expect(daysBetween('2020-01-02', '2020-01-02')).toEqual([]);
  const property = fc.property(
    fc.integer({ min: -700_000, max: 2_900_000 }),
    fc.integer({ min: 1, max: 500 }),
    (at, many) => {
      const day = addDays('2000-01-01', at);
      expect(isCalendarDay(day)).toBe(true);
      expect(addDays(addDays(day, many), -many)).toBe(day);
      expect(daysBetween(day, addDays(day, many))).toHaveLength(many);
      expect(addDays(day, many) > day).toBe(true);
    },
  );
  fc.assert(property, { numRuns: 300 });
});
