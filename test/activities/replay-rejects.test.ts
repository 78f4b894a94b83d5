import type { FilesCursor } from '../../src/contract/files';
import { type Reject, readRejects, readReplayRows } from '../../src/storage';
import { collect } from '../storage/scratch-storage';
import {
  type ImportsUnderTest,
  type ImportUnderTest,
  importName,
  nothingYet,
  objectName,
  startImports,
} from './import-under-test';

let imports: ImportsUnderTest;
beforeAll(async () => {
  imports = await startImports();
}, 60_000);
afterAll(() => imports?.stop());
beforeEach(() => imports.odp.reset());

const mended = {
  fields: { ocp_quickstart_offline_store_id: 'id', offline_store_name: 'name.en', offline_store_location: 'location' },
};
const records = (first: number, count: number) =>
  Array.from({ length: count }, (_, number) => ({ id: `s${first + number}`, name: { en: `Store ${first + number}` } }));

/** An import that has rejected all of these records, and the mended mapping. */
async function rejected(
  files: Readonly<Record<string, object[]>>,
): Promise<{ under: ImportUnderTest; done: FilesCursor }> {
  const under = await imports.fresh({ maxRejectRate: 1, maxRejects: 10_000 });
  for (const [name, content] of Object.entries(files)) await under.put(name, JSON.stringify(content));
  const { cursor } = await under.step((await under.list()).files);
  await under.configure(mended);
  return { under, done: cursor };
}

const rejectsOf = (under: ImportUnderTest): Promise<Reject[]> => collect(readRejects(under.storage, importName));
const storedKeys = async (): Promise<number> => {
  await imports.odp.drain();
  return imports.odp.object(objectName).size;
};

test('a step that is repeated counts what was settled, and sends nothing of it again', async () => {
  const { under, done } = await rejected({ 'a.json': records(0, 30), 'b.json': records(30, 5) });
  const { files } = await under.findRejects(done, { overwriteNewer: true });
  under.heartbeats.length = 0;
  const first = await under.replay(files);
  expect(first).toMatchObject({ complete: true, counts: { read: 35, delivered: 35 } });
  expect(await storedKeys()).toBe(35);
  expect(await rejectsOf(under)).toEqual([]);

  const accepted = imports.odp.stats().accepted;
  const [begun] = under.heartbeats;
  expect(begun?.counts.read).toBe(0);
  // As if the worker had died with its last heartbeat untold.
  for (const details of [undefined, ...(begun ? [begun] : [])]) {
    const again = await under.replay(files, { attempt: 2, ...(details ? { details } : {}) });
    expect(again.counts).toEqual(first.counts);
    expect(again.cursor).toEqual(first.cursor);
  }
  expect(imports.odp.stats().accepted).toBe(accepted);
}, 60_000);

test('more rejects than are held at once go in groups, each reported once', async () => {
  const { under, done } = await rejected({ 'a.json': records(0, 1_201) });
  const { files } = await under.findRejects(done);
  expect((await under.replay(files)).counts).toMatchObject({ read: 1_201, delivered: 1_201 });
  const rows = await collect(readReplayRows(under.storage, { import: importName, runId: 'run-2' }));
  expect(rows.map(({ index }) => index)).toEqual(Array.from({ length: 1_201 }, (_, index) => index));
  expect(await storedKeys()).toBe(1_201);
}, 60_000);

test('a step that is cancelled keeps what was settled, and another goes on behind it', async () => {
  const { under, done } = await rejected({ 'a.json': records(0, 700) });
  const { files } = await under.findRejects(done);
  const first = await under.replay(files, { cancelWhen: ({ counts }) => counts.read > 0 });
  expect(first).toMatchObject({ complete: false, counts: { read: 500, delivered: 500 } });
  expect(await rejectsOf(under)).toHaveLength(200);
  const second = await under.replay(first.cursor);
  expect(second).toMatchObject({ complete: true, counts: { read: 200, delivered: 200 } });
  expect(await storedKeys()).toBe(700);
}, 60_000);

test('only what is meant is sent, and the others of its batch stay', async () => {
  const { under, done } = await rejected({
    'a.json': [...records(0, 3), { name: { en: 'nobody' } }, ...records(4, 2)],
  });
  expect((await rejectsOf(under)).length).toBe(6);
  const filter = { code: 'value-not-scalar' };
  const { files } = await under.findRejects(done, { filter });
  expect((await under.replay(files, { filter })).counts).toMatchObject({ read: 5, delivered: 5 });
  expect((await rejectsOf(under)).map(({ index, code, runId }) => [index, code, runId])).toEqual([
    [3, 'missing-key', 'run-1'],
  ]);
}, 60_000);

test('a refused key fails the run, with what was acknowledged kept', async () => {
  const { under, done } = await rejected({ 'a.json': records(0, 5) });
  const { files } = await under.findRejects(done);
  imports.odp.addFault({ path: '/objects/', times: 1, action: { kind: 'answer', status: 403 } });
  expect(await under.replay(files)).toMatchObject({ failure: { code: 'destination-auth' }, counts: { read: 0 } });
  expect(await rejectsOf(under)).toHaveLength(5);
}, 60_000);

test('files are found by what the bookmark says: the newest is free, older ones are held, newer ones are left to the next run', async () => {
  const { under, done } = await rejected({ 'a.json': records(0, 2), 'b.json': records(2, 3) });
  const names = async (files: FilesCursor) => {
    const outcomes = await under.findRejects(files);
    const rows = await collect(readReplayRows(under.storage, { import: importName, runId: 'run-2' }));
    return {
      total: outcomes.files.list?.total ?? 0,
      counts: outcomes.counts,
      rows: rows.map(({ file, outcome }) => [file, outcome]),
    };
  };
  // Of one second: the name decides.
  expect(await names(done)).toEqual({
    total: 1,
    counts: { read: 2, delivered: 0, rejected: 0, skipped: 2, pending: 0 },
    rows: [['a.json', 'newer']],
  });
  expect((await names(nothingYet)).rows.sort()).toEqual([
    ['a.json', 'not-done'],
    ['b.json', 'not-done'],
  ]);
  await under.put('b.json', '[]');
  expect((await names(done)).rows).toContainEqual(['b.json', 'gone']);
}, 60_000);
