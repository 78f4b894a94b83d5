import { type Calendar, calendarsOf } from './calendars';
import type { Cron } from './cron';
import { type ZoneClock, zoneClock } from './zone-clock';

const secondMs = 1_000;
const minuteMs = 60_000;
const hourMs = 3_600_000;
const dayMs = 86_400_000;

/** The times at which Temporal's server starts what a schedule is for. Epoch ms, whole seconds. */
export interface CronFires {
  /** The first fire after an instant; undefined where there is none up to the year 2100. */
  next(after: number): number | undefined;
  /** The last fire before an instant; undefined where there is none in the hundred years before. */
  previous(before: number): number | undefined;
  /** The first so many fires after an instant. */
  upcoming(after: number, count: number): number[];
  /** The fires at or after one instant and before another, earliest first. */
  between(from: number, to: number): Generator<number>;
}

/** How far back a fire is looked for: a day longer than the clocks can change, and then as far as fires are apart. */
const looksBack = [26 * hourMs, 32 * dayMs, 400 * dayMs, 9 * 366 * dayMs, 100 * 366 * dayMs];

/**
 * The fires of an expression in a time zone, as the server finds them, changes of the clocks and its mistakes there included.
 *
 * Facts: a time that the clocks leave out does not come. Of an hour that they repeat, the server works the first part and then
 * the second west of Greenwich. Elsewhere it takes a time in it for the second, and works the hour before it twice, an hour
 * apart, where that is meant (server 1.32).
 */
export function cronFires(cron: Cron, timeZone: string): CronFires {
  const clock = zoneClock(timeZone);
  const calendars = calendarsOf(cron).map(lookedUp);
  const next = (after: number): number | undefined => {
    const found = calendars.flatMap((calendar) => nextOf(calendar, clock, after) ?? []);
    return found.length === 0 ? undefined : Math.min(...found);
  };
  function* between(from: number, to: number): Generator<number> {
    let fire = next(from - 1);
    while (fire !== undefined && fire < to) {
      yield fire;
      fire = next(fire);
    }
  }
  return {
    next,
    between,
    previous(before) {
      for (const far of looksBack) {
        let last: number | undefined;
        for (const fire of between(before - far, before)) last = fire;
        if (last !== undefined) return last;
      }
      return undefined;
    },
    upcoming(after, count) {
      const fires: number[] = [];
      for (let fire = next(after); fire !== undefined && fires.length < count; fire = next(fire)) fires.push(fire);
      return fires;
    },
  };
}

interface LookedUpCalendar {
  readonly hours: readonly number[];
  /** ms within an hour. */
  readonly withinHour: readonly number[];
  readonly days: ReadonlySet<number>;
  readonly weekdays: ReadonlySet<number>;
  readonly months: ReadonlySet<number>;
  readonly years?: ReadonlySet<number>;
}

function lookedUp({ seconds, minutes, hours, days, weekdays, months, years }: Calendar): LookedUpCalendar {
  return {
    hours,
    withinHour: minutes.flatMap((minute) => seconds.map((second) => minute * minuteMs + second * secondMs)),
    days: new Set(days),
    weekdays: new Set(weekdays),
    months: new Set(months),
    ...(years && { years: new Set(years) }),
  };
}

function nextOf(calendar: LookedUpCalendar, clock: ZoneClock, after: number): number | undefined {
  const second = Math.floor(after / secondMs) * secondMs;
  const wall = clock.wallAt(second);
  const hour = Math.floor(wall / hourMs) * hourMs;
  const first = {
    hour,
    behind: wall - hour,
    // The hour before was the same: this is its second part.
    isRepeated: Math.floor(clock.wallAt(second - hourMs) / hourMs) * hourMs === hour,
  };
  const today = Math.floor(wall / dayMs) * dayMs;
  if (isMeantDay(calendar, clock, wall)) {
    const fire = fireOfDay(calendar, clock, today, first);
    if (fire !== undefined) return fire;
  }
  let day = today + dayMs;
  for (;;) {
    const date = new Date(day);
    const year = date.getUTCFullYear();
    if (year > 2100) return undefined;
    if (calendar.years?.has(year) === false) {
      day = Date.UTC(year + 1);
    } else if (!calendar.months.has(date.getUTCMonth() + 1)) {
      day = Date.UTC(year, date.getUTCMonth() + 1);
    } else {
      const fire = isMeantDay(calendar, clock, day) ? fireOfDay(calendar, clock, day) : undefined;
      if (fire !== undefined) return fire;
      day += dayMs;
    }
  }
}

/** Where in the day it is begun: in which hour, and behind which time of it. */
interface DayBegin {
  readonly hour: number;
  readonly behind: number;
  readonly isRepeated: boolean;
}

/** The first fire of a day, which is meant as it begins. */
function fireOfDay(
  calendar: LookedUpCalendar,
  clock: ZoneClock,
  day: number,
  begin: DayBegin = { hour: day, behind: -1, isRepeated: false },
): number | undefined {
  for (const number of calendar.hours) {
    const hour = day + number * hourMs;
    if (hour < begin.hour) continue;
    const isFirst = hour === begin.hour;
    const passes = isFirst && begin.isRepeated ? [hourMs] : [0, ...(isWorkedTwice(clock, hour) ? [hourMs] : [])];
    for (const [index, shift] of passes.entries()) {
      const behind = isFirst && index === 0 ? begin.behind : -1;
      const time = calendar.withinHour.find((one) => one > behind);
      if (time === undefined) continue;
      const fire = clock.instantOf(hour + time);
      // Where the clocks leave the hour out, they show another: the hour is passed over.
      if (Math.floor(clock.wallAt(fire) / hourMs) * hourMs !== hour) break;
      return fire + shift;
    }
    // The day is looked at again behind each hour: where its first is left out, it may have begun as the day before.
    if (number < 23 && !isMeantDay(calendar, clock, hour + hourMs)) return undefined;
  }
  return undefined;
}

/** True where the next hour begins later than an hour after this one, for the clocks repeat what is between. */
function isWorkedTwice(clock: ZoneClock, hour: number): boolean {
  return clock.instantOf(hour + hourMs) - clock.instantOf(hour) > hourMs;
}

/** Whether a day is meant. Its weekday is what the clocks show at the time, which midnight may be left out of. */
function isMeantDay(calendar: LookedUpCalendar, clock: ZoneClock, wall: number): boolean {
  const date = new Date(wall);
  if (calendar.years?.has(date.getUTCFullYear()) === false) return false;
  if (!calendar.months.has(date.getUTCMonth() + 1) || !calendar.days.has(date.getUTCDate())) return false;
  if (calendar.weekdays.size === 7) return true;
  return calendar.weekdays.has(new Date(clock.wallAt(clock.instantOf(wall))).getUTCDay());
}
