import { z } from 'zod';
import type { Dependency } from '../contract/dependency';
import { alertSettings } from './notifications';
import type { PlaceChoice } from './place-choice';
import { type ScheduleConfig, scheduleFields, scheduleInMs } from './schedule';
import { duration, text, word } from './settings';

const onMissing = z
  .strictObject({
    notify: z.boolean().default(true).describe('Tells of files that were missing when the wait was over.'),
    stop: z.boolean().default(true).describe('true: the courier fails, and with it the group; false: it goes on.'),
  })
  .prefault({});

const groupCourier = z
  .strictObject({
    courier: text().describe('Name of a courier.'),
    offset: duration().prefault('0s').describe('How much older than the schedule its files are: 24h'),
    wait: duration()
      .optional()
      .describe('How long files that are not there yet are waited for; else as the courier says.'),
    onMissing,
  })
  .transform(({ offset, wait, ...rest }) => ({
    ...rest,
    offsetMs: offset,
    ...(wait === undefined ? {} : { waitMs: wait }),
  }));

const upstream = z
  .strictObject({
    group: text().describe('Name of a courier group.'),
    offset: duration().prefault('0s').describe('How much older than the schedule its window may end.'),
    wait: duration().prefault('1h').describe('How long it is waited for; then the run closes as skipped.'),
    requireRows: z.boolean().default(false).describe('true: only a run that has moved rows counts.'),
  })
  .transform(({ offset, wait, ...rest }) => ({ ...rest, offsetMs: offset, waitMs: wait }));

const schedule = z
  .strictObject({
    ...scheduleFields,
    fileDates: word('UTC', 'schedule')
      .default('UTC')
      .describe('Whose midnights divide the days of files: those of UTC, or of the time zone of the schedule.'),
  })
  .transform(({ fileDates, ...rest }) => ({ ...scheduleInMs(rest), fileDates }));

/** A hundred couriers of ten tasks are about 6,000 events, which one history bears. */
const mostCouriers = 100;

/** Couriers that run as a unit, side by side, each with a window of its own. */
export const courierGroup = z.strictObject({
  enabled: z.boolean().default(true).describe('false: it runs by hand only.'),
  schedule: schedule.optional(),
  couriers: z
    .array(groupCourier)
    .min(1, { error: 'must have at least one courier' })
    .max(mostCouriers, { error: `must have at most ${mostCouriers} couriers` }),
  after: z.array(upstream).default([]).describe('Groups whose windows are to be complete first.'),
  notifications: alertSettings.notifications,
  runtimeAlert: duration(1).optional().describe('A run that takes longer is warned of, and goes on: 2h'),
  runType: word('full', 'load-only').default('full').describe('load-only: starts no group that waits for this one.'),
  onlyPastDay: z.boolean().default(false).describe('true: of a longer window its last 24 hours alone.'),
});

export type CourierGroupConfig = z.output<typeof courierGroup>;

/** A group as the import that it is to all that works with imports; times in ms. */
export interface CourierGroupImport extends Omit<CourierGroupConfig, 'schedule'> {
  readonly type: 'courier-group';
  readonly title: string;
  readonly records: string;
  /** Left out where it has none, or is not enabled. */
  readonly schedule?: ScheduleConfig;
  /** The schedule that windows are made from, enabled or not. */
  readonly rhythm?: { readonly cron: string; readonly timeZone: string };
  /** Whose midnights divide the days of its files. */
  readonly fileZone: string;
  readonly giveUpAfterMs: number;
  /** Groups wait for groups alone. */
  readonly dependsOn: Dependency[];
  readonly bookmarks?: PlaceChoice | undefined;
}

/** Its looks at other groups and at the configuration wait so long for a storage that is away. */
const giveUpAfterMs = 24 * 3_600_000;

export function groupAsImport(name: string, group: CourierGroupConfig): CourierGroupImport {
  const { schedule: written, ...rest } = group;
  const { fileDates = 'UTC', ...schedule } = written ?? {};
  const rhythm = written && { cron: written.cron, timeZone: written.timeZone };
  return {
    ...rest,
    type: 'courier-group',
    title: name,
    records: 'rows',
    ...(written && group.enabled ? { schedule: schedule as ScheduleConfig } : {}),
    ...(rhythm ? { rhythm } : {}),
    fileZone: fileDates === 'schedule' && rhythm ? rhythm.timeZone : 'UTC',
    giveUpAfterMs,
    dependsOn: [],
  };
}
