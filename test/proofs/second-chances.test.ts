import { setTimeout as delay } from 'node:timers/promises';
import { gzipSync } from 'node:zlib';
import { type Store, storeNumber } from '../../sandbox/offline-stores';
import { type Stack, startStack } from '../../sandbox/stack';
import type { WorkerProcess } from '../../sandbox/worker-process';
import { TemporalBookmarks } from '../../src/bookmarks';
import { importBookmark } from '../../src/contract/bookmark-names';
import type { FilesCursor } from '../../src/contract/files';
import { importWorkflowId } from '../../src/contract/names';
import { type QuarantinedFile, type Reject, readQuarantine, readRejects } from '../../src/storage';
import { DirectoryStorage } from '../../src/storage/directory-storage';
import { type CommandEnd, longshore } from '../cli/longshore-command';
import { collect } from '../storage/scratch-storage';
import { largestPayload, payloadsOf } from './history-payloads';
import { importName, objectName, resultOf, start, until } from './run-import';

let stack: Stack;
let worker: WorkerProcess;
let storage: DirectoryStorage;
const fields = {
  ocp_quickstart_offline_store_id: 'id',
  offline_store_name: 'name',
  offline_store_location: 'location',
};
/** Where names are `{ en }`, the first mapping rejects them and the second does not. */
const mendedFields = { ...fields, offline_store_name: 'name.en' };

beforeAll(async () => {
  stack = await startStack({
    import: { settle: '0s', maxRejectRate: 1, maxRejects: 500, batchSize: 20, concurrency: 2 },
    steps: { heartbeatTimeout: '2s' },
    odp: { keepWrites: true, applyDelayMs: 0 },
  });
  storage = new DirectoryStorage(`${stack.folder}/.longshore`);
  worker = await stack.startWorker();
}, 60_000);
afterAll(() => stack?.stop());
beforeEach(async () => {
  stack.odp.clearFaults();
  await stack.configure({ fields });
});

const stores = (first: number, count: number, version = 0): Store[] =>
  Array.from({ length: count }, (_, number) => storeNumber(first + number, version));
const nested = (store: Store) => ({ ...store, name: { en: store.name } });
const command = (...args: string[]): Promise<CommandEnd> => longshore(args, { cwd: stack.folder, env: stack.env });
const rejects = (): Promise<Reject[]> => collect(readRejects(storage, importName));
const quarantine = (): Promise<QuarantinedFile[]> => collect(readQuarantine(storage, importName));
const run = async () => resultOf(await start(stack));
/** The service keeps whole seconds: what is written after this is newer. */
const nextSecond = (): Promise<void> => delay(1_100);

async function stored(id: string): Promise<Record<string, unknown> | undefined> {
  await stack.odp.drain();
  return stack.odp.object(objectName).get(id);
}

async function expectStored(expected: readonly Store[]): Promise<void> {
  await stack.odp.drain();
  const object = stack.odp.object(objectName);
  const found = expected.map(({ id }) => object.get(id));
  expect(found).toEqual(
    expected.map(({ id, name, location }) => ({
      ocp_quickstart_offline_store_id: id,
      offline_store_name: name,
      offline_store_location: location,
    })),
  );
}

async function bookmark(): Promise<FilesCursor> {
  const bookmarks = new TemporalBookmarks({ client: stack.client, storage, taskQueue: 'longshore' });
  return (await bookmarks.read(importBookmark(importName))).value as FilesCursor;
}

test('once the mapping is mended a replay delivers what was rejected, and nothing else', async () => {
  const all = stores(0, 90);
  const records = all.map((store, index) => (index % 3 === 0 ? store : nested(store)));
  await stack.putFile('a/array.json', JSON.stringify(records.slice(0, 45)));
  const lines = records.slice(45).map((record) => `${JSON.stringify(record)}\n`);
  await stack.putFile('a/lines.json', gzipSync(lines.join('')));
  expect((await run()).counts).toMatchObject({ delivered: 30, rejected: 60 });
  await stack.configure({ fields: mendedFields, parallelFiles: 2 });
  const before = await bookmark();

  const accepted = stack.odp.stats().accepted;
  const dry = await command('rejects', 'replay', importName, '--dry-run', '--limit', '2');
  expect(dry).toMatchObject({ exitCode: 0, stdout: expect.stringContaining('60 would be sent') });
  expect(dry.stdout).toMatch(/│ a\/(array|lines)\.json │ 1 +│ store-000000\d\d │ would be sent/);
  expect(dry.stdout.match(/│ would be sent/g)).toHaveLength(2);
  expect(await rejects()).toHaveLength(60);

  const one = await command('rejects', 'replay', importName, '--file', 'a/array.json');
  expect(one).toMatchObject({ exitCode: 0, stdout: expect.stringContaining('30 offline stores delivered') });
  expect(await rejects()).toHaveLength(30);
  const rest = await command('rejects', 'replay', importName, '--code', 'value-not-scalar', '--json');
  expect(JSON.parse(rest.stdout)).toMatchObject({
    counts: { read: 30, delivered: 30, rejected: 0, skipped: 0, pending: 0 },
    rejects: null,
  });
  await expectStored(all);
  expect(stack.odp.stats().accepted - accepted).toBe(60);
  expect((await command('rejects', 'list', importName)).stdout).toBe('No rejects.\n');
  expect((await command('rejects', 'replay', importName)).stdout).toBe('No rejects to replay.\n');

  expect(await bookmark()).toEqual(before);
  const history = await stack.client.workflow.getHandle(importWorkflowId(importName)).fetchHistory();
  expect(largestPayload(history)).toBeLessThan(10_000);
  const words = payloadsOf(history).map((payload) => Buffer.from(payload).toString('utf8'));
  expect(words.filter((text) => text.includes('offline-stores')).length).toBeGreaterThan(3);
  expect(words.filter((text) => text.includes(storeNumber(1).id))).toEqual([]);
}, 120_000);

test('what is refused again stays, with its new reason and the run that tried', async () => {
  await stack.putFile('b.json', JSON.stringify(stores(200, 10).map(nested)));
  await run();
  await stack.configure({ fields: mendedFields });
  const guilty = storeNumber(204).id;
  stack.odp.addFault({ path: '/objects/', key: guilty, action: { kind: 'reject', reason: 'not this one' } });
  const { exitCode, stdout } = await command('rejects', 'replay', importName, '--json');
  const { counts, runId } = JSON.parse(stdout);
  expect({ exitCode, counts }).toMatchObject({ exitCode: 3, counts: { read: 10, delivered: 9, rejected: 1 } });
  expect(await rejects()).toEqual([
    expect.objectContaining({ index: 4, code: 'destination-rejected', stage: 'destination', runId, key: guilty }),
  ]);
  stack.odp.clearFaults();
  expect((await command('rejects', 'replay', importName, '--run', runId)).exitCode).toBe(0);
  await expectStored(stores(200, 10));
}, 60_000);

test('newer work is named and not overwritten, unless it is asked for', async () => {
  const [old, newer] = [storeNumber(300), storeNumber(300, 2)];
  await stack.putFile('c1.json', JSON.stringify([nested(old), storeNumber(301)]));
  await run();
  await nextSecond();
  await stack.putFile('c2.json', JSON.stringify([newer]));
  await run();
  await stack.configure({ fields: mendedFields });

  const left = await command('rejects', 'replay', importName);
  expect(left).toMatchObject({ exitCode: 3, stdout: expect.stringContaining('1 left out') });
  expect(left.stderr).toMatch(/Newer files up to \S+ have been imported since:\n {2}c1\.json of \S+\n/);
  expect((await command('logs', importName)).stdout).toMatch(
    /Left out 1 reject of c1\.json of \S+; newer files up to \S+ have been imported since; --overwrite-newer/,
  );
  expect(await stored(old.id)).toMatchObject({ offline_store_name: newer.name });
  expect(await rejects()).toHaveLength(1);

  expect((await command('rejects', 'replay', importName, '--overwrite-newer')).exitCode).toBe(0);
  await expectStored([old]);
  expect(await rejects()).toEqual([]);
}, 60_000);

test('a later record of the same file is newer work too', async () => {
  const [old, newer] = [storeNumber(310), storeNumber(310, 2)];
  await stack.putFile('d.json', JSON.stringify([nested(old), nested(storeNumber(311)), newer]));
  await run();
  await stack.configure({ fields: mendedFields });
  const dry = await command('rejects', 'replay', importName, '--dry-run');
  expect(dry).toMatchObject({ exitCode: 3, stdout: expect.stringMatching(/record 2 of the file has its\s/) });
  expect((await command('rejects', 'replay', importName)).exitCode).toBe(3);
  expect(await stored(old.id)).toMatchObject({ offline_store_name: newer.name });
  await expectStored([storeNumber(311)]);
  expect((await command('rejects', 'replay', importName, '--overwrite-newer')).exitCode).toBe(0);
  await expectStored([old]);
}, 60_000);

test('a version that is gone is told, left, and can be discarded', async () => {
  await stack.putFile('e.json', JSON.stringify([nested(storeNumber(320))]));
  await run();
  await stack.putFile('e.json', JSON.stringify([storeNumber(320, 2)]));
  await run();
  await stack.configure({ fields: mendedFields });
  expect((await command('rejects', 'replay', importName, '--overwrite-newer')).exitCode).toBe(3);
  expect((await command('logs', importName)).stdout).toContain(
    'Left out 1 reject of e.json; the source has another version of the file',
  );
  expect(await stored(storeNumber(320).id)).toMatchObject({ offline_store_name: storeNumber(320, 2).name });
  expect((await command('rejects', 'discard', importName)).exitCode).toBe(2);
  expect(await command('rejects', 'discard', importName, '--file', 'e.json', '--yes')).toMatchObject({
    exitCode: 0,
    stdout: `Discarded 1 reject of ${importName}.\n`,
  });
  expect(await rejects()).toEqual([]);
}, 60_000);

test('a worker killed in the middle of a replay loses nothing', async () => {
  const all = stores(1_000, 400);
  await stack.putFile('f.json', JSON.stringify(all.map(nested)));
  await run();
  await stack.configure({ fields: mendedFields });
  stack.odp.setOptions({ latencyMs: 150 });
  const replay = command('rejects', 'replay', importName, '--json');
  await until('the middle of the replay', async () => (await stored(storeNumber(1_100).id)) !== undefined);
  await worker.kill('SIGKILL');
  expect(await stored(storeNumber(1_399).id)).toBeUndefined();
  worker = await stack.startWorker();
  stack.odp.setOptions({ latencyMs: 0 });
  const { exitCode, stdout } = await replay;
  expect(exitCode).toBe(0);
  expect(JSON.parse(stdout).counts).toEqual({ read: 400, delivered: 400, rejected: 0, skipped: 0, pending: 0 });
  await expectStored(all);
  expect(await rejects()).toEqual([]);
}, 90_000);

test('a quarantined file is retried when the destination is mended; one that is still broken stays', async () => {
  await stack.configure({ fields, maxRejects: 5 });
  const all = stores(2_000, 40);
  stack.odp.addFault({ path: '/objects/', key: all.slice(10, 30).map(({ id }) => id), action: { kind: 'reject' } });
  await stack.putFile('g.json', JSON.stringify(all));
  await stack.putFile('broken.json', JSON.stringify(stores(2_100, 2)).slice(0, -5));
  expect((await run()).files).toEqual({ found: 2, done: 2, quarantined: 2 });
  expect((await rejects()).length).toBeGreaterThan(5);
  stack.odp.clearFaults();
  const before = await bookmark();

  // Of one second, and in the order of their names: g.json is the newest.
  const { exitCode, stdout } = await command('run', importName, '--retry-quarantined', '--overwrite-newer', '--wait');
  expect({ exitCode, stdout }).toMatchObject({
    exitCode: 3,
    stdout: expect.stringContaining('1 file is in quarantine'),
  });
  await expectStored(all);
  expect(await rejects()).toEqual([]);
  const [left, ...others] = await quarantine();
  expect(others).toEqual([]);
  expect(left).toMatchObject({ name: 'broken.json', reason: { code: 'file-truncated' } });
  expect(await bookmark()).toEqual(before);

  await stack.putFile('broken.json', JSON.stringify(stores(2_100, 2)));
  await run();
  await command('run', importName, '--retry-quarantined', '--wait');
  expect((await command('logs', importName)).stdout).toMatch(/Let out of quarantine: broken\.json .* another version/);
  expect(await quarantine()).toEqual([]);
  const none = await command('run', importName, '--retry-quarantined', '--wait', '--fail-on-empty');
  expect(none).toMatchObject({ exitCode: 9, stderr: `No file of ${importName} is in quarantine.\n` });
}, 90_000);

test('a quarantined file does not overwrite newer files, unless it is asked for', async () => {
  await stack.configure({ fields, maxRejects: 0 });
  const [old, newer] = [storeNumber(2_200), storeNumber(2_200, 2)];
  await stack.putFile('h1.json', JSON.stringify([nested(storeNumber(2_201)), old]));
  await run();
  await nextSecond();
  await stack.putFile('h2.json', JSON.stringify([newer]));
  await run();
  await stack.configure({ fields });
  const left = await command('run', importName, '--retry-quarantined', '--wait');
  expect(left).toMatchObject({ exitCode: 3, stdout: expect.stringContaining('1 left out') });
  expect(left.stderr).toMatch(/Newer files up to \S+ have been imported since:\n {2}h1\.json of/);
  expect(await stored(old.id)).toMatchObject({ offline_store_name: newer.name });
  expect(await quarantine()).toHaveLength(1);
  await command('run', importName, '--retry-quarantined', '--overwrite-newer', '--wait');
  await expectStored([old]);
  expect(await quarantine()).toEqual([]);
}, 60_000);

test('a replay is a run of the import: while one works there is no other', async () => {
  // Paused, it works for as long as the commands take.
  const working = await start(stack);
  await working.signal('pause');
  const refused = await command('rejects', 'replay', importName, '--overwrite-newer');
  expect(refused).toMatchObject({ exitCode: 7, stderr: expect.stringContaining('already-running') });
  expect((await command('rejects', 'discard', importName, '--yes')).exitCode).toBe(7);
  expect((await command('run', importName, '--retry-quarantined')).stderr).toContain('in quarantine');
  await working.signal('resume');
  await resultOf(working);
}, 60_000);
