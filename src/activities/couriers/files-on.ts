import type { CalendarDay } from '../../contract/calendar-day';
import type { FilePattern, FilledPattern } from '../../contract/couriers/file-pattern';

/** The files of a day, or of all days together where it is undefined. */
export function filesOn(pattern: FilePattern, day: CalendarDay | undefined): FilledPattern {
  if (day !== undefined) return pattern.on(day);
  const { prefix, match } = pattern.ofAnyDay;
  return { text: pattern.text, prefix, matches: (name) => match(name) !== undefined };
}
