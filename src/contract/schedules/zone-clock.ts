const secondMs = 1_000;
const dayMs = 86_400_000;

/** A change of the clocks of a zone. Epoch ms, and offsets in ms. */
export interface ClockChange {
  /** The first instant with the new offset. */
  readonly at: number;
  readonly before: number;
  readonly after: number;
}

/**
 * The clocks of a time zone. A wall time is what they show, as the epoch ms at which clocks in UTC show the same; an offset
 * is what is added to an instant to get it.
 */
export interface ZoneClock {
  wallAt(instant: number): number;
  /**
   * The instant of a wall time. One that is repeated is the first of the two west of Greenwich and the second elsewhere;
   * one that is left out is an hour beside it: so Temporal reads them.
   */
  instantOf(wall: number): number;
  /** Changes at or after one instant and before another, earliest first. */
  changes(from: number, to: number): ClockChange[];
}

const clocks = new Map<string, ZoneClock>();

/** The clocks of a zone of the IANA database, such as `UTC` or `Europe/Berlin`. Throws a RangeError for a name that is none. */
export function zoneClock(timeZone: string): ZoneClock {
  const known = clocks.get(timeZone);
  if (known) return known;
  const clock = readClock(timeZone);
  clocks.set(timeZone, clock);
  return clock;
}

function readClock(timeZone: string): ZoneClock {
  const read = offsetReader(timeZone);
  const years = new Map<number, { readonly first: number; readonly changes: readonly ClockChange[] }>();

  const yearOf = (instant: number) => {
    const year = new Date(instant).getUTCFullYear();
    const known = years.get(year);
    if (known) return known;
    const [from, to] = [Date.UTC(year), Date.UTC(year + 1)];
    const found = { first: read(from), changes: changesBetween(read, from, to) };
    years.set(year, found);
    return found;
  };
  const offsetAt = (instant: number): number => {
    const { first, changes } = yearOf(instant);
    return changes.findLast(({ at }) => at <= instant)?.after ?? first;
  };

  return {
    wallAt: (instant) => instant + offsetAt(instant),
    instantOf(wall) {
      const instant = wall - offsetAt(wall);
      return wall - offsetAt(instant);
    },
    changes(from, to) {
      const found: ClockChange[] = [];
      for (let year = new Date(from).getUTCFullYear(); Date.UTC(year) < to; year++) {
        found.push(...yearOf(Date.UTC(year)).changes.filter(({ at }) => at >= from && at < to));
      }
      return found;
    },
  };
}

/** Looks at each day: a zone has changed its clocks twice within a week, and never twice in a day. */
function changesBetween(read: (instant: number) => number, from: number, to: number): ClockChange[] {
  const changes: ClockChange[] = [];
  let before = read(from);
  for (let day = from; day < to; day += dayMs) {
    const after = read(Math.min(day + dayMs, to));
    if (after === before) continue;
    let [old, changed] = [day, day + dayMs];
    while (changed - old > secondMs) {
      const middle = old + Math.floor((changed - old) / 2 / secondMs) * secondMs;
      if (read(middle) === before) old = middle;
      else changed = middle;
    }
    if (changed < to) changes.push({ at: changed, before, after });
    before = after;
  }
  return changes;
}

function offsetReader(timeZone: string): (instant: number) => number {
  const format = new Intl.DateTimeFormat('en-u-ca-iso8601', {
    timeZone,
    hourCycle: 'h23',
    year: 'numeric',
    month: 'numeric',
    day: 'numeric',
    hour: 'numeric',
    minute: 'numeric',
    second: 'numeric',
  });
  if (timeZone === 'UTC') return () => 0;
  return (instant) => {
    const parts = new Map(format.formatToParts(instant).map(({ type, value }) => [type, Number(value)]));
    const part = (type: Intl.DateTimeFormatPartTypes): number => parts.get(type) ?? 0;
    const day = Date.UTC(part('year'), part('month') - 1, part('day'), part('hour'), part('minute'), part('second'));
    return day - Math.floor(instant / secondMs) * secondMs;
  };
}
