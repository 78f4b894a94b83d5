import { existsSync, readFileSync } from 'node:fs';
import { mkdir, mkdtemp, readdir, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { CancelledFailure } from '@temporalio/common';
import { MockActivityEnvironment } from '@temporalio/testing';
import { stringify } from 'yaml';
import type { LoadFeedResult } from '../../../src/activities/couriers/courier-requests';
import { loadFeed } from '../../../src/activities/couriers/load-feed';
import { Governors } from '../../../src/activities/delivery/governors';
import { fingerprint, loadConfig } from '../../../src/config';
import type { PlannedObject } from '../../../src/contract/couriers/courier-file';
import { LongshoreError } from '../../../src/contract/failure';
import { readFeedReports, readRejects, type Storage, writeCourierList } from '../../../src/storage';
import { DirectoryStorage } from '../../../src/storage/directory-storage';
import type { FeedLoad, FeedLoaded, LoadOptions, RowError, Tables } from '../../../src/tables/tables';
import { collect, contentsOf } from '../../storage/scratch-storage';
import { silentLogger } from '../silent-logger';
import { landForTest } from './landed-under-test';

const decisions = { tag: 'decisions', contentType: 'text/csv' } as const;
const others = { tag: 'others', contentType: 'text/csv' } as const;
const entity = (tag: string) => ({
  'object/type': 'file',
  'object/file-pattern': `'${tag}/'yyyy-MM-dd'/*.csv'`,
  'object/land-as': { 'file/tag': tag, 'file/content-type': 'text/csv' },
});
const feed = { table: 'tables', primaryKey: ['id'], fields: { id: { type: 'string' }, price: { type: 'integer' } } };
const settings = {
  connections: {
    bucket: { type: 's3', bucket: 'events', region: 'us-east-1', credentials: { type: 'default' } },
    tables: { type: 'duckdb', path: 'warehouse.duckdb' },
  },
  feeds: { 'Optimizely:Decisions': feed, 'Optimizely:Resting': { ...feed, active: false } },
  couriers: {
    optimizely: {
      source: 'bucket',
      entities: [entity('decisions'), entity('others')],
      loadOperations: {
        'Optimizely:Decisions': [{ type: 'load', file: 'decisions' }, { type: 'truncate' }],
        'df-xxxxxx': [{ type: 'load', file: 'others' }],
        'Optimizely:Resting': [{ type: 'load', file: 'others' }],
      },
    },
  },
  storage: { type: 'directory', path: 'storage' },
};

let folder: string;
let storage: Storage;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'longshore-load-'));
  await mkdir(join(folder, 'scratch'));
  await writeFile(join(folder, 'longshore.yaml'), stringify(settings, { aliasDuplicateObjects: false }));
  storage = new DirectoryStorage(join(folder, 'storage'));
});
afterEach(() => rm(folder, { recursive: true, force: true }));

const run = { import: 'optimizely', runId: 'run-1' };
const planned = (name: string, feeds: readonly number[], more: Partial<PlannedObject> = {}): PlannedObject => ({
  ...{ entity: 0, day: '2020-09-13', name, etag: 'e1', timestamp: 0, size: 7, late: false, feeds },
  ...more,
});

/** Tables that do what a test says; their contract has tests of its own. */
type Load = (load: FeedLoad, options: LoadOptions) => Promise<FeedLoaded>;

interface Asked {
  readonly objects: readonly PlannedObject[];
  readonly feed?: number;
  readonly leftOut?: readonly number[];
  readonly environment?: MockActivityEnvironment;
}

async function loadWith(load: Load, { objects, feed: place = 0, leftOut = [], environment }: Asked) {
  const configPath = join(folder, 'longshore.yaml');
  const env = { LONGSHORE_SCRATCH: join(folder, 'scratch') };
  const inList = (async function* () {
    yield* objects;
  })();
  const list = await writeCourierList(storage, { courier: run.import, runId: run.runId }, inList);
  const asked = { ...run, loadId: run.runId, list, feed: place, leftOut };
  const context = { configPath, env, taskQueue: 'longshore', governors: new Governors() };
  const of = environment ?? new MockActivityEnvironment({}, { logger: silentLogger });
  const tables = async (connection: string): Promise<Tables> => {
    expect(connection).toBe('tables');
    return { load } as Partial<Tables> as Tables;
  };
  const started = fingerprint(loadConfig({ path: configPath, env: {} }), run.import);
  return of.run(() => loadFeed(context, tables, { ...asked, fingerprint: started })) as Promise<LoadFeedResult>;
}

const counts = { read: 4, errors: 1, rejected: 0, inserted: 2, updated: 1 };
const loaded = (more: Partial<FeedLoaded> = {}): FeedLoaded => ({
  counts,
  files: [],
  drift: [],
  repeated: false,
  ...more,
});

test('what is for the feed and has landed is loaded from this machine, each object once, and then scratch is empty', async () => {
  await landForTest(storage, 'a.csv', [
    { landAs: decisions, content: 'id\n1\n' },
    { landAs: others, content: 'x' },
  ]);
  await landForTest(storage, 'b.csv', [{ landAs: decisions, content: 'id\n2\n' }], { size: 7 });
  let seen: FeedLoad | undefined;
  const result = await loadWith(
    async (load) => {
      seen = load;
      const contents = load.files.map(({ path }) => readFileSync(path, 'utf8'));
      expect(contents).toEqual(['id\n1\n', 'id\n2\n']);
      return loaded({ files: load.files.map(({ name }) => ({ file: name, read: 2, errors: 0 })) });
    },
    {
      // The second entity has found a.csv as well; c.csv has not landed and people go on without it.
      objects: [
        planned('a.csv', [0, 1]),
        planned('a.csv', [0], { entity: 1 }),
        planned('b.csv', [0]),
        planned('c.csv', [0]),
        planned('d.csv', [1]),
      ],
      leftOut: [3],
    },
  );
  expect(seen).toMatchObject({ courier: 'optimizely', runId: 'run-1', feed: 'Optimizely:Decisions', truncate: true });
  expect(seen?.files.map(({ name, day, landAs }) => ({ name, day, landAs }))).toEqual([
    { name: 'a.csv', day: '2020-09-13', landAs: decisions },
    { name: 'b.csv', day: '2020-09-13', landAs: decisions },
  ]);
  expect(seen?.objects).toEqual([
    { name: 'a.csv', day: '2020-09-13', etag: 'e1', size: 1 },
    { name: 'b.csv', day: '2020-09-13', etag: 'e1', size: 7 },
  ]);
  expect(result).toEqual({ feed: 'Optimizely:Decisions', counts, files: 2, repeated: false, notes: [] });
  expect(await readdir(join(folder, 'scratch'))).toEqual([]);
  expect(await readFeedReports(storage, run)).toEqual([
    {
      ...{ feed: 'Optimizely:Decisions', counts, drift: [], loadedAt: expect.any(Number) },
      files: [
        { file: 'a.csv', read: 2, errors: 0 },
        { file: 'b.csv', read: 2, errors: 0 },
      ],
    },
  ]);
});

const bad = (row: number, column: string | undefined, message: string): RowError => ({
  ...{ file: 'a.csv', line: row + 2, row, column, message, record: `canary-${row}` },
});

test('bad rows are among the rejects with line and column, a row once, and a repeat writes the same', async () => {
  await landForTest(storage, 'a.csv', [{ landAs: decisions, content: 'id\n1\n' }]);
  const load: Load = async (_, { onErrors }) => {
    await onErrors([bad(7, 'price', 'is no integer'), bad(3, 'id', 'is missing'), bad(3, 'price', 'is no integer')]);
    await onErrors([bad(9, undefined, 'has 3 columns and not 2')]);
    throw new LongshoreError('load-threshold', '3 of 10 rows are bad');
  };
  const once = () => loadWith(load, { objects: [planned('a.csv', [0])] });
  await expect(once()).rejects.toMatchObject({ code: 'load-threshold' });
  const rejects = await collect(readRejects(storage, 'optimizely'));
  expect(rejects.map(({ index, line, code, message, record }) => ({ index, line, code, message, record }))).toEqual([
    {
      ...{ index: 3, line: 5, code: 'wrong-type', record: 'canary-3' },
      message:
        'Optimizely:Decisions: line 5, column id: is missing; Optimizely:Decisions: line 5, column price: is no integer',
    },
    {
      ...{ index: 7, line: 9, code: 'wrong-type', record: 'canary-7' },
      message: 'Optimizely:Decisions: line 9, column price: is no integer',
    },
    {
      ...{ index: 9, line: 11, code: 'record-unreadable', record: 'canary-9' },
      message: 'Optimizely:Decisions: line 11: has 3 columns and not 2',
    },
  ]);
  const before = [...(await contentsOf(storage, 'rejects/')).keys()];
  await expect(once()).rejects.toMatchObject({ code: 'load-threshold' });
  expect([...(await contentsOf(storage, 'rejects/')).keys()]).toEqual(before);
  expect(await readFeedReports(storage, run)).toEqual([]);
});

test('columns that are missing or new are told once for all files that differ alike', async () => {
  await landForTest(storage, 'a.csv', [{ landAs: decisions, content: '' }]);
  const alike = ['a', 'b', 'c'].map((file) => ({ file, missing: ['price'], added: ['cost', 'tax'] }));
  const drift = [...alike, { file: 'd', missing: [], added: ['tax'] }];
  const { notes } = await loadWith(async () => loaded({ drift }), { objects: [planned('a.csv', [0])] });
  expect(notes).toEqual([
    {
      level: 'warn',
      text: 'Optimizely:Decisions: a and 2 more files: no price; columns that the feed does not have: cost, tax',
    },
    { level: 'warn', text: 'Optimizely:Decisions: d: columns that the feed does not have: tax' },
  ]);
  const many = Array.from({ length: 9 }, (_, number) => ({ file: 'a', missing: [`c${number}`], added: [] }));
  const result = await loadWith(async () => loaded({ drift: many }), { objects: [planned('a.csv', [0])] });
  expect(result.notes).toHaveLength(6);
  expect(result.notes.at(-1)?.text).toBe('Optimizely:Decisions: files differ from the feed in 4 more ways');
});

test.each([1, 2])(
  'load operation %d: a feed that is not there, or rests, is told in the words that people know',
  async (place) => {
    const neverLoaded: Load = () => Promise.reject(new Error('it was loaded'));
    await expect(loadWith(neverLoaded, { objects: [planned('a.csv', [1, 2])], feed: place })).rejects.toMatchObject({
      code: 'unknown-feed',
      message: 'Error running load-operations task\nCannot find required feeds: "df-xxxxxx", "Optimizely:Resting"',
    });
  },
);

test('an object that has not landed is no reason to load the others without it', async () => {
  await landForTest(storage, 'a.csv', [{ landAs: decisions, content: '' }]);
  const neverLoaded: Load = () => Promise.reject(new Error('it was loaded'));
  const objects = [planned('a.csv', [0]), planned('b.csv', [0])];
  await expect(loadWith(neverLoaded, { objects })).rejects.toMatchObject({
    code: 'storage-missing',
    message: 'b.csv is to be loaded and has not landed',
  });
});

test('a cancel interrupts the load, comes out as a cancel, and leaves nothing on the disk', async () => {
  await landForTest(storage, 'a.csv', [{ landAs: decisions, content: 'id\n1\n' }]);
  const environment = new MockActivityEnvironment({}, { logger: silentLogger });
  let path = '';
  const load: Load = ({ files }, { signal }) =>
    new Promise((_, reject) => {
      path = files[0]?.path ?? '';
      expect(existsSync(path)).toBe(true);
      signal?.addEventListener('abort', () => reject(new DOMException('interrupted', 'AbortError')));
      environment.cancel();
    });
  await expect(loadWith(load, { objects: [planned('a.csv', [0])], environment })).rejects.toBeInstanceOf(
    CancelledFailure,
  );
  expect(existsSync(path)).toBe(false);
});
