import { addDays, type CalendarDay, daysBetween, isCalendarDay } from '../calendar-day';
import { LongshoreError } from '../failure';
import { zonedDays } from './zoned-days';

/**
 * Whose files a run of a courier is about. It is resolved once, before the run begins, and is part of its input: a repeat
 * never looks at other days.
 */
export type CourierWindow =
  | {
      readonly kind: 'days';
      readonly from: CalendarDay;
      /** The day behind the last one. */
      readonly to: CalendarDay;
      /** So many days before `from` are looked at as well, for files that came late. */
      readonly lookBackDays: number;
      /** Days that earlier runs have gone on without: they are looked at as well, wherever they lie. Left out where there are none. */
      readonly owed?: readonly CalendarDay[];
    }
  | { readonly kind: 'all' };

/** The files of one day. Throws `usage-invalid` for what is no day. */
export function windowOfDay(day: string, lookBackDays = 0): CourierWindow {
  return { kind: 'days', from: requireDay(day), to: addDays(day, 1), lookBackDays };
}

/** The files of the days from the first to before the last. Throws `usage-invalid` for what is no period. */
export function windowOfPeriod(from: string, to: string, lookBackDays = 0): CourierWindow {
  if (requireDay(from) >= requireDay(to)) {
    throw new LongshoreError('usage-invalid', `The period from ${from} to ${to} has no day in it`, {
      remedy: `Its end is the day behind the last one: ${from} alone ends at ${addDays(from, 1)}.`,
    });
  }
  return { kind: 'days', from, to, lookBackDays };
}

/** A fire of a schedule. Instants are epoch ms, and none of them is read from a clock. */
export interface ScheduledFire {
  /** The time it was scheduled for, however late it began. */
  readonly scheduledAt: number;
  /** The time that the fire before it was scheduled for. */
  readonly previousAt: number;
  /** End of the last window that completed; left out before the first. */
  readonly completedTo?: number;
  /** How much older than the schedule the files are. It moves the whole window, and does not widen it. */
  readonly offsetMs: number;
  /** Of a schedule of weeks or months, the last 24 hours alone. */
  readonly pastDayOnly?: boolean;
  /** Whose midnights divide the days of the files. */
  readonly timeZone: string;
  readonly lookBackDays?: number;
}

const dayMs = 86_400_000;

/**
 * The days whose beginning lies in the time from the end of the last completed window, or before the first one from the
 * fire before, to this fire, all of it moved back by the offset; the start counts, the end does not. So what a run has
 * missed is made good by the next, and no day comes twice.
 *
 * `endMs` is what the next fire calls `completedTo`.
 */
export function windowOfFire(fire: ScheduledFire): { readonly window: CourierWindow; readonly endMs: number } {
  const { scheduledAt, previousAt, completedTo, offsetMs, pastDayOnly = false, timeZone, lookBackDays = 0 } = fire;
  const endMs = scheduledAt - offsetMs;
  // An offset that has grown puts the end before what is done: there is nothing to do until it has passed that again.
  const begin = Math.min(completedTo ?? previousAt - offsetMs, endMs);
  const startMs = pastDayOnly ? Math.max(begin, endMs - dayMs) : begin;
  const days = zonedDays(timeZone);
  const [from, to] = [days.firstFrom(startMs), days.firstFrom(endMs)];
  return { window: { kind: 'days', from, to, lookBackDays }, endMs: Math.max(endMs, completedTo ?? endMs) };
}

/** The days of a window, earliest first, and others that are looked at for late files: those before it, and those that are owed. */
export function daysOfWindow({ from, to, lookBackDays, owed = [] }: Extract<CourierWindow, { kind: 'days' }>): {
  readonly days: readonly CalendarDay[];
  readonly earlier: readonly CalendarDay[];
} {
  const others = owed.filter((day) => day < from || day >= to);
  const earlier = new Set([...daysBetween(addDays(from, -lookBackDays), from), ...others]);
  return { days: daysBetween(from, to), earlier: [...earlier].sort() };
}

function requireDay(text: string): CalendarDay {
  if (isCalendarDay(text)) return text;
  throw new LongshoreError('usage-invalid', `${JSON.stringify(text)} is no day`, {
    remedy: 'Write a day of the calendar as 2020-09-13.',
  });
}
