const iso = /^(\d{4})-(\d\d)-(\d\d)(?:T(\d\d):(\d\d)(?::(\d\d(?:\.\d{1,9})?))?(?:Z|([+-])(\d\d):?(\d\d))?)?$/;

/** Seconds beyond the year 5138: whoever sends so much means milliseconds. */
const farFuture = 1e11;

/**
 * Reads a timestamp as ODP takes it: ISO-8601, where a date alone and a time without zone are UTC, or epoch seconds.
 * Answers epoch seconds, or undefined for anything else.
 */
export function epochSeconds(value: unknown): number | undefined {
  if (typeof value === 'number') return Math.abs(value) < farFuture ? value : undefined;
  if (typeof value !== 'string') return undefined;
  const match = iso.exec(value);
  if (match === null) return undefined;
  const [year, month, day, hour, minute, second] = match.slice(1, 7).map((part) => Number(part ?? 0));
  const offsetHours = Number(match[8] ?? 0);
  const offsetMinutes = Number(match[9] ?? 0);
  if (year === undefined || month === undefined || day === undefined) return undefined;
  if (hour === undefined || minute === undefined || second === undefined) return undefined;
  if (hour > 23 || minute > 59 || second >= 60 || offsetHours > 14 || offsetMinutes > 59) return undefined;
  const midnight = new Date(0);
  midnight.setUTCFullYear(year, month - 1, day);
  if (midnight.getUTCMonth() !== month - 1 || midnight.getUTCDate() !== day) return undefined;
  const offset = (offsetHours * 3600 + offsetMinutes * 60) * (match[7] === '-' ? -1 : 1);
  return midnight.getTime() / 1000 + hour * 3600 + minute * 60 + second - offset;
}
