import type { WorkflowHandle } from '@temporalio/client';
import { DefaultLogger, Runtime } from '@temporalio/worker';
import {
  type CourierRehearsal,
  failsOnce,
  found,
  lacking,
  loadedCounts,
  rehearseCouriers,
} from '../../sandbox/courier-rehearsal';
import { importWorkflowId } from '../../src/contract/names';
import type { JournalEntry, RunProgress, RunResult } from '../../src/contract/run';
import { resolveSignal } from '../../src/contract/run-definitions';
import { resolveRun } from '../../src/runs/resolve-run';
import { startRun } from '../../src/runs/start-run';
import { longshore } from '../cli/longshore-command';

let couriers: CourierRehearsal;
beforeAll(async () => {
  Runtime.install({ logger: new DefaultLogger('ERROR') });
  couriers = await rehearseCouriers();
}, 60_000);
afterAll(() => couriers?.stop());
beforeEach(() => couriers.fresh());

const command = (...args: string[]) => longshore(args, { cwd: couriers.folder, env: couriers.env });
const kindsAsked = () => couriers.world.asked.map((text) => text.split(' ')[0]);
const handleOf = (name: string) => couriers.session.client.workflow.getHandle(importWorkflowId(name));
const progressOf = (handle: WorkflowHandle) => handle.query<RunProgress>('progress');
const statesOf = ({ tasks = [] }: RunProgress) => Object.fromEntries(tasks.map(({ name, state }) => [name, state]));

async function journalOf(handle: WorkflowHandle): Promise<string[]> {
  return (await handle.query<JournalEntry[]>('journal')).map(({ text }) => text);
}

/** Waits until a run says what it is to say. */
async function until(handle: WorkflowHandle, isSo: (progress: RunProgress) => boolean): Promise<RunProgress> {
  for (let tries = 0; tries < 200; tries++) {
    const progress = await progressOf(handle);
    if (isSo(progress)) return progress;
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
  throw new Error(`It did not come to that: ${JSON.stringify(await progressOf(handle))}`);
}

test('a day is found, compared, landed in steps and loaded feed by feed; the command shows it first and the counts last', async () => {
  const { exitCode, stdout, stderr } = await command('run', 'shop', '--day', '2020-09-13', '--wait');
  expect({ exitCode, stderr }).toEqual({ exitCode: 3, stderr: '' });
  const text = stdout.replace(/\d+\.\d s/, 'N s').replace(/\d+ seconds?/, 'N seconds');
  expect(text.replace(/--run \S+/, '--run ID')).toBe(
    [
      'Files of 2020-09-13, and files that came late of 2 days, 2020-09-11 to 2020-09-12:',
      '  d/2020-09-13.csv',
      '  c/2020-09-13.csv',
      'shop completed: 14 rows loaded, 2 rejected, 4 skipped from 3 of 3 files in N s',
      'Completed in N seconds',
      '  Shop:Decisions: 10 read: 4 inserted, 3 updated, 2 rejected, 1 errors',
      '  Shop:Conversions: 10 read: 4 inserted, 3 updated, 2 rejected, 1 errors',
      'See what was rejected: longshore rejects list shop --run ID',
      '',
    ].join('\n'),
  );
  expect(couriers.world.asked).toEqual([
    'find {"kind":"days","from":"2020-09-13","to":"2020-09-14","lookBackDays":2}',
    'compare found-3 0,1',
    'land found-3-planned 0',
    'land found-3-planned 2',
    'load 0 found-3-planned',
    'load 1 found-3-planned',
  ]);
  const handle = handleOf('shop');
  expect((await handle.result()) as RunResult).toMatchObject({
    counts: { read: 20, delivered: 14, rejected: 2, skipped: 4, pending: 0 },
    files: { found: 3, done: 3, quarantined: 0 },
    feeds: { 'Shop:Decisions': loadedCounts, 'Shop:Conversions': loadedCounts },
  });
  expect(statesOf(await progressOf(handle))).toEqual({
    ...{ find: 'succeeded', compare: 'succeeded', land: 'succeeded' },
    ...{ 'load Shop:Decisions': 'succeeded', 'load Shop:Conversions': 'succeeded' },
  });
  expect(await journalOf(handle)).toContainEqual(expect.stringMatching(/^Completed in \d+ seconds?$/));
}, 30_000);

test('which files must be said, unless no pattern has a date', async () => {
  const { session } = couriers;
  await expect(startRun(session, 'shop')).rejects.toMatchObject({
    code: 'usage-invalid',
    message: 'shop brings the files of certain days, and it is not said which',
    remedy: expect.stringContaining('longshore run shop --day 2020-09-13'),
  });
  // So it is where it was started past the command.
  const handle = await couriers.start('shop', {});
  await expect(handle.result()).rejects.toMatchObject({ cause: { type: 'usage-invalid' } });
  await startRun(session, 'undated');
  await handleOf('undated').result();
  expect(couriers.world.asked).toEqual(['find {"kind":"all"}', 'land found-3 0 all', 'land found-3 2 all']);
}, 30_000);

test('files are landed and not loaded, or loaded and not looked for', async () => {
  const options = { from: '2020-09-13', to: '2020-09-15' } as const;
  await (await couriers.start('shop', { ...options, landOnly: true })).result();
  expect(kindsAsked()).toEqual(['find', 'land', 'land']);
  const loaded = await couriers.start('shop', { ...options, loadOnly: true });
  await loaded.result();
  expect(kindsAsked().slice(3)).toEqual(['listLanded', 'compare', 'load', 'load']);
  expect(statesOf(await progressOf(loaded)).land).toBe('skipped');
}, 30_000);

test('files that come within the wait are loaded', async () => {
  couriers.world.find = (look) => (look === 1 ? lacking(found(0)) : found(3));
  const handle = await couriers.start('patient', { day: '2020-09-13' });
  const waiting = await until(handle, (progress) => progress.waiting !== undefined);
  expect(statesOf(waiting).find).toBe('waiting');
  expect(waiting).toMatchObject({ phase: 'waiting for files', waiting: { code: 'files-not-ready' } });
  await handle.result();
  expect(kindsAsked()).toEqual(['find', 'find', 'compare', 'land', 'land', 'load', 'load']);
}, 30_000);

test('a day that lacks something lets the others go first, then fails the run; another goes on without what is missing', async () => {
  couriers.world.find = (_, skipMissing) => (skipMissing ? found(3) : lacking(found(2)));
  const partly = await couriers.start('shop', { from: '2020-09-13', to: '2020-09-15' });
  await expect(partly.result()).rejects.toMatchObject({ cause: { type: 'files-not-ready' } });
  expect(kindsAsked()).toEqual(['find', 'compare', 'land', 'load', 'load', 'find']);
  expect(await progressOf(partly)).toMatchObject({ status: 'FAILED', counts: { delivered: 14 } });
  expect(statesOf(await progressOf(partly)).find).toBe('failed');

  const { exitCode, stdout } = await command('resolve', 'shop', 'ignore-missing', '--json');
  expect(exitCode).toBe(0);
  expect(JSON.parse(stdout)).toMatchObject({ task: 'find', action: 'ignore-missing', started: true });
  await handleOf('shop').result();
  const window = '{"kind":"days","from":"2020-09-13","to":"2020-09-15","lookBackDays":2}';
  expect(couriers.world.asked[6]).toBe(`find ${window} skipMissing`);
}, 30_000);

test('what a run loads in a second pass has another id, and counts are those of both', async () => {
  couriers.world.find = (look) => (look === 1 ? lacking(found(2)) : found(3));
  const handle = await couriers.start('shop', { from: '2020-09-13', to: '2020-09-15' });
  expect(((await handle.result()) as RunResult).counts.delivered).toBe(28);
  expect(couriers.world.asked.filter((text) => text.startsWith('load 0'))).toEqual([
    'load 0 found-2-planned',
    'load 0 found-3-planned-1',
  ]);
}, 30_000);

test('a load that fails holds the run, which can be paused meanwhile, until somebody says what to do', async () => {
  couriers.world.load = failsOnce(0);
  const handle = await couriers.start('held', { day: '2020-09-13' });
  const held = await until(handle, ({ waiting }) => waiting !== undefined);
  expect(statesOf(held)['load Shop:Decisions']).toBe('failed');
  expect(statesOf(held)['load Shop:Conversions']).toBe('scheduled');
  expect(await journalOf(handle)).toContainEqual(
    expect.stringMatching(/^held: Failed to load Shop:Decisions\. Reason: .*`longshore resolve held retry\|skip`$/),
  );
  await expect(resolveRun(couriers.session, 'held', 'ignore-missing')).rejects.toMatchObject({
    code: 'usage-invalid',
    message: '`ignore-missing` is nothing for the task `load Shop:Decisions`, which failed with load-threshold',
  });
  await handle.signal('pause');
  await until(handle, ({ status }) => status === 'PAUSED');
  // Said while it rests, and by somebody who says what is none before.
  await handle.signal('resolve', 'nonsense');
  await handle.signal(resolveSignal, { action: 'retry' });
  await handle.signal('resume');
  expect(((await handle.result()) as RunResult).counts.delivered).toBe(14);
  expect(couriers.world.asked.filter((text) => text.startsWith('load 0'))).toHaveLength(2);
  expect(await journalOf(handle)).toContain('Resolved: load Shop:Decisions: retry');
}, 30_000);

test('a run that is held is cancelled at once', async () => {
  couriers.world.load = failsOnce(0);
  const handle = await couriers.start('held', { day: '2020-09-13' });
  await until(handle, ({ waiting }) => waiting !== undefined);
  await handle.signal('cancel', { reason: 'enough' });
  await expect(handle.result()).rejects.toMatchObject({ cause: { name: 'CancelledFailure' } });
  expect(statesOf(await progressOf(handle))['load Shop:Conversions']).toBe('cancelled');
}, 30_000);

test('a run that nobody has resolved fails, and the next goes on without the task', async () => {
  couriers.world.load = (of) => failsOnce(0)(of, 1);
  const handle = await couriers.start('briefly', { day: '2020-09-13' });
  await expect(handle.result()).rejects.toMatchObject({ cause: { type: 'load-threshold' } });
  const { task, started } = await resolveRun(couriers.session, 'briefly', 'skip');
  expect({ task, started }).toEqual({ task: 'load Shop:Decisions', started: true });
  const next = handleOf('briefly');
  expect(((await next.result()) as RunResult).feeds).toEqual({ 'Shop:Conversions': loadedCounts });
  expect(statesOf(await progressOf(next))['load Shop:Decisions']).toBe('skipped');
  await expect(resolveRun(couriers.session, 'briefly', 'retry')).rejects.toThrow('No task of briefly has failed');
}, 30_000);

test('a pause interrupts a load, which begins anew when the run goes on', async () => {
  couriers.world.load = (feed, attempt) => feed === 0 && attempt === 1;
  const handle = await couriers.start('shop', { day: '2020-09-13' });
  await until(handle, ({ phase }) => phase === 'loading Shop:Decisions' && kindsAsked().includes('load'));
  await handle.signal('pause');
  await until(handle, ({ status }) => status === 'PAUSED');
  await handle.signal('resume');
  await handle.result();
  expect(kindsAsked().slice(4)).toEqual(['load', 'load', 'load']);
  expect(await journalOf(handle)).toContain('Interrupted: load Shop:Decisions');
}, 30_000);

test('a group of couriers: the command shows their days first, and each courier with its tasks at the end', async () => {
  const { exitCode, stdout, stderr } = await command('run', 'group/nightly', '--day', '2020-09-13', '--wait');
  expect({ exitCode, stderr }).toEqual({ exitCode: 3, stderr: '' });
  expect(stdout.split('\n').slice(0, 5)).toEqual([
    'shop: Files of 2020-09-13, and files that came late of 2 days, 2020-09-11 to 2020-09-12:',
    '  d/2020-09-13.csv',
    '  c/2020-09-13.csv',
    'undated: All files of:',
    '  d.csv',
  ]);
  expect(stdout).toContain('  shop: succeeded, files of 2020-09-13 to before 2020-09-14, and 2 days before for files');
  const shown = (await command('show', 'group/nightly')).stdout;
  expect(shown).toContain('    load Shop:Decisions: succeeded');
  expect((await command('runs', 'group/nightly', '--json')).stdout).toContain('"workflowId": "group/nightly"');
  expect((await command('logs', 'group/nightly')).stdout).toContain('shop: files of 2020-09-13 to before 2020-09-14');
}, 30_000);

test('a run of a group without days is what a fire of now would be, and its bookmark has where the next begins', async () => {
  const { exitCode, stdout } = await command('run', 'group/nightly', '--wait', '--json');
  // Of the time of day it depends whether a day of the shop begins in it.
  expect([0, 3]).toContain(exitCode);
  expect(JSON.parse(stdout)).toMatchObject({
    ...{ import: 'group/nightly', workflowId: 'group/nightly', status: 'COMPLETED' },
    couriers: [
      { courier: 'shop', state: expect.stringMatching(/^(skipped|succeeded)$/) },
      { courier: 'undated', state: 'succeeded' },
    ],
  });
  const kept = await command('bookmarks', 'show', 'longshore/groups/nightly', '--json');
  expect(JSON.parse(kept.stdout)).toMatchObject({ value: { completedTo: { shop: expect.any(Number) } } });
  const plan = await command('schedule', 'apply', '--yes');
  expect(plan.stdout).toContain('+ group/nightly: every day at 08:30');
  expect((await command('schedule', 'apply', '--yes', '--json')).stdout).toContain('"same": [\n    "group/nightly"');
  const listed = await command('schedule', 'list');
  expect(listed.stdout).toContain('group/nightly: every day at 08:30');
}, 60_000);

test('days that were gone on without are owed: later runs look for them until they are found, or waived', async () => {
  const windows = () => couriers.world.asked.filter((text) => text.startsWith('find')).map((text) => text.slice(5, -1));
  const owing = { ...found(2), without: 'There is no file for 2020-09-10', owed: ['2020-09-10'] };
  couriers.world.find = () => owing;
  const gone = await couriers.start('patient', { day: '2020-09-10', skipMissing: true });
  expect(((await gone.result()) as RunResult).missing).toBe('There is no file for 2020-09-10');
  expect(await journalOf(gone)).toContainEqual(expect.stringMatching(/^Owed: 2020-09-10\. Later runs look for it/));
  couriers.world.find = () => ({ ...found(3), owed: [] });
  const next = await couriers.start('patient', { day: '2020-09-20' });
  await next.result();
  expect(await journalOf(next)).toContain('Found what was owed: 2020-09-10');
  couriers.world.find = () => owing;
  await (await couriers.start('patient', { day: '2020-09-10', skipMissing: true })).result();
  expect(await command('resolve', 'patient', 'waive')).toMatchObject({ stderr: '', stdout: 'Waived: 2020-09-10\n' });
  expect((await command('resolve', 'patient', 'waive')).stdout).toBe('patient owes no day\n');
  couriers.world.find = () => found(3);
  await (await couriers.start('patient', { day: '2020-09-21' })).result();
  expect(windows().map((text) => text.includes('"owed":["2020-09-10"]'))).toEqual([false, true, false, false]);
}, 30_000);

test('what is missing is waited for before it is gone on without, where a group says so', async () => {
  const without = 'There is no file for 2020-10-01';
  couriers.world.find = (_, skipMissing) => (skipMissing ? { ...found(2), without } : lacking(found(0)));
  const handle = await couriers.start('patient', { day: '2020-10-01', skipMissingAfterWait: true });
  expect(await handle.result()).toMatchObject({ missing: without, counts: { delivered: 14 } });
  const finds = couriers.world.asked.filter((text) => text.startsWith('find'));
  expect(finds.length).toBeGreaterThanOrEqual(2);
  expect(finds.map((text) => text.endsWith(' skipMissing'))).toEqual(
    finds.map((_, index) => index === finds.length - 1),
  );
}, 30_000);
