import type { Cron } from './cron';
import { dayChoices, dependsOnLength } from './day-rule';

/** Times whose every field is one of these numbers: what Temporal's schedules are made of. */
export interface Calendar {
  readonly seconds: readonly number[];
  readonly minutes: readonly number[];
  readonly hours: readonly number[];
  readonly days: readonly number[];
  /** From 0, Sunday. */
  readonly weekdays: readonly number[];
  /** From 1, January. */
  readonly months: readonly number[];
  /** Left out: all. */
  readonly years?: readonly number[];
}

const longMonths = [1, 3, 5, 7, 8, 10, 12];
const shortMonths = [4, 6, 9, 11];
/** Temporal knows no others. */
const allYears = Array.from({ length: 101 }, (_, index) => 2000 + index);
const isLeap = (year: number): boolean => (year % 4 === 0 && year % 100 !== 0) || year % 400 === 0;

/** Months of one length; `years` where it has it in these alone. */
interface Months {
  readonly length: number;
  readonly months: readonly number[];
  readonly years?: readonly number[];
}

/** The calendars that together mean the times of an expression; none where it means no time at all. */
export function calendarsOf(cron: Cron): Calendar[] {
  const { seconds, minutes, hours, days: rules } = cron;
  return rules.flatMap((rule) =>
    (dependsOnLength(rule) ? byLength(cron) : [together(cron)])
      .filter(({ months }) => months.length > 0)
      .flatMap(({ length, months, years }) =>
        dayChoices(rule, length).map((choice) => ({
          seconds,
          minutes,
          hours,
          ...choice,
          months,
          ...(years && { years }),
        })),
      ),
  );
}

/** All months of an expression as if they had the days of the longest: days that a month lacks never come. */
function together({ months, years }: Cron): Months {
  const has = (some: readonly number[]) => months.some((month) => some.includes(month));
  const february = (years ?? allYears).some(isLeap) ? 29 : 28;
  return { length: has(longMonths) ? 31 : has(shortMonths) ? 30 : february, months, ...(years && { years }) };
}

function byLength({ months, years }: Cron): Months[] {
  const of = (some: readonly number[]) => months.filter((month) => some.includes(month));
  const ofYears = years && { years };
  const februaries = [28, 29].map((length) => ({
    length,
    months: of([2]),
    years: (years ?? allYears).filter((year) => isLeap(year) === (length === 29)),
  }));
  return [
    { length: 31, months: of(longMonths), ...ofYears },
    { length: 30, months: of(shortMonths), ...ofYears },
    ...februaries.filter((february) => february.years.length > 0),
  ];
}
