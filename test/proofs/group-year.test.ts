import { DefaultLogger, Runtime } from '@temporalio/worker';
import { type GroupRehearsal, rehearseGroups } from '../../sandbox/group-rehearsal';
import type { Fires } from '../../sandbox/group-workflows';
import { exportAndReport, firesWithOutages, groupDays } from './group-days';
import { provingAll } from './run-import';

// A year of daily fires. It is for `npm run prove` alone: where other tests have the processor, the server that skips time
// moves on while the worker still works, and fires are passed over that would not be.
const dayMs = 86_400_000;
const seed = Number(process.env.SEED ?? Date.now() % 1_000_000);
const days = groupDays(seed);

let groups: GroupRehearsal;
beforeAll(async () => {
  if (!provingAll) return;
  Runtime.install({ logger: new DefaultLogger('ERROR') });
  groups = await rehearseGroups(exportAndReport({ files: '2h', exported: '3h' }), ['export', 'report'], {
    look: async ({ now, ...asked }) => ({ missing: days.missing(asked, now), fails: false, worksMs: 60_000 }),
    load: days.load,
    told: async () => {},
  });
}, 120_000);
afterAll(() => groups?.stop());

const proving = provingAll ? test : test.skip;
proving(
  `each day is loaded once and none is left out, and nothing is reported before it is there (seed ${seed})`,
  async () => {
    const at = firesWithOutages(await groups.env.currentTimeMs(), 365);
    const untilMs = (at.at(-1) ?? 0) + dayMs;
    const drive = (group: string) =>
      groups.env.client.workflow.start('fires', {
        ...{ workflowId: `fires/${group}`, taskQueue: groups.taskQueue },
        args: [{ group: `group/${group}`, at, untilMs } satisfies Fires],
      });
    const [exports, reports] = await Promise.all([drive('export'), drive('report')]);
    const ends = await Promise.all([exports.result(), reports.result()]);
    days.expectEachOnce(at);
    expect(ends).toEqual([
      { skipped: 0, failed: expect.any(Number) },
      { skipped: 0, failed: 0 },
    ]);
    process.stderr.write(`${at.length} fires, ${JSON.stringify(ends)}, ${days.loads.length} loads\n`);
  },
  1_800_000,
);
