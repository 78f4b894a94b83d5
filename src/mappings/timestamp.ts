import { isCalendarDay } from '../contract/calendar-day';

const iso =
  /^\d{4}-\d{2}-\d{2}(?:T(?:[01]\d|2[0-3]):[0-5]\d(?::[0-5]\d(?:[.,]\d{1,9})?)?(?:Z|[+-](?:[01]\d|2[0-3])(?::?[0-5]\d)?)?)?$/;

/** The years 1 to 9999 in epoch seconds, as ISO 8601 can write them. Milliseconds of today lie beyond, and are refused. */
const [earliest, latest] = [-62_135_596_800, 253_402_300_799];

/** True for what ODP takes as a time: ISO 8601 with or without a time of day, or epoch seconds as a number. */
export function isTimestamp(value: string | number): boolean {
  if (typeof value === 'number') return value >= earliest && value <= latest;
  return iso.test(value) && isCalendarDay(value.slice(0, 10));
}
