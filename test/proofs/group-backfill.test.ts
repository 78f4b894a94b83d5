import { WorkflowNotFoundError } from '@temporalio/client';
import { DefaultLogger, Runtime } from '@temporalio/worker';
import { rehearseScheduledGroups, type ScheduledGroups } from '../../sandbox/group-rehearsal';
import { applyPlan } from '../../src/cli/apply-plan';
import { isoSecond } from '../../src/contract/iso-second';
import { importWorkflowId, scheduledWorkflowId } from '../../src/contract/names';
import { zoneClock } from '../../src/contract/schedules/zone-clock';
import { findSchedule } from '../../src/runs/find-schedule';
import { planSchedules } from '../../src/runs/schedule-plan';
import { backfillSchedule } from '../../src/runs/steer-schedule';
import { exportAndReport, firesWithOutages, groupDays, rhythm } from './group-days';
import { provingAll, until } from './run-import';

// In its whole form the year 2024; in its short one twelve days around its first change of the clocks, of which four are outages.
const [dayMs, hourMs] = [86_400_000, 3_600_000];
const [begin, length] = provingAll ? [Date.UTC(2024, 0, 1), 366] : [Date.UTC(2024, 2, 4), 12];
/** What stands for the two hours that files are waited for. */
const waitMs = 300;
const seed = Number(process.env.SEED ?? Date.now() % 1_000_000);
const days = groupDays(seed);
// One fire fails for certain.
days.complete('2024-03-04', 30);

let groups: ScheduledGroups;
beforeAll(async () => {
  Runtime.install({ logger: new DefaultLogger('ERROR') });
  groups = await rehearseScheduledGroups(
    exportAndReport({ files: `${waitMs}ms`, exported: '4s' }),
    ['export', 'report'],
    {
      look: async ({ begun, now, scheduledAt = '', ...asked }) => {
        const waited = Math.min(1, (now - begun) / waitMs) * 2 * hourMs;
        return { missing: days.missing(asked, Date.parse(scheduledAt) + waited), fails: false, worksMs: 0 };
      },
      load: days.load,
      told: async () => {},
    },
  );
}, 120_000);
afterAll(() => groups?.stop());

/** Fires with no day between them that has none. */
function stretches(fires: readonly number[]): number[][] {
  const found: number[][] = [];
  for (const fire of fires) {
    const last = found.at(-1);
    if (last && fire - (last.at(-1) ?? 0) < 1.5 * dayMs) last.push(fire);
    else found.push([fire]);
  }
  return found;
}

async function backfill(group: string, fires: readonly number[]): Promise<void> {
  const schedule = await findSchedule(groups.session, `group/${group}`);
  for (const stretch of stretches(fires)) {
    const [first = 0, last = first] = [stretch[0], stretch.at(-1)];
    const range = { from: isoSecond(first), to: isoSecond(last + 1_000) };
    expect(await backfillSchedule(schedule, range)).toEqual(stretch);
  }
}

/** What became of each fire, in the order of their times, which is to be that in which they were worked. */
async function endsOf(group: string, fires: readonly number[]): Promise<string[]> {
  const ends: string[] = [];
  let endedAt = 0;
  for (const fire of fires) {
    const id = `${scheduledWorkflowId(importWorkflowId(`group/${group}`))}-${isoSecond(fire)}`;
    const handle = groups.session.client.workflow.getHandle(id);
    const hasBegun = () =>
      handle.describe().then(
        () => true,
        (error: unknown) => {
          if (error instanceof WorkflowNotFoundError) return false;
          throw error;
        },
      );
    await until(`${id} has begun`, hasBegun, 60_000);
    // What it came to is told below.
    await Promise.allSettled([handle.result()]);
    const { startTime, closeTime, status, memo } = await handle.describe();
    expect(startTime.getTime()).toBeGreaterThanOrEqual(endedAt);
    endedAt = closeTime?.getTime() ?? 0;
    ends.push(memo?.outcome === 'skipped' ? 'SKIPPED' : status.name);
  }
  return ends;
}

test(
  `a backfill loads each day once and leaves none out, though some of its fires fail (seed ${seed})`,
  async () => {
    const fires = firesWithOutages(begin, length);
    const changes = [...zoneClock(rhythm.timeZone).changes(begin, begin + length * dayMs)];
    expect(changes).toHaveLength(provingAll ? 2 : 1);
    const { session } = groups;
    await applyPlan(session, await planSchedules(session), false);
    const began = Date.now();
    const names = ['export', 'report'];
    await Promise.all(names.map((group) => backfill(group, fires)));
    const [exported = [], reported = []] = await Promise.all(names.map((group) => endsOf(group, fires)));
    days.expectEachOnce(fires);
    expect(new Set(exported)).toEqual(new Set(['COMPLETED', 'FAILED']));
    expect(new Set(reported)).toEqual(new Set(['COMPLETED']));
    const failed = exported.filter((end) => end === 'FAILED').length;
    const seconds = Math.round((Date.now() - began) / 1_000);
    process.stderr.write(`${fires.length} fires, ${failed} failed, ${days.loads.length} loads, ${seconds} s\n`);
  },
  provingAll ? 900_000 : 120_000,
);
