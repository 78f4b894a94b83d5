import { type CalendarDay, isCalendarDay } from '../calendar-day';
import type { DateToken, PatternPart } from './pattern-parts';

/** A name that a pattern matches on some day. `day` is undefined where the pattern has no year, and so says no day. */
export interface NameOfDay {
  readonly day: CalendarDay | undefined;
}

type Read = Readonly<Partial<Record<DateToken, string>>>;

/**
 * Matches a name with dates that are not known, and answers the first day that it can be of: the first of a month where
 * the pattern has no day. Where a date stands behind a star, several days may fit: then stars are as short as they can be.
 *
 * Undefined where there is no day on which the pattern matches.
 */
export function dayOfName(parts: readonly PatternPart[], name: string): NameOfDay | undefined {
  // Without it, stars beside many digits would be tried in all their combinations.
  const failed = new Set<string>();

  const matchFrom = (index: number, at: number, read: Read): Read | undefined => {
    const part = parts[index];
    if (part === undefined) return at === name.length ? read : undefined;
    switch (part.kind) {
      case 'text':
        return name.startsWith(part.text, at) ? matchFrom(index + 1, at + part.text.length, read) : undefined;
      case 'token': {
        const value = name.slice(at, at + part.token.length);
        const now = { ...read, [part.token]: value };
        const fits = (read[part.token] ?? value) === value && firstDayOf(now) !== undefined;
        return fits ? matchFrom(index + 1, at + value.length, now) : undefined;
      }
      case 'star':
        return afterStar(index + 1, at, read);
    }
  };
  const afterStar = (index: number, from: number, read: Read): Read | undefined => {
    const next = parts[index];
    const slash = name.indexOf('/', from);
    const end = slash === -1 ? name.length : slash;
    for (let at = from; at <= end; at++) {
      // Straight to where the text behind the star stands: most names have it once.
      if (next?.kind === 'text') at = name.indexOf(next.text, at);
      else if (next === undefined) at = end;
      if (at === -1 || at > end) return undefined;
      const tried = `${index} ${at} ${read.yyyy} ${read.MM} ${read.dd}`;
      if (failed.has(tried)) return undefined;
      const found = matchFrom(index, at, read);
      if (found !== undefined) return found;
      failed.add(tried);
    }
    return undefined;
  };

  const read = matchFrom(0, 0, {});
  return read && { day: read.yyyy === undefined ? undefined : firstDayOf(read) };
}

/** The first day that has what was read of it. Without a year, one of a leap year; so each day of a year is there. */
function firstDayOf({ yyyy = '2000', MM = '01', dd = '01' }: Read): CalendarDay | undefined {
  const day = `${yyyy}-${MM}-${dd}`;
  return isCalendarDay(day) ? day : undefined;
}
