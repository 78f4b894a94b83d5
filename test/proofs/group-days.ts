import type { GroupWorld } from '../../sandbox/group-workflows';
import { daysOfWindow } from '../../src/contract/couriers/courier-window';
import { parseCron } from '../../src/contract/schedules/cron';
import { cronFires } from '../../src/contract/schedules/cron-fires';
import { seededRandom } from './seeded-random';

const [hourMs, dayMs] = [3_600_000, 86_400_000];
export const rhythm = { cron: '30 8 * * *', timeZone: 'America/New_York' };
const schedule = { ...rhythm, fileDates: 'UTC' };

/** A group that exports files of the day before, and one that reports of them, with how long each waits for what it needs. */
export function exportAndReport(waits: { readonly files: string; readonly exported: string }) {
  return {
    export: { schedule, couriers: [{ courier: 'export', offset: '24h', wait: waits.files }] },
    report: {
      schedule,
      couriers: [{ courier: 'report', offset: '24h' }],
      after: [{ group: 'export', wait: waits.exported }],
    },
  };
}

/** The fires of some days, but for those of two outages of two days. */
export function firesWithOutages(begin: number, days: number): number[] {
  const outages = [0.3, 0.7].map((share) => begin + Math.floor(share * days) * dayMs);
  const fires = [...cronFires(parseCron(rhythm.cron), rhythm.timeZone).between(begin, begin + days * dayMs)];
  return fires.filter((fire) => !outages.some((outage) => fire >= outage && fire < outage + 2 * dayMs));
}

interface Load {
  readonly courier: string;
  readonly from: string;
  readonly to: string;
}
const daysBetween = (from: string, to: string) => daysOfWindow({ kind: 'days', from, to, lookBackDays: 0 }).days;
const daysOf = ({ from, to }: Load) => daysBetween(from, to);

/** Files of days that are complete late by random times, and what the couriers have loaded of them. */
export interface GroupDays {
  readonly loads: readonly Load[];
  /** Lets the files of a day be complete so many hours after its end. */
  complete(day: string, hours: number): void;
  /** Which of the days that a courier looks for are not there at a time. */
  missing(asked: { readonly courier: string; readonly from?: string; readonly to?: string }, now: number): string[];
  readonly load: GroupWorld['load'];
  /** Each day is loaded once, in windows that neither overlap nor leave a gap, and none is reported before it is there. */
  expectEachOnce(fires: readonly number[]): void;
}

export function groupDays(seed: number): GroupDays {
  const random = seededRandom(seed);
  const available = new Map<string, number>();
  const loads: Load[] = [];
  const early: Load[] = [];
  const loadsOf = (courier: string) => loads.filter((one) => one.courier === courier);
  const complete = (day: string, hours: number): number => {
    const at = Date.parse(`${day}T00:00:00Z`) + dayMs + hours * hourMs;
    available.set(day, at);
    return at;
  };
  /** On the day after, mostly before the fire, sometimes within the wait, sometimes days later. */
  const availableAt = (day: string): number => {
    const known = available.get(day);
    if (known !== undefined) return known;
    const kind = random();
    return complete(day, kind < 0.75 ? 2 + 9 * random() : kind < 0.87 ? 12 + 3 * random() : 16 + 44 * random());
  };
  return {
    loads,
    complete,
    missing: ({ courier, from = '', to = '' }, now) =>
      courier === 'export' ? daysBetween(from, to).filter((day) => availableAt(day) > now) : [],
    load: async ({ courier, from = '', to = '' }) => {
      const load = { courier, from, to };
      const upstreamTo = loadsOf('export').at(-1)?.to ?? '';
      if (courier === 'report' && to > upstreamTo) early.push(load);
      loads.push(load);
      return 1;
    },
    expectEachOnce: (fires) => {
      for (const courier of ['export', 'report']) {
        const own = loadsOf(courier);
        const days = own.flatMap(daysOf);
        const [first, last] = [days[0] ?? '', days.at(-1) ?? ''];
        expect(days).toEqual([...daysBetween(first, last), last]);
        expect(own.slice(1).map(({ from }) => from)).toEqual(own.slice(0, -1).map(({ to }) => to));
        // All but what the last fires may owe.
        expect(days.length).toBeGreaterThan(fires.length - 6);
        expect(own.some((load) => daysOf(load).length >= 3)).toBe(true);
      }
      expect(early).toEqual([]);
    },
  };
}
