import type { Config } from '../config';
import { clockWarning } from '../contract/schedules/clock-warning';
import { wantedSchedules } from '../runs/wanted-schedules';
import type { NamedWarning } from './schedule-text';

/** What daylight saving does to the schedules of a longshore.yaml, in this year and the next. */
export function scheduleWarnings(config: Config): NamedWarning[] {
  const year = new Date().getUTCFullYear();
  return wantedSchedules(config).flatMap(({ id, schedule: { cron, timeZone } }) => {
    const warning = clockWarning(cron, timeZone, year);
    return warning ? [{ id, ...warning }] : [];
  });
}
