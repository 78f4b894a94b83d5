import { addDays, type CalendarDay } from '../calendar-day';

/** Days of one time zone. Instants are epoch ms. */
export interface ZonedDays {
  /** When a day begins: at midnight, or behind it where the clocks leave midnight out. */
  startOf(day: CalendarDay): number;
  /** The first day that begins at or after an instant. */
  firstFrom(instant: number): CalendarDay;
}

const hourMs = 3_600_000;

/** The days of a zone of the IANA database, such as `UTC` or `Europe/Berlin`. Throws a RangeError for a name that is none. */
export function zonedDays(timeZone: string): ZonedDays {
  const dayAt = dayReader(timeZone);
  const startOf = (day: CalendarDay): number => {
    // Clocks are up to 12 hours behind UTC and 14 before it, and the day before is past midnight as long as its own.
    let before = Date.parse(`${day}T00:00:00Z`) - 15 * hourMs;
    let after = before + 28 * hourMs;
    while (after - before > 1) {
      const middle = Math.floor((before + after) / 2);
      if (dayAt(middle) >= day) after = middle;
      else before = middle;
    }
    return after;
  };
  return {
    startOf,
    firstFrom(instant) {
      let day = addDays(dayAt(instant), -1);
      while (startOf(day) < instant) day = addDays(day, 1);
      return day;
    },
  };
}

function dayReader(timeZone: string): (instant: number) => CalendarDay {
  if (timeZone === 'UTC') return (instant) => new Date(instant).toISOString().slice(0, 10);
  const format = new Intl.DateTimeFormat('en-u-ca-iso8601', {
    timeZone,
    year: 'numeric',
    month: '2-digit',
    day: '2-digit',
  });
  return (instant) => {
    const parts = new Map(format.formatToParts(instant).map(({ type, value }) => [type, value]));
    return `${parts.get('year')?.padStart(4, '0')}-${parts.get('month')}-${parts.get('day')}`;
  };
}
