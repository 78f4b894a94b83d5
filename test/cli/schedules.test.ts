import { setTimeout as delay } from 'node:timers/promises';
import { type BatchStack, startBatchStack } from '../../sandbox/batch-stack';
import { offlineStoresImport } from '../../sandbox/offline-stores';
import { applyPlan } from '../../src/cli/apply-plan';
import { runText } from '../../src/cli/runs';
import { schedulesText } from '../../src/cli/schedule-text';
import { LongshoreError } from '../../src/contract/failure';
import { run as runForm } from '../../src/gateway/answers';
import { findRun } from '../../src/runs/find-runs';
import { findSchedule } from '../../src/runs/find-schedule';
import { listSchedules, type ScheduleView } from '../../src/runs/list-schedules';
import { runJson } from '../../src/runs/run-view';
import { planSchedules } from '../../src/runs/schedule-plan';
import { backfillSchedule, pauseSchedule, resumeSchedule, triggerSchedule } from '../../src/runs/steer-schedule';
import { until } from '../proofs/run-import';
import { type CommandEnd, longshore } from './longshore-command';
import { stackSession } from './stack-session';

const targets = `
export async function note({ sessionData, endPointParams }) {
  await new Promise((resolve) => setTimeout(resolve, endPointParams.ms ?? 0));
  if (endPointParams.fails) throw new Error('closed');
  return { complete: true, finalResult: { scheduledAt: sessionData.scheduledAt ?? null } };
}
`;
const endPoints = { note: { type: 'module', path: './targets.mjs', export: 'note', retry: { attempts: 1 } } };
const job = (schedule: object | undefined, params: object = {}) => ({
  endPoint: 'note',
  params,
  ...(schedule ? { schedule } : {}),
});
const daily = { cron: '0 6 * * *', timeZone: 'Europe/Berlin' };
const yearly = { cron: '0 5 1 1 *' };

const nobodyThere = {
  stores: {
    ...{ type: 'azure-blob', endpoint: 'http://127.0.0.1:9/account', container: 'stores' },
    credentials: { type: 'sas', token: 'sv=1' },
  },
  odp: { type: 'odp', apiKey: 'a.key', baseUrl: 'http://127.0.0.1:9' },
};

let stack: BatchStack;
beforeAll(async () => {
  stack = await startBatchStack({ modules: { 'targets.mjs': targets }, endPoints });
  await stack.startWorker();
}, 60_000);
afterAll(() => stack?.stop());

const command = (...args: string[]): Promise<CommandEnd> =>
  longshore(['schedule', ...args], { cwd: stack.folder, env: stack.env });
const jobs = (batchJobs: Readonly<Record<string, object>>): Promise<void> => stack.configure({ endPoints, batchJobs });
const viewOf = async (name: string): Promise<ScheduleView | undefined> =>
  (await listSchedules(stackSession(stack))).find(({ batchJob }) => batchJob === name);
const isWorking = async (id: string): Promise<boolean> => {
  const description = await stack.client.workflow
    .getHandle(id)
    .describe()
    .catch(() => undefined);
  return description?.status.name === 'RUNNING';
};
const found = (name: string) => findSchedule(stackSession(stack), name);
const trigger = async (name: string) => triggerSchedule(stackSession(stack), await found(name));
/** Makes the schedules of Temporal these. */
async function applied(batchJobs: Readonly<Record<string, object>>): Promise<void> {
  await jobs(batchJobs);
  const session = stackSession(stack);
  await applyPlan(session, await planSchedules(session), true);
}

test('apply creates, then changes nothing, then what was changed; it deletes only where that is said', async () => {
  await jobs({ nightly: job(daily), monthly: job({ cron: '30 2 1 * *', timeZone: 'Europe/Berlin' }) });
  const dry = await command('apply', '--dry-run');
  expect(dry.stdout).toContain('+ batch/nightly: every day at 06:00 Europe/Berlin\n');
  expect(dry.stdout).toMatch(
    /\n! batch\/monthly fires between 00:00 and 04:00, when the clocks of Europe\/Berlin change: on /,
  );
  expect(dry.stdout).toContain('such as `30 4 1 * *`');
  expect((await planSchedules(stackSession(stack))).create).toHaveLength(2);

  await applied({ nightly: job(daily), monthly: job({ cron: '30 2 1 * *', timeZone: 'Europe/Berlin' }) });
  expect(JSON.parse((await command('apply', '--json')).stdout)).toMatchObject({
    ...{ created: [], changed: [], deleted: [] },
    same: ['batch/nightly', 'batch/monthly'],
  });

  await pauseSchedule(await found('nightly'), 'the shop is closed');
  await jobs({ nightly: job({ ...daily, cron: '0 0 7 ? * 6L', jitter: '5m', catchUpWindow: '2h' }, { ms: 1 }) });
  const changed = await command('apply');
  expect(changed.stdout).toBe(
    [
      '~ batch/nightly: on the last Friday of every month at 07:00 Europe/Berlin',
      '    fires: every day at 06:00 Europe/Berlin → on the last Friday of every month at 07:00 Europe/Berlin',
      '    jitter: 0 s → 300 s',
      '    catchUpWindow: 86400 s → 7200 s',
      '    starts: changed',
      '    calendars: changed',
      '- batch/monthly: on the 1st of every month at 02:30 Europe/Berlin',
      '',
    ].join('\n'),
  );
  // Nobody is there to be asked.
  expect(changed.exitCode).toBe(2);
  expect(changed.stderr).toMatch(/^usage-invalid: All is applied but what is to be deleted: batch\/monthly\nSay --yes/);
  expect(await viewOf('nightly')).toMatchObject({ cron: '0 0 7 ? * 6L', paused: true, note: 'the shop is closed' });
  expect((await viewOf('monthly'))?.applied).toBe(true);

  const session = stackSession(stack);
  await applyPlan(session, await planSchedules(session), true);
  const plan = await planSchedules(stackSession(stack));
  expect([plan.create, plan.change, plan.delete, plan.same].map((list) => list.length)).toEqual([0, 0, 0, 1]);
  await resumeSchedule(await found('nightly'));
  expect(await viewOf('nightly')).toMatchObject({
    paused: false,
    note: 'on the last Friday of every month at 07:00 Europe/Berlin',
  });
}, 60_000);

test('a schedule of somebody else is let be', async () => {
  await applied({});
  const action = { type: 'startWorkflow' as const, workflowType: 'none', taskQueue: 'nobody' };
  await stack.client.schedule.create({ scheduleId: 'batch/theirs', spec: {}, action });
  await applied({});
  await jobs({ theirs: job(yearly) });
  await expect(planSchedules(stackSession(stack))).rejects.toMatchObject({
    code: 'usage-invalid',
    message: expect.stringMatching(/^Temporal has a schedule batch\/theirs that was not made/),
  });
  await stack.client.schedule.getHandle('batch/theirs').delete();
});

test('list tells the next five in the time zone and in UTC, and what is not applied', async () => {
  await applied({ nightly: job({ cron: '0 0 6 * * ?', timeZone: 'America/New_York' }) });
  await jobs({ nightly: job({ cron: '0 0 6 * * ?', timeZone: 'America/New_York' }), other: job(yearly) });
  const [nightly, other, ...more] = JSON.parse((await command('list', '--json')).stdout) as ScheduleView[];
  expect(more).toEqual([]);
  expect(nightly).toEqual({
    ...{ batchJob: 'nightly', cron: '0 0 6 * * ?', timeZone: 'America/New_York' },
    words: 'every day at 06:00 America/New_York',
    note: 'every day at 06:00 America/New_York',
    ...{ applied: true, last: [], skipped: 0, skippedFires: [], missed: 0, paused: false },
    next: Array(5).fill({
      utc: expect.stringMatching(/^\d{4}-\d\d-\d\dT1[01]:00:00Z$/),
      local: expect.stringMatching(/^\d{4}-\d\d-\d\dT06:00:00-0[45]:00$/),
    }),
  });
  for (const { utc, local } of nightly?.next ?? []) expect(Date.parse(utc)).toBe(Date.parse(local));
  expect(other).toMatchObject({ batchJob: 'other', applied: false, next: [] });
  expect(schedulesText(await listSchedules(stackSession(stack)))).toContain(
    'batch/other: on the 1st of January at 05:00 UTC\n',
  );
}, 30_000);

test('trigger starts a run for this moment; while one works it starts nothing, and says so', async () => {
  await applied({ shown: job(yearly, { ms: 2_000 }) });
  const before = Math.floor(Date.now() / 1_000) * 1_000;
  expect(await trigger('shown')).toBe('taken');
  await expect(trigger('batch/shown')).rejects.toMatchObject({
    code: 'already-running',
    message: 'Nothing was started: batch/shown works already',
  });
  const { finalResult } = (await stack.client.workflow.getHandle('batch/shown').result()) as {
    finalResult: { scheduledAt: string };
  };
  expect(Date.parse(finalResult.scheduledAt)).toBeGreaterThanOrEqual(before);
  await until('the fire is over', async () => (await viewOf('shown'))?.last[0]?.status === 'COMPLETED');
  expect((await viewOf('shown'))?.last).toHaveLength(1);
}, 30_000);

test('a backfill works each fire, in order and by itself, and waits for a run that was started by hand', async () => {
  await applied({ filled: job({ ...daily, overlap: 'skip' }) });
  const other = await stack.start('note', 'filled', { ms: 1_500 });
  const range = { from: '2026-03-28', to: '2026-03-31T04:00:00Z' };
  const fires = await backfillSchedule(await found('filled'), range);
  expect(fires.map((fire) => new Date(fire).toISOString())).toEqual([
    ...['2026-03-28T05:00:00.000Z', '2026-03-29T04:00:00.000Z', '2026-03-30T04:00:00.000Z'],
  ]);
  expect((await other.describe()).status.name).toBe('RUNNING');
  await until('three fires are over', async () => {
    const last = (await viewOf('filled'))?.last ?? [];
    return last.filter(({ status }) => status === 'COMPLETED').length === 3;
  });
  const last = (await viewOf('filled'))?.last ?? [];
  expect(last.map(({ scheduledAt }) => scheduledAt)).toEqual([
    ...['2026-03-30T04:00:00Z', '2026-03-29T04:00:00Z', '2026-03-28T05:00:00Z'],
  ]);
  for (const { runId, scheduledAt } of last) {
    const result = await stack.client.workflow.getHandle('batch/filled', runId).result();
    expect(result).toMatchObject({ finalResult: { scheduledAt } });
  }
  expect((await viewOf('filled'))?.skipped).toBe(0);
}, 60_000);

test('what cannot be made up for is refused, and what is not there', async () => {
  await applied({ bounds: job(yearly), minutely: job({ cron: '* * * 2 *' }) });
  await jobs({ bounds: job(yearly), minutely: job({ cron: '* * * 2 *' }), waiting: job(yearly) });
  const refusal = (work: Promise<unknown>): Promise<unknown> =>
    work.then(
      () => 'none',
      (error: unknown) => (error instanceof LongshoreError ? `${error.code}: ${error.message}` : error),
    );
  const backfill = async (name: string, from: string, to: string) =>
    refusal(backfillSchedule(await found(name), { from, to }));
  expect(await refusal(found('none'))).toBe('schedule-not-found: There is no schedule of none');
  expect(await refusal(found('waiting'))).toBe('schedule-not-found: The schedule of waiting is not applied yet');
  expect(await backfill('bounds', 'monday', '2026-01-02')).toBe("usage-invalid: --from cannot be 'monday'");
  expect(await backfill('bounds', '2026-01-02', '2026-01-02')).toBe('usage-invalid: --to must be later than --from');
  expect(await backfill('bounds', '2026-01-02', '2026-01-03')).toMatch(/^usage-invalid: There is no fire in this time/);
  expect(await backfill('minutely', '2026-02-02', '2026-02-03')).toMatch(
    /^usage-invalid: There are more than 1000 fires/,
  );
  const { exitCode, stderr } = await command('delete', 'bounds');
  expect(exitCode).toBe(2);
  expect(stderr).toMatch(/^usage-invalid: This deletes the schedule batch\/bounds\n/);
}, 30_000);

test('a fire while the run before works is skipped, counted and listed, whoever has started that', async () => {
  await stack.start('note', 'often', { ms: 2_500 });
  await applied({ often: job({ cron: '* * * * * ?' }, { ms: 2_500 }) });
  await until('a fire has found the run of another', async () => {
    return (await viewOf('often'))?.last.some(({ status }) => status === 'SKIPPED') ?? false;
  });
  await until(
    'a fire works',
    async () => (await viewOf('often'))?.last.some(({ runId }) => runId !== undefined) ?? false,
  );
  await delay(2_000);
  await pauseSchedule(await found('often'), 'enough');
  const view = await viewOf('often');
  const ofMemo = view?.last.filter(({ status }) => status === 'SKIPPED').length ?? 0;
  expect(view?.skipped).toBeGreaterThan(ofMemo);
  expect(view?.skippedFires.length).toBeGreaterThan(ofMemo);
  expect(schedulesText(view ? [view] : [])).toMatch(/ {2}Skipped {2}\d+, for the run before was working\n {11}20/);
  await until('the last has ended', async () => !(await isWorking('batch/often')));
}, 60_000);

test('an import that a schedule has started tells what time it was scheduled for, to commands and to the gateway', async () => {
  const section = { ...offlineStoresImport, giveUpAfter: '1ms', schedule: yearly };
  await stack.configure({ connections: nobodyThere, imports: { stores: section } });
  const session = stackSession(stack);
  await applyPlan(session, await planSchedules(session), true);
  expect(await trigger('stores')).toBe('taken');
  await until('it has given up', async () => (await listSchedules(session))[0]?.last[0]?.status === 'FAILED');
  const [view] = await listSchedules(session);
  expect(view).toMatchObject({ import: 'stores', words: 'on the 1st of January at 05:00 UTC' });
  const [fire] = view?.last ?? [];
  const run = await findRun(session, 'stores');
  expect(run).toMatchObject({ runId: fire?.runId, scheduledAt: fire?.scheduledAt, status: 'FAILED' });
  expect(runText(run)).toContain(`\nScheduled    ${fire?.scheduledAt}\n`);
  expect(runForm.parse(runJson(run))).toMatchObject({ scheduledAt: fire?.scheduledAt });
}, 60_000);

test('what a run fails with is what its fire fails with; a run that is cancelled is no failure', async () => {
  await applied({ failing: job(yearly, { fails: true }), long: job(yearly, { ms: 20_000 }) });
  await trigger('failing');
  await until('it has failed', async () => (await viewOf('failing'))?.last[0]?.status === 'FAILED');
  await trigger('long');
  await stack.client.workflow.getHandle('batch/long').cancel();
  await until('it is cancelled', async () => (await viewOf('long'))?.last[0]?.status === 'CANCELLED');
}, 60_000);
