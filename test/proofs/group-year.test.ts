import { DefaultLogger, Runtime } from '@temporalio/worker';
import { type GroupRehearsal, rehearseGroups } from '../../sandbox/group-rehearsal';
import type { Fires, GroupWorld } from '../../sandbox/group-workflows';
import { daysOfWindow } from '../../src/contract/couriers/courier-window';
import { parseCron } from '../../src/contract/schedules/cron';
import { cronFires } from '../../src/contract/schedules/cron-fires';
import { provingAll } from './run-import';
import { seededRandom } from './seeded-random';

// A year of daily fires. It is for `npm run prove` alone: where other tests have the processor, the server that skips time
// moves on while the worker still works, and fires are passed over that would not be.
const [hourMs, dayMs] = [3_600_000, 86_400_000];
const rhythm = { cron: '30 8 * * *', timeZone: 'America/New_York' };
const schedule = { ...rhythm, fileDates: 'UTC' };
const seed = Number(process.env.SEED ?? Date.now() % 1_000_000);

const random = seededRandom(seed);
const available = new Map<string, number>();
/** When the files of a day are complete: on the day after, mostly before the fire, sometimes within the wait, sometimes days later. */
function availableAt(day: string): number {
  const known = available.get(day);
  if (known !== undefined) return known;
  const kind = random();
  const hours = kind < 0.75 ? 2 + 9 * random() : kind < 0.87 ? 12 + 3 * random() : 16 + 44 * random();
  const at = Date.parse(`${day}T00:00:00Z`) + dayMs + hours * hourMs;
  available.set(day, at);
  return at;
}

interface Load {
  readonly courier: string;
  readonly from: string;
  readonly to: string;
}
const loads: Load[] = [];
const early: Load[] = [];
const loadsOf = (courier: string) => loads.filter((one) => one.courier === courier);
const daysOf = ({ from, to }: Load) => daysOfWindow({ kind: 'days', from, to, lookBackDays: 0 }).days;

const world: GroupWorld = {
  look: async ({ courier, from = '', to = '', now }) => {
    const missing = courier === 'export' ? daysOf({ courier, from, to }).filter((day) => availableAt(day) > now) : [];
    return { missing, fails: false, worksMs: 60_000 };
  },
  load: async ({ courier, from = '', to = '' }) => {
    const load = { courier, from, to };
    const upstreamTo = loadsOf('export').at(-1)?.to ?? '';
    if (courier === 'report' && to > upstreamTo) early.push(load);
    loads.push(load);
    return 1;
  },
  told: async () => {},
};

let groups: GroupRehearsal;
beforeAll(async () => {
  if (!provingAll) return;
  Runtime.install({ logger: new DefaultLogger('ERROR') });
  groups = await rehearseGroups(
    {
      export: { schedule, couriers: [{ courier: 'export', offset: '24h', wait: '2h' }] },
      report: { schedule, couriers: [{ courier: 'report', offset: '24h' }], after: [{ group: 'export', wait: '3h' }] },
    },
    ['export', 'report'],
    world,
  );
}, 120_000);
afterAll(() => groups?.stop());

const length = 365;

/** The fires from now, without those of two outages of two days. */
async function firesToCome(): Promise<number[]> {
  const begin = await groups.env.currentTimeMs();
  const outages = [0.3, 0.7].map((share) => begin + Math.floor(share * length) * dayMs);
  const fires = [...cronFires(parseCron(rhythm.cron), rhythm.timeZone).between(begin, begin + length * dayMs)];
  return fires.filter((fire) => !outages.some((outage) => fire >= outage && fire < outage + 2 * dayMs));
}

const proving = provingAll ? test : test.skip;
proving(
  `each day is loaded once and none is left out, and nothing is reported before it is there (seed ${seed})`,
  async () => {
    const at = await firesToCome();
    const untilMs = (at.at(-1) ?? 0) + dayMs;
    const drive = (group: string) =>
      groups.env.client.workflow.start('fires', {
        ...{ workflowId: `fires/${group}`, taskQueue: groups.taskQueue },
        args: [{ group: `group/${group}`, at, untilMs } satisfies Fires],
      });
    const [exports, reports] = await Promise.all([drive('export'), drive('report')]);
    const ends = await Promise.all([exports.result(), reports.result()]);
    for (const courier of ['export', 'report']) {
      const own = loadsOf(courier);
      const days = own.flatMap(daysOf);
      const [first, last] = [days[0] ?? '', days.at(-1) ?? ''];
      expect(days).toEqual([...daysOfWindow({ kind: 'days', from: first, to: last, lookBackDays: 0 }).days, last]);
      expect(own.slice(1).map(({ from }) => from)).toEqual(own.slice(0, -1).map(({ to }) => to));
      // All but what the last fires may owe.
      expect(days.length).toBeGreaterThan(at.length - 6);
      expect(own.some((load) => daysOf(load).length >= 3)).toBe(true);
    }
    expect(early).toEqual([]);
    expect(ends).toEqual([
      { skipped: 0, failed: expect.any(Number) },
      { skipped: 0, failed: 0 },
    ]);
    process.stderr.write(`${at.length} fires, ${JSON.stringify(ends)}, ${loads.length} loads\n`);
  },
  1_800_000,
);
