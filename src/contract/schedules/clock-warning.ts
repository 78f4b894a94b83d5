import { parseCron } from './cron';
import { cronFires } from './cron-fires';
import { type ClockChange, zoneClock } from './zone-clock';

const dayMs = 86_400_000;
/** Clocks change in these hours, in all zones that have daylight saving. */
const changingHours = [0, 1, 2, 3];
const safeHour = 4;
/** More than these would hide what is said of a day. */
const mostTimes = 3;

/** Ends of a sentence that begins with what is scheduled, and what to do. */
export interface ClockWarning {
  readonly message: string;
  readonly remedy: string;
}

/**
 * What daylight saving does to an expression that fires in the hours from 0 to 3, in this year and the next; undefined where
 * it does not, or where the zone has none.
 */
export function clockWarning(expression: string, timeZone: string, year: number): ClockWarning | undefined {
  const { hours } = parseCron(expression);
  if (!changingHours.some((hour) => hours.includes(hour))) return undefined;
  const changes = zoneClock(timeZone).changes(Date.UTC(year), Date.UTC(year + 2));
  if (changes.length === 0) return undefined;
  const days = changes.map((change) => dayWords(expression, timeZone, change));
  const safe = saferExpression(expression, hours);
  const proposal = safe === undefined ? '' : `, such as \`${safe}\``;
  return {
    message: `fires between 00:00 and 04:00, when the clocks of ${timeZone} change: ${days.join('; ')}`,
    remedy: `Let it fire from 04:00 on${proposal}, or in a time zone without daylight saving, such as UTC.`,
  };
}

function dayWords(expression: string, timeZone: string, { at, before }: ClockChange): string {
  const clock = zoneClock(timeZone);
  const cron = parseCron(expression);
  const day = Math.floor((at + before) / dayMs) * dayMs;
  const written = [...cronFires(cron, 'UTC').between(day, day + dayMs)];
  const fires = cronFires(cron, timeZone).between(clock.instantOf(day), clock.instantOf(day + dayMs));
  const shown = [...fires].map((fire) => clock.wallAt(fire));
  const lacking = written.filter((time) => !shown.includes(time));
  // What is shown twice, or was never written.
  const more = shown.filter((time, index) => shown.indexOf(time) !== index || !written.includes(time));
  const told = [
    ...(lacking.length > 0 ? [`not at ${timesWords(lacking)}`] : []),
    ...(more.length > 0 ? [`once more at ${timesWords(more)}`] : []),
  ];
  return `on ${new Date(day).toISOString().slice(0, 10)} ${told.length === 0 ? 'as written' : told.join(' and ')}`;
}

function timesWords(times: readonly number[]): string {
  const told = times.slice(0, mostTimes).map((time) => new Date(time).toISOString().slice(11, 16));
  const left = times.length - told.length;
  return `${told.join(', ')}${left > 0 ? ` and ${left} more` : ''}`;
}

/** The same with the hours from 4 on; undefined where they stand as a star or a range, of which something is meant. */
function saferExpression(expression: string, hours: readonly number[]): string | undefined {
  const fields = expression.trim().split(/\s+/);
  const place = fields.length === 5 ? 1 : 2;
  if (!/^\d+(,\d+)*$/.test(fields[place] ?? '')) return undefined;
  const later = [...new Set(hours.map((hour) => Math.max(hour, safeHour)))];
  return fields.with(place, later.join(',')).join(' ');
}
