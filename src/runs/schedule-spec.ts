import { type CalendarSpec, DAYS_OF_WEEK, MONTHS, type ScheduleSpec } from '@temporalio/client';
import { type Calendar, calendarsOf } from '../contract/schedules/calendars';
import { parseCron } from '../contract/schedules/cron';
import { cronWords } from '../contract/schedules/cron-words';

/** When a schedule fires, as longshore.yaml says it. */
export interface FireSettings {
  readonly cron: string;
  readonly timeZone: string;
  readonly jitterMs: number;
}

/**
 * The same as Temporal takes it. Calendars and not the expression: the server would read six fields otherwise, and demand day and
 * weekday together. Its comment shows the words in the Web UI.
 */
export function scheduleSpec({ cron: expression, timeZone, jitterMs }: FireSettings): ScheduleSpec {
  const cron = parseCron(expression);
  const comment = cronWords(cron, timeZone).slice(0, mostComment);
  return {
    calendars: calendarsOf(cron).map((one) => ({ ...calendarSpec(one), comment })),
    timezone: timeZone,
    jitter: jitterMs,
  };
}

/** The server refuses a longer one. */
const mostComment = 200;

function calendarSpec({ seconds, minutes, hours, days, weekdays, months, years }: Calendar): CalendarSpec {
  return {
    second: rangesOf(seconds),
    minute: rangesOf(minutes),
    hour: rangesOf(hours),
    dayOfMonth: rangesOf(days),
    dayOfWeek: weekdays.flatMap((weekday) => DAYS_OF_WEEK[weekday] ?? []),
    month: months.flatMap((month) => MONTHS[month - 1] ?? []),
    ...(years && { year: rangesOf(years) }),
  };
}

/** Values as ranges: one where they are evenly spread, else one for each stretch. */
function rangesOf(values: readonly number[]): { start: number; end: number; step: number }[] {
  const [start = 0, second = start + 1] = values;
  const end = values.at(-1) ?? start;
  const step = second - start;
  if (values.every((value, index) => value === start + index * step)) return [{ start, end, step }];
  const ranges: { start: number; end: number; step: number }[] = [];
  for (const value of values) {
    const last = ranges.at(-1);
    if (last && last.end === value - 1) last.end = value;
    else ranges.push({ start: value, end: value, step: 1 });
  }
  return ranges;
}
