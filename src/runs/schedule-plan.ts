import { type CalendarSpecDescription, DAYS_OF_WEEK, MONTHS, type ScheduleDescription } from '@temporalio/client';
import { type Calendar, calendarsOf } from '../contract/schedules/calendars';
import { parseCron } from '../contract/schedules/cron';
import { type FoundSchedule, lookUpSchedule, ourScheduleIds } from './find-schedule';
import type { Session } from './session';
import { scheduleDefinition, type WantedSchedule, wantedSchedules } from './wanted-schedules';

/** What `schedule apply` would do. */
export interface SchedulePlan {
  readonly create: readonly WantedSchedule[];
  readonly change: readonly (FoundSchedule & {
    readonly wanted: WantedSchedule;
    readonly changes: readonly ScheduleChange[];
  })[];
  readonly delete: readonly FoundSchedule[];
  readonly same: readonly FoundSchedule[];
}

export interface ScheduleChange {
  readonly what: string;
  readonly before: string;
  readonly after: string;
}

/** Compares longshore.yaml with the schedules of Temporal that were made from it. */
export async function planSchedules(session: Session): Promise<SchedulePlan> {
  const { taskQueue } = session.config;
  const wanted = wantedSchedules(session.config);
  // Temporal's list is behind what was just done; a look at each is not.
  const looked = await Promise.all(wanted.map(async (one) => ({ one, there: await lookUpSchedule(session, one.id) })));
  const found = looked.flatMap(({ one, there }) =>
    there ? [{ ...there, wanted: one, changes: changesOf(there.description, one, taskQueue) }] : [],
  );
  const others = (await ourScheduleIds(session)).filter((id) => !wanted.some((one) => one.id === id));
  const gone = await Promise.all(others.map((id) => lookUpSchedule(session, id)));
  return {
    create: looked.flatMap(({ one, there }) => (there ? [] : [one])),
    change: found.filter(({ changes }) => changes.length > 0),
    delete: gone.filter((one) => one !== undefined),
    same: found.filter(({ changes }) => changes.length === 0),
  };
}

function changesOf(there: ScheduleDescription, wanted: WantedSchedule, taskQueue: string): ScheduleChange[] {
  const [before, after] = [partsOfDescription(there), partsOfWanted(wanted, taskQueue)];
  return Object.entries(after).flatMap(([what, value]) =>
    before[what] === value ? [] : [{ what, before: before[what] ?? '', after: value }],
  );
}

type Parts = Readonly<Record<string, string>>;

function partsOfWanted(wanted: WantedSchedule, taskQueue: string): Parts {
  const { spec, action, policies } = scheduleDefinition(wanted, taskQueue);
  const { cron, jitterMs } = wanted.schedule;
  const calendars = calendarsOf(parseCron(cron));
  return {
    fires: spec.calendars?.[0]?.comment ?? '',
    'time zone': spec.timezone ?? '',
    jitter: seconds(jitterMs),
    catchUpWindow: seconds(policies.catchupWindow),
    overlap: policies.overlap,
    starts: canonical(startOf(action)),
    calendars: canonical(calendars.map(calendarKey)),
  };
}

function partsOfDescription({ spec, action, policies }: ScheduleDescription): Parts {
  return {
    fires: spec.calendars?.[0]?.comment ?? '',
    'time zone': spec.timezone ?? '',
    jitter: seconds(spec.jitter ?? 0),
    catchUpWindow: seconds(policies.catchupWindow),
    overlap: policies.overlap ?? '',
    starts: canonical(startOf(action)),
    calendars: canonical((spec.calendars ?? []).map(calendarThere).map(calendarKey)),
  };
}

function startOf({ workflowType, workflowId, taskQueue, args, staticSummary }: Partial<ScheduleDescription['action']>) {
  return { workflowType, workflowId, taskQueue, args, staticSummary };
}

const seconds = (ms: number): string => `${ms / 1_000} s`;

/** As JSON in which the order of keys means nothing, for it is the server's to choose. */
function canonical(value: unknown): string {
  return JSON.stringify(value, (_, inner: unknown) =>
    typeof inner === 'object' && inner !== null && !Array.isArray(inner)
      ? Object.fromEntries(Object.entries(inner).sort(([a], [b]) => (a < b ? -1 : 1)))
      : inner,
  );
}

function calendarKey({ seconds: s, minutes, hours, days, weekdays, months, years = [] }: Calendar) {
  return [s, minutes, hours, days, weekdays, months, years].map((values) => values.join());
}

/** A calendar as the server tells it: with ranges in place of values. */
function calendarThere(there: CalendarSpecDescription): Calendar {
  const numbers = (ranges: readonly { start: number; end: number; step: number }[]): number[] =>
    ranges.flatMap(({ start, end, step }) =>
      Array.from({ length: Math.floor((end - start) / step) + 1 }, (_, index) => start + index * step),
    );
  const named = <Name extends string>(
    ranges: readonly { start: Name; end: Name; step: number }[],
    names: readonly Name[],
    first: number,
  ) =>
    numbers(
      ranges.map(({ start, end, step }) => ({
        start: names.indexOf(start) + first,
        end: names.indexOf(end) + first,
        step,
      })),
    );
  return {
    seconds: numbers(there.second),
    minutes: numbers(there.minute),
    hours: numbers(there.hour),
    days: numbers(there.dayOfMonth),
    weekdays: named(there.dayOfWeek, DAYS_OF_WEEK, 0),
    months: named(there.month, MONTHS, 1),
    ...(there.year.length > 0 ? { years: numbers(there.year) } : {}),
  };
}
