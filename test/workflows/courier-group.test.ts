import type { WorkflowHandle } from '@temporalio/client';
import { DefaultLogger, Runtime } from '@temporalio/worker';
import { type GroupRehearsal, rehearseGroups } from '../../sandbox/group-rehearsal';
import type { GroupWorld } from '../../sandbox/group-workflows';
import type { GroupMemory } from '../../src/contract/couriers/courier-group';
import type { JournalEntry, RunInput, RunProgress, RunResult } from '../../src/contract/run';
import type { RunOptions } from '../../src/contract/run-options';
import { directoryBookmarks } from './directory-bookmarks';

const hourMs = 3_600_000;
const asked: Parameters<GroupWorld['load']>[0][] = [];
const told: string[] = [];
/** What is said of couriers in a test. */
const said: Record<string, { fails?: boolean; missing?: string[]; worksMs?: number }> = {};

const world: GroupWorld = {
  look: async ({ courier }) => {
    const { fails = false, missing = [], worksMs = 1 } = said[courier] ?? {};
    return { fails, missing, worksMs };
  },
  load: async (load) => {
    asked.push(load);
    return load.courier === 'empty' ? 0 : 10;
  },
  told: async ({ courier, what }) => {
    told.push(`${courier} ${what}`);
  },
};

let groups: GroupRehearsal;
beforeAll(async () => {
  Runtime.install({ logger: new DefaultLogger('ERROR') });
  groups = await rehearseGroups(
    {
      pair: {
        schedule: { cron: '0 6 * * *' },
        couriers: [
          { courier: 'one', offset: '24h' },
          { courier: 'two', wait: '1h', onMissing: { stop: false } },
        ],
        runtimeAlert: '2h',
      },
      follower: { couriers: [{ courier: 'three', offset: '24h' }], after: [{ group: 'pair', wait: '1h' }] },
      rows: { couriers: [{ courier: 'five' }], after: [{ group: 'nothing', wait: '30m', requireRows: true }] },
      nothing: { couriers: [{ courier: 'empty' }], runType: 'load-only' },
    },
    ['one', 'two', 'three', 'five', 'empty'],
    world,
  );
}, 120_000);
afterAll(() => groups?.stop());
beforeEach(() => {
  asked.length = 0;
  told.length = 0;
  for (const courier of Object.keys(said)) delete said[courier];
});

async function start(group: string, input: Partial<RunInput> = {}): Promise<WorkflowHandle> {
  const name = `group/${group}`;
  return groups.env.client.workflow.start('courierGroup', {
    ...{ workflowId: name, taskQueue: groups.taskQueue, args: [{ import: name, ...input }] },
  });
}
const at = (scheduledAt: string) => ({ scheduledAt });
const by = (options: RunOptions) => ({ options });
const progressOf = (handle: WorkflowHandle) => handle.query<RunProgress>('progress');
const statesOf = ({ couriers = [] }: RunProgress) =>
  Object.fromEntries(couriers.map(({ courier, state }) => [courier, state]));
const loadsOf = (courier: string) =>
  asked.filter((one) => one.courier === courier).map(({ from, to }) => `${from} ${to}`);
const memoryOf = (group: string) => directoryBookmarks(groups.configPath, group) as Promise<GroupMemory | null>;

async function journalOf(handle: WorkflowHandle, level?: string): Promise<string[]> {
  const entries = await handle.query<JournalEntry[]>('journal');
  return entries.filter((entry) => level === undefined || entry.level === level).map(({ text }) => text);
}

async function until<T>(look: () => Promise<T> | T, isSo: (value: T) => boolean): Promise<T> {
  for (let tries = 0; tries < 200; tries++) {
    const value = await look();
    if (isSo(value)) return value;
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
  throw new Error(`It did not come to that: ${JSON.stringify(await look())}`);
}

test('files that are missing when the wait is over are told of, and gone on without where that is said', async () => {
  said.two = { missing: ['2026-02-27'] };
  const handle = await start('pair', { ...at('2026-02-27T06:00:00Z'), ...by({ loadOnly: true }) });
  const { couriers } = (await handle.result()) as RunResult;
  expect(couriers?.[1]).toMatchObject({ state: 'succeeded', missing: 'There is no file for 2026-02-27' });
  expect(await journalOf(handle, 'notification')).toContain(
    'pair: two has gone on without: There is no file for 2026-02-27',
  );
  // It was to load only.
  expect(loadsOf('three')).toEqual([]);
}, 60_000);

test('a run that takes long is warned of, and is not stopped', async () => {
  said.one = { worksMs: 3 * hourMs };
  const handle = await start('pair', { ...at('2026-02-28T06:00:00Z'), ...by({ loadOnly: true }) });
  await handle.result();
  const alerts = (await journalOf(handle, 'notification')).filter((text) => text.includes('Runtime exceeded'));
  expect(alerts).toEqual(['pair: Runtime exceeded: it works for longer than 2 hours, and goes on']);
}, 60_000);

test('a run of a courier that was started otherwise is waited for', async () => {
  said.one = { worksMs: 60_000 };
  const manual = await groups.env.client.workflow.start('courier', {
    ...{
      workflowId: 'import/one',
      taskQueue: groups.taskQueue,
      args: [{ import: 'one', options: { from: '2020-01-01', to: '2020-01-02' } }],
    },
  });
  const handle = await start('pair', { ...at('2026-03-01T06:00:00Z'), ...by({ loadOnly: true }) });
  await until(
    () => progressOf(handle),
    (progress) => statesOf(progress).one === 'waiting',
  );
  await manual.result();
  await handle.result();
  expect(loadsOf('one')).toEqual(['2020-01-01 2020-01-02', '2026-02-28 2026-03-01']);
  expect(await journalOf(handle)).toContain('one works already; its run is waited for');
}, 60_000);

test('a pause and its end go on to the couriers, and so does a cancel', async () => {
  said.one = { worksMs: 2_000 };
  const handle = await start('pair', by({ day: '2026-01-01' }));
  await until(
    () => progressOf(handle),
    (progress) => statesOf(progress).one === 'running',
  );
  await handle.signal('pause');
  await until(
    () => told,
    (all) => all.includes('one paused'),
  );
  expect(await progressOf(handle)).toMatchObject({ status: 'PAUSED' });
  await handle.signal('resume');
  await handle.result();
  expect(told).toEqual(['one paused', 'one resumed']);

  const before = await memoryOf('pair');
  said.one = { worksMs: 600_000 };
  const cancelled = await start('pair', by({ day: '2026-01-01' }));
  await until(
    () => progressOf(cancelled),
    (progress) => statesOf(progress).one === 'running',
  );
  await cancelled.signal('cancel', { reason: 'enough' });
  await expect(cancelled.result()).rejects.toMatchObject({ cause: { name: 'CancelledFailure' } });
  expect(told).toContain('one cancelled: its group was cancelled');
  // Days that were named are no business of the next window.
  expect(await memoryOf('pair')).toEqual(before);
}, 60_000);

test('where the wait for another group is over the run closes as skipped, is told of, and the next one catches up', async () => {
  const skipped = await start('rows', at('2026-03-02T06:00:00Z'));
  await skipped.result();
  expect(await progressOf(skipped)).toMatchObject({ status: 'SKIPPED', phase: 'skipped' });
  expect(await journalOf(skipped, 'notification')).toEqual([
    'rows: Skipped: group/nothing has never completed. The next run looks at these days again',
  ]);
  await (await start('nothing', at('2026-03-03T06:00:00Z'))).result();
  const empty = await start('rows', at('2026-03-03T06:00:00Z'));
  await empty.result();
  expect(await journalOf(empty, 'notification')).toEqual([expect.stringContaining('has moved no rows for 2026-03-03')]);
  expect(loadsOf('five')).toEqual([]);
  const anyway = await start('rows', { ...at('2026-03-04T06:00:00Z'), options: { noWaitForDependencies: true } });
  await anyway.result();
  expect(loadsOf('five')).toEqual(['2026-03-02 2026-03-05']);
}, 60_000);

test('named days are taken as they are, or moved by each offset; a run of them starts nobody', async () => {
  await (await start('pair', by({ from: '2026-01-10', to: '2026-01-12' }))).result();
  await (await start('pair', by({ day: '2026-01-10', applyOffset: true }))).result();
  expect(loadsOf('one')).toEqual(['2026-01-10 2026-01-12', '2026-01-09 2026-01-10']);
  expect(loadsOf('two')).toEqual(['2026-01-10 2026-01-12', '2026-01-10 2026-01-11']);
  expect(loadsOf('three')).toEqual([]);
}, 60_000);

// Last, for the server skips no time any more when a run has outlived the one that has started it.
test('couriers work side by side, each in a window of its own; what waits for the group is started for the same time', async () => {
  const handle = await start('pair', at('2026-03-02T06:00:00Z'));
  const result = (await handle.result()) as RunResult;
  expect(result).toMatchObject({ import: 'group/pair', counts: { read: 20, delivered: 20 } });
  expect(result.couriers).toMatchObject([
    { courier: 'one', state: 'succeeded', window: { from: '2026-03-01', to: '2026-03-02' } },
    { courier: 'two', state: 'succeeded', window: { from: '2026-03-02', to: '2026-03-03' }, tasks: [{ name: 'find' }] },
  ]);
  await until(
    () => loadsOf('three'),
    (loads) => loads.length > 0,
  );
  expect(loadsOf('three')).toEqual(['2026-03-01 2026-03-02']);
  const follower = groups.env.client.workflow.getHandle('group/follower');
  await follower.result();
  const fire = Date.parse('2026-03-02T06:00:00Z');
  expect(await memoryOf('pair')).toEqual({
    completedTo: { one: fire - 24 * hourMs, two: fire },
    completedFor: fire,
    rowsFor: fire,
  });
  expect(await journalOf(handle)).toContain('one: files of 2026-03-01 to before 2026-03-02');
}, 60_000);

test('where one fails the others come to their end, the group fails, what waits is held; the next run makes good what has failed', async () => {
  said.one = { fails: true };
  const failed = await start('pair', at('2026-03-03T06:00:00Z'));
  await expect(failed.result()).rejects.toMatchObject({ cause: { type: 'couriers-failed' } });
  expect(statesOf(await progressOf(failed))).toEqual({ one: 'failed', two: 'succeeded' });
  expect(loadsOf('two')).toEqual(['2026-03-03 2026-03-04']);
  expect((await memoryOf('pair'))?.completedFor).toBe(Date.parse('2026-03-02T06:00:00Z'));
  delete said.one;
  const next = await start('pair', at('2026-03-04T06:00:00Z'));
  await next.result();
  expect(loadsOf('one')).toEqual(['2026-03-02 2026-03-04']);
  expect(loadsOf('two')).toEqual(['2026-03-03 2026-03-04', '2026-03-04 2026-03-05']);
  await until(
    () => loadsOf('three'),
    (loads) => loads.length > 0,
  );
  // Nothing was started for the fire that has failed.
  expect(loadsOf('three')).toEqual(['2026-03-02 2026-03-04']);
}, 60_000);
