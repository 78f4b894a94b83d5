import { mkdir, readdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { WorkflowHandleWithFirstExecutionRunId } from '@temporalio/client';
import { isCancellation } from '@temporalio/workflow';
import { parse, stringify } from 'yaml';
import { storeNumber } from '../../sandbox/offline-stores';
import { type S3StandIn, startS3StandIn } from '../../sandbox/s3-stand-in';
import { type Stack, startStack } from '../../sandbox/stack';
import { StateStore } from '../../src/bookmarks';
import { bookmarkWorkflowId, importBookmark } from '../../src/contract/bookmark-names';
import { importWorkflowId } from '../../src/contract/names';
import type { RunProgress } from '../../src/contract/run';
import { type CommandEnd, longshore } from '../cli/longshore-command';
import { payloadsOf } from './history-payloads';
import { importName, journalOf, objectName, resultOf, start, until } from './run-import';

type Run = WorkflowHandleWithFirstExecutionRunId;

let stack: Stack;
let s3: S3StandIn;
beforeAll(async () => {
  s3 = await startS3StandIn({ buckets: ['landing-zone', 'data-zone'] });
  const { endpoint, region, accessKey } = s3;
  const cloud = {
    ...{ type: 's3', landingBucket: 'landing-zone', dataBucket: 'data-zone', region, endpoint },
    credentials: { type: 'access-key', ...accessKey },
  };
  stack = await startStack({
    steps: { target: '300ms', heartbeatTimeout: '2s', dependencyLook: '50ms' },
    import: { settle: '0s', batchSize: 5, concurrency: 1, bookmarks: 'shared' },
    otherImports: {
      other: { prefix: 'none/' },
      mixed: { prefix: 'none/' },
      own: { prefix: 'none/', bookmarks: { type: 'directory', path: 'own' } },
      cloudy: { prefix: 'cloudy/', settle: '0s', bookmarks: 'cloud' },
    },
    odp: { latencyMs: 20 },
    sections: { places: { cloud, shared: { type: 'directory', path: 'states' } } },
  });
  await stack.startWorker();
}, 60_000);
afterAll(async () => {
  await stack?.stop();
  await s3?.stop();
});

const command = (...args: string[]): Promise<CommandEnd> => longshore(args, { cwd: stack.folder, env: stack.env });
/** What a command prints that is to succeed. */
async function said(...args: string[]): Promise<string> {
  const { exitCode, stdout, stderr } = await command(...args);
  expect({ args, exitCode, stderr }).toEqual({ args, exitCode: 0, stderr: '' });
  return stdout;
}
const show = async (...args: string[]) => JSON.parse(await said('bookmarks', 'show', ...args, '--json'));

/** longshore.yaml with other sections: `undefined` takes one away. */
async function change(sections: Readonly<Record<string, unknown>>): Promise<void> {
  const config = parse(await readFile(stack.configPath, 'utf8')) as object;
  await writeFile(stack.configPath, stringify({ ...config, ...sections }, { aliasDuplicateObjects: false }));
}

const causeOf = (run: Run) => run.result().catch((error: { cause: unknown }) => error.cause);
const progressOf = (run: Run) => run.query<RunProgress>('progress');
const untilPhase = (run: Run, phase: string) =>
  until(`the phase "${phase}"`, async () => (await progressOf(run)).phase === phase);
const states = (): StateStore =>
  new StateStore({ type: 'directory', path: join(stack.folder, 'states') }, { announce: () => undefined });

/** The job that Longshore does not run stores its state. */
async function store(job: string, how: 'update' | 'complete', value = 'canary-of-state'): Promise<void> {
  const state = await states().getOrCreate(job);
  state.addElement('sales.customers', value);
  await states()[how](state);
}

/** A run of the import that waits, with this under its `dependsOn`. */
async function startDependent(dependsOn: readonly unknown[], more: object = {}): Promise<Run> {
  await stack.configure({ dependsOn, ...more });
  return start(stack);
}

const filesIn = (...path: string[]) => readdir(join(stack.folder, ...path));
const hasWorkflow = (name: string): Promise<boolean> =>
  stack.client.workflow
    .getHandle(bookmarkWorkflowId(importBookmark(name)))
    .describe()
    .then(
      () => true,
      () => false,
    );

test('with a directory as its place an import goes on from there, also after a cancel', async () => {
  const records = Array.from({ length: 150 }, (_, number) => storeNumber(number));
  await stack.putFile('a.json', JSON.stringify(records));
  const first = await start(stack);
  await until('something delivered', async () => (await progressOf(first)).counts.delivered > 0);
  await first.signal('cancel', { reason: 'enough' });
  expect(isCancellation(await causeOf(first))).toBe(true);
  const { delivered } = (await progressOf(first)).counts;
  expect(delivered).toBeLessThan(150);
  expect(await show(importName)).toMatchObject({ status: 'running', value: { file: { name: 'a.json' } } });

  const second = await resultOf(await start(stack));
  expect(second.counts.delivered).toBe(150 - delivered);
  await stack.putFile('b.json', JSON.stringify([storeNumber(200)]));
  expect((await resultOf(await start(stack))).counts.delivered).toBe(1);
  expect((await resultOf(await start(stack))).counts.read).toBe(0);
  await stack.odp.drain();
  expect(stack.odp.object(objectName).size).toBe(151);
  expect((await filesIn('states', 'longshore', 'imports', importName)).length).toBeGreaterThan(2);
  expect(await hasWorkflow(importName)).toBe(false);
}, 60_000);

test('another place without the bookmark fails the run, and it is taken over as the error says', async () => {
  await stack.configure({ bookmarks: 'temporal' });
  const failed = await causeOf(await start(stack));
  expect(failed).toMatchObject({
    type: 'bookmark-lost',
    message: expect.stringMatching(/in directory .*states, and not in Temporal, .*--place <place>/),
  });
  const file = join(stack.folder, 'bookmark.json');
  expect((await command('bookmarks', 'export', importName, '--place', 'nowhere')).exitCode).toBe(2);
  await said('bookmarks', 'export', importName, '--place', 'shared', '--file', file);
  const elsewhere = await command('bookmarks', 'import', importName, file, '--place', 'shared', '--yes');
  expect([elsewhere.exitCode, elsewhere.stderr]).toEqual([2, expect.stringContaining('in its own place alone')]);
  await said('bookmarks', 'import', importName, file, '--yes');
  expect((await resultOf(await start(stack))).counts.read).toBe(0);
  expect(await hasWorkflow(importName)).toBe(true);

  // The bookmark that was left behind is older now, and is not gone on from.
  await stack.configure({});
  expect(await causeOf(await start(stack))).toMatchObject({ type: 'bookmark-lost' });
  await said('bookmarks', 'reset', importName, '--yes');
  await said('bookmarks', 'set', importName, '--last-file-timestamp', '2999-01-01', '--yes');
  expect((await resultOf(await start(stack))).counts.read).toBe(0);
}, 60_000);

test('the place of all, and one of its own; check tries each of them', async () => {
  await change({ bookmarks: { type: 'directory', path: 'all' } });
  for (const name of ['other', 'own']) expect((await command('run', name, '--wait')).exitCode).toBe(0);
  expect(await filesIn('all', 'longshore', 'imports')).toEqual(['other']);
  expect(await filesIn('own', 'longshore', 'imports')).toEqual(['own']);
  const listed = JSON.parse(await said('bookmarks', 'list', '--json')) as { bookmark: string; status: string }[];
  expect(listed.map(({ bookmark, status }) => [bookmark, status])).toEqual([
    ['cloudy', 'none'],
    ['mixed', 'none'],
    [importName, 'completed'],
    ['other', 'completed'],
    ['own', 'completed'],
  ]);
  const { stdout } = await command('check');
  for (const [what, path] of [
    ['bookmarks', 'all'],
    ['bookmarks of own', 'own'],
    ['place shared', 'states'],
  ] as const) {
    expect(stdout).toContain(`✓ ${what}: directory ${join(stack.folder, path)} can be read`);
  }
  expect(stdout).toContain('✓ place cloud: bucket data-zone can be read');
  await writeFile(join(stack.folder, 'no-folder'), '');
  await change({ bookmarks: { type: 'directory', path: 'no-folder' } });
  expect((await command('check')).stdout).toContain('✗ bookmarks: Could not list');
}, 60_000);

describe('the state of a job that Longshore does not run', () => {
  test('is waited for until it is completed, beside an import', async () => {
    const run = await startDependent([{ bookmark: 'crm_export', place: 'shared' }, 'mixed']);
    await untilPhase(run, 'waiting for mixed and crm_export');
    await resultOf(
      await stack.client.workflow.start('filesToOdp', {
        workflowId: importWorkflowId('mixed'),
        taskQueue: 'longshore',
        args: [{ import: 'mixed' }],
      }),
    );
    await store('crm_export', 'update');
    await untilPhase(run, 'waiting for crm_export');
    expect((await progressOf(run)).waiting?.message).toBe('crm_export has never completed');
    await store('crm_export', 'complete');
    await resultOf(run);
    expect(await journalOf(run)).toContain('Waiting: crm_export has never completed');
    expect(await show('longshore/states/crm_export', '--place', 'shared')).toMatchObject({ status: 'completed' });
  }, 60_000);

  test('is waited for anew where it was completed too long ago, and no longer than the timeout', async () => {
    await store('crm_export', 'complete');
    await resultOf(await startDependent([{ bookmark: 'crm_export', place: 'shared', within: '1h' }]));
    const run = await startDependent([{ bookmark: 'crm_export', place: 'shared', within: '1ms', timeout: '500ms' }]);
    expect(await causeOf(run)).toMatchObject({
      type: 'dependency-timed-out',
      message: expect.stringMatching(
        /for crm_export, which has not completed since .*`longshore bookmarks history longshore\/states\/crm_export --place shared`/,
      ),
    });
  }, 60_000);

  test('is only told of where it is not required, and a wait for it can be cancelled', async () => {
    const free = await startDependent([{ bookmark: 'never', place: 'shared', required: false }]);
    await resultOf(free);
    expect(await journalOf(free)).toContain(
      'never has never completed; the run begins without it, for it is not required',
    );
    const run = await startDependent([{ bookmark: 'never', place: 'shared' }]);
    await untilPhase(run, 'waiting for never');
    await run.signal('cancel', { reason: 'not today' });
    expect(isCancellation(await causeOf(run))).toBe(true);
  }, 60_000);

  test('is read by a mapping, and is in no history; a replay may begin without waiting', async () => {
    await mkdir(join(stack.folder, 'mappings'), { recursive: true });
    await writeFile(
      join(stack.folder, 'mappings', 'stores.mjs'),
      `export function toStore(store, { states }) {
        if (states.never !== undefined) throw new Error('it has never completed');
        if (store.bad) throw new Error('bad');
        return { ocp_quickstart_offline_store_id: store.id, offline_store_name: states.crm_export['sales.customers'] };
      }`,
    );
    await store('crm_export', 'complete', 'canary-of-state');
    const dependsOn = [
      { bookmark: 'crm_export', place: 'shared' },
      { bookmark: 'never', place: 'shared', required: false },
    ];
    const mapping = { path: 'mappings/stores.mjs', export: 'toStore' };
    await stack.configure({ dependsOn, mapping, fields: undefined, maxRejectRate: 1 });
    await said('bookmarks', 'set', importName, '--last-file-timestamp', '2020-01-01', '--yes');
    await stack.putFile(
      'c.json',
      JSON.stringify([
        { ...storeNumber(300), id: 'c' },
        { id: 'd', bad: true },
      ]),
    );
    const run = await start(stack);
    expect((await resultOf(run)).counts.rejected).toBe(1);
    await stack.odp.drain();
    expect(stack.odp.object(objectName).get('c')?.offline_store_name).toBe('canary-of-state');
    const payloads = payloadsOf(await run.fetchHistory()).map((payload) => Buffer.from(payload).toString());
    expect(payloads.filter((text) => text.includes('"crm_export":'))).not.toEqual([]);
    expect(payloads.filter((text) => text.includes('canary-of-state'))).toEqual([]);

    await stack.configure({
      ...{
        dependsOn: [
          { bookmark: 'crm_export', place: 'shared' },
          { bookmark: 'never', place: 'shared' },
        ],
      },
      ...{ mapping, fields: undefined, maxRejectRate: 1 },
    });
    const replayed = await command('rejects', 'replay', importName, '--no-wait-for-dependencies', '--json');
    expect(JSON.parse(replayed.stdout)).toMatchObject({ status: 'COMPLETED', counts: { read: 1, rejected: 1 } });
    expect(await said('logs', importName)).toContain('Begun without waiting for crm_export and never');
  }, 60_000);
});

test("a state that another user's job has saved as another type of file is read, and changed where that job looks for it", async () => {
  const region = {
    region: s3.region,
    endpoint: s3.endpoint,
    credentials: { type: 'access-key', ...s3.accessKey },
  } as const;
  const cloud = { type: 's3', landingBucket: 'landing-zone', dataBucket: 'data-zone', ...region } as const;
  const whose = { domain: 'crm', dataset: 'states', username: 'etl', fileType: 'json' };
  const job = new StateStore(cloud, { ...whose, announce: () => undefined });
  const state = await job.getOrCreate('orders');
  state.addElement('crm.orders', 1);
  await job.complete(state);
  const { version, value, writer } = await show('crm/states/orders', '--place', 'cloud');
  expect({ value, writer }).toEqual({ value: { 'crm.orders': 1 }, writer: 'etl' });
  state.addElement('crm.orders', 2);
  await job.complete(state);

  const path = ['--place', 'cloud', '--username', 'etl', '--file-type', 'json'];
  await said('bookmarks', 'rewind', 'crm/states/orders', '--to', String(version), ...path, '--yes');
  await said('bookmarks', 'fork', 'crm/states/orders', 'crm/states/orders-2', ...path);
  for (const name of ['orders', 'orders-2']) {
    const files = s3.objects('landing-zone').filter(({ key }) => key.endsWith(`/etl/json/${name}_completed.json`));
    expect(JSON.parse(String(files.at(-1)?.content))).toEqual({ 'crm.orders': 1 });
    expect(
      s3.objects('landing-zone').filter(({ key }) => key.endsWith(`/longshore/others/${name}_completed.json`)),
    ).toEqual([]);
  }
  const refused = await command('bookmarks', 'reset', 'cloudy', '--username', 'etl', '--yes');
  expect([refused.exitCode, refused.stderr]).toEqual([2, expect.stringContaining('for the state of another job')]);
  const wrong = await command('bookmarks', 'reset', 'crm/states/orders', '--file-type', 'a/b', '--yes');
  expect([wrong.exitCode, wrong.stderr]).toEqual([
    2,
    expect.stringContaining("'a/b' cannot be the fileType of a bookmark"),
  ]);
}, 60_000);

test('with buckets as its place an import goes on from there, in files that other jobs can read', async () => {
  await stack.putFile('cloudy/a.json', JSON.stringify([storeNumber(400)]));
  const run = async () => JSON.parse(await said('run', 'cloudy', '--wait', '--json')).counts.delivered;
  expect(await run()).toBe(1);
  expect(await run()).toBe(0);
  const { version, status, value, isUnmoved } = await show('cloudy');
  expect([status, isUnmoved]).toEqual(['completed', true]);
  const files = s3.objects('landing-zone').filter(({ key }) => key.endsWith('/longshore/others/cloudy_completed.json'));
  expect(JSON.parse(String(files.at(-1)?.content))).toEqual(value);
  await said('bookmarks', 'rewind', 'cloudy', '--to', String(version), '--yes');
  expect(await show('cloudy')).toMatchObject({ version: version + 1, value });
  expect(await hasWorkflow('cloudy')).toBe(false);
}, 60_000);
