import { join } from 'node:path';
import { type CourierStack, startCourierStack } from '../../sandbox/courier-stack';
import {
  exportBucket,
  exportPrefix,
  putSample,
  sampleDay,
  sampleFile,
  sampleKeys,
  sampleRows,
} from '../../sandbox/optimizely-export';
import type { WorkerProcess } from '../../sandbox/worker-process';
import { answeredRows } from '../../src/cli/answered-rows';
import { askTables } from '../../src/cli/ask-tables';
import type { RunProgress } from '../../src/contract/run';
import { resolveSignal } from '../../src/contract/run-definitions';
import { type Reject, readRejects } from '../../src/storage';
import { DirectoryStorage } from '../../src/storage/directory-storage';
import { stackSession } from '../cli/stack-session';
import { collect } from '../storage/scratch-storage';
import { runCourier, startCourier } from './courier-run';
import { payloadsOf } from './history-payloads';
import { journalOf, resultOf, until } from './run-import';
import { askDuckDb, type Row } from './sample-parts';

const stores = {
  table: 'tables',
  primaryKey: ['id'],
  fields: { id: { type: 'string' }, name: { type: 'string' }, visits: { type: 'integer' } },
};
const load = (tag: string) => [{ type: 'load', file: tag }];
const file = (pattern: string, tag: string, contentType = 'text/csv') => ({
  'object/type': 'file',
  'object/file-pattern': pattern,
  'object/land-as': { 'file/tag': tag, 'file/content-type': contentType },
});
/** A courier of a kind of files each, so that what goes wrong with one is nothing to the others. */
const courier = (name: string, entity: object, more: object = {}) => ({
  source: 'optimizely',
  entities: [entity],
  loadOperations: { [`Shop:${name}`]: load('rows') },
  ...more,
});
const csvCourier = (name: string, more: object = {}) =>
  courier(name, file(`'${name}/'yyyy-MM-dd'/*.csv'`, 'rows'), more);
const names = ['Plain', 'Bad', 'Few', 'Doubles', 'Whole', 'Zip', 'Required', 'Waiting', 'Kept'];

let stack: CourierStack;
let worker: WorkerProcess;
beforeAll(async () => {
  const csvCouriers = ['Plain', 'Bad', 'Few', 'Doubles', 'Kept'].map((name) => [name, csvCourier(name)]);
  stack = await startCourierStack({
    steps: { heartbeatTimeout: '2s' },
    feeds: Object.fromEntries(names.map((name) => [`Shop:${name}`, stores])),
    courier: { lookBack: '3d' },
    otherCouriers: {
      ...Object.fromEntries(csvCouriers),
      Whole: csvCourier('Whole', { loadOperations: { 'Shop:Whole': [...load('rows'), { type: 'truncate' }] } }),
      Zip: courier('Zip', {
        'object/type': 'archive',
        'object/file-pattern': "'Zip/'yyyy-MM-dd'.zip'",
        'archive/contents': {
          'stores*.csv': { 'subobject/land-as': { 'file/tag': 'rows', 'file/content-type': 'text/csv' } },
        },
      }),
      Required: csvCourier('Required', { resolveWithin: '1m' }),
      Waiting: csvCourier('Waiting', { ready: "'Waiting/'yyyy-MM-dd'/_SUCCESS'", wait: '1s' }),
      Placeholder: csvCourier('Plain', { loadOperations: { 'df-xxxxxx': load('rows') } }),
      quoted: courier('Plain', file("'Quoted_YYYY-MM-DD.csv'", 'rows')),
      quotedMeant: courier('Plain', file("'Quoted_YYYY-MM-DD.csv'", 'rows'), { quotedDates: true }),
    },
  });
  worker = await stack.startWorker();
}, 60_000);
afterAll(() => stack?.stop());

const put = (name: string, content: string | Uint8Array): void => stack.s3.putObject(exportPrefix + name, content);
const query = async (sql: string): Promise<unknown[][]> => {
  const session = stackSession(stack);
  const question = { ask: 'query', connection: 'tables', sql, limit: 1_000, showPersonal: true } as const;
  return askTables(
    session,
    'rows',
    () => question,
    async (answer, request) => [...(await answeredRows(session.storage, request, answer)).map((row) => [...row])],
  );
};
const rejectsOf = (name: string): Promise<Reject[]> =>
  collect(readRejects(new DirectoryStorage(join(stack.folder, '.longshore')), name));
/** A table of so many stores, some of them with a word where a number belongs. */
const csv = (rows: number, bad = 0): string => {
  const line = (row: number) => `s${row},Store ${row},${row < bad ? 'many' : row}\n`;
  return `id,name,visits\n${Array.from({ length: rows }, (_, row) => line(row)).join('')}`;
};
const day = '2026-03-01';

describe('the sample of the export', () => {
  test('is loaded: rows and sums of each column are those that DuckDB reads from the files themselves', async () => {
    putSample(stack.s3);
    const { counts, feeds } = await runCourier(stack, { day: sampleDay });
    const rows = sampleRows.decisions + sampleRows.conversions;
    expect(counts).toEqual({ read: rows, delivered: rows, rejected: 0, skipped: 0, pending: 0 });
    const all = (read: number) => ({ read, errors: 0, rejected: 0, inserted: read, updated: 0 });
    expect(feeds).toEqual({
      'Optimizely:Decisions': all(sampleRows.decisions),
      'Optimizely:Conversions': all(sampleRows.conversions),
    });
    for (const [feed, key] of [
      ['Optimizely:Decisions', sampleKeys.decisions],
      ['Optimizely:Conversions', sampleKeys.conversions],
    ] as const) {
      const path = join(__dirname, '../fixtures/optimizely-e3', exportPrefix, key);
      const direct = `read_parquet('${path}', hive_partitioning = false)`;
      const columns = (await askDuckDb(`DESCRIBE SELECT * FROM ${direct}`)).map(({ column_name: name }) =>
        String(name),
      );
      // The sum of the hashes of a column's values: of another value it would be another.
      const sums = columns.map((name) => `sum(hash("${name}")::HUGEINT)::VARCHAR AS "${name}"`).join(', ');
      const [expected] = await askDuckDb(`SELECT ${sums} FROM ${direct}`);
      const [found = []] = await query(`SELECT ${sums} FROM "${feed}"`);
      const named: Row = Object.fromEntries(columns.map((name, at) => [name, found[at]]));
      expect(named).toEqual(expected);
    }
    expect(
      await query('SELECT count(*), sum(revenue), count(DISTINCT account_id) FROM "Optimizely:Conversions"'),
    ).toEqual([[11_109, expect.anything(), 1]]);
  }, 60_000);

  test('a second run has nothing to do; what was overwritten is loaded again, and what came late is found', async () => {
    const nothing = { read: 0, delivered: 0, rejected: 0, skipped: 0, pending: 0 };
    expect((await runCourier(stack, { day: sampleDay })).counts).toEqual(nothing);
    const again = sampleFile(sampleKeys.decisions);
    // The same rows in another version of the object: its ETag is another.
    stack.s3.putObject(`${exportPrefix}${sampleKeys.decisions}`, Buffer.concat([again]), Date.now());
    put('type=decisions/date=2020-09-12/_SUCCESS', '');
    put('type=events/date=2020-09-12/_SUCCESS', '');
    put('type=decisions/date=2020-09-12/experiment=9/part-late.parquet', again);
    put('type=decisions/date=2020-09-14/_SUCCESS', '');
    put('type=events/date=2020-09-14/_SUCCESS', '');
    const { counts } = await runCourier(stack, { day: '2020-09-14' });
    expect(counts.read).toBe(sampleRows.decisions);
    expect(await query('SELECT count(*) FROM "Optimizely:Decisions"')).toEqual([[sampleRows.decisions]]);
  }, 60_000);
});

describe('rows that are bad', () => {
  test('2 %: nothing is loaded, and the rows are among the rejects', async () => {
    put(`Bad/${day}/a.csv`, csv(100, 2));
    await expect(runCourier(stack, { day }, 'Bad')).rejects.toThrow(/^load-threshold: .*2 .*100/);
    expect(
      await query("SELECT table_name FROM information_schema.tables WHERE table_name = 'Shop:Bad'").catch(() => []),
    ).toEqual([]);
    expect(await rejectsOf('Bad')).toMatchObject([
      { file: `Bad/${day}/a.csv`, line: 2, message: expect.stringContaining('visits') },
      { file: `Bad/${day}/a.csv`, line: 3 },
    ]);
  }, 30_000);

  test('0.5 %: the rest is loaded, and they are counted and logged', async () => {
    put(`Few/${day}/a.csv`, csv(400, 2));
    const { counts, feeds } = await runCourier(stack, { day }, 'Few');
    expect(counts).toEqual({ read: 400, delivered: 398, rejected: 2, skipped: 0, pending: 0 });
    expect(feeds).toEqual({ 'Shop:Few': { read: 400, errors: 2, rejected: 0, inserted: 398, updated: 0 } });
    expect(await query('SELECT count(*), min(visits) FROM "Shop:Few"')).toEqual([[398, 2]]);
    expect(await rejectsOf('Few')).toHaveLength(2);
  }, 30_000);

  test('of the rows of one key in a file the last one counts', async () => {
    put(`Doubles/${day}/a.csv`, 'id,name,visits\na,first,1\nb,other,2\na,last,3\n');
    const { counts } = await runCourier(stack, { day }, 'Doubles');
    expect(counts).toEqual({ read: 3, delivered: 2, rejected: 0, skipped: 1, pending: 0 });
    expect(await query('SELECT id, name, visits FROM "Shop:Doubles" ORDER BY id')).toEqual([
      ['a', 'last', 3],
      ['b', 'other', 2],
    ]);
  }, 30_000);
});

describe('files that are not what they should be', () => {
  test('a Parquet file that is cut short fails its feed alone, and the table is as it was', async () => {
    const at = 'date=2020-09-20';
    put(`type=decisions/${at}/experiment=1/part-1.parquet`, sampleFile(sampleKeys.decisions).subarray(0, 300_000));
    put(`type=decisions/${at}/_SUCCESS`, '');
    put(`type=events/${at}/_SUCCESS`, '');
    await expect(runCourier(stack, { day: '2020-09-20' })).rejects.toThrow(/^file-unreadable: .*part-1\.parquet/);
    expect(await query('SELECT count(*) FROM "Optimizely:Decisions"')).toEqual([[sampleRows.decisions]]);
  }, 30_000);

  test('an archive that is none', async () => {
    put(`Zip/${day}.zip`, csv(10));
    await expect(runCourier(stack, { day }, 'Zip')).rejects.toThrow(
      new RegExp(`^archive-unreadable: .*Zip/${day}.zip`),
    );
  }, 30_000);
});

describe('files that are not there', () => {
  test('one that is required: the run waits to be resolved, and goes on without it', async () => {
    const run = await startCourier(stack, { day }, 'Required');
    const held = async () => (await run.query<RunProgress>('progress')).tasks?.some(({ state }) => state === 'failed');
    await until('the run to be held', async () => (await held()) ?? false);
    await run.signal(resolveSignal, { action: 'ignore-missing' });
    expect((await resultOf(run)).counts.read).toBe(0);
  }, 30_000);

  test('a marker that never comes is waited for, and then the run fails and names it', async () => {
    put(`Waiting/${day}/a.csv`, csv(1));
    const started = Date.now();
    await expect(runCourier(stack, { day }, 'Waiting')).rejects.toThrow(
      new RegExp(`^files-not-ready: .*Waiting/${day}/_SUCCESS`),
    );
    expect(Date.now() - started).toBeGreaterThanOrEqual(1_000);
  }, 30_000);

  test('a pattern with its date in quotes finds nothing, and is told how it was meant; quotedDates reads it so', async () => {
    put(`Quoted_${day}.csv`, csv(3));
    await expect(runCourier(stack, { day }, 'quoted')).rejects.toThrow(/^required-file-missing/);
    expect((await runCourier(stack, { day }, 'quotedMeant')).counts.read).toBe(3);
  }, 30_000);

  test('a placeholder in the load operations lands the files and then fails in known words', async () => {
    put(`Plain/${day}/a.csv`, csv(2));
    await expect(runCourier(stack, { day }, 'Placeholder')).rejects.toThrow(
      'unknown-feed: Error running load-operations task\nCannot find required feeds: "df-xxxxxx"',
    );
  }, 30_000);
});

describe('what a bucket may do', () => {
  const oneDay = (at: string) => {
    for (const key of [`type=decisions/date=${at}/_SUCCESS`, `type=events/date=${at}/_SUCCESS`]) put(key, '');
    put(`type=decisions/date=${at}/experiment=2/part-1.parquet`, sampleFile(sampleKeys.decisions));
  };

  test('it lists and does not decrypt: the remedy names kms:Decrypt', async () => {
    oneDay('2020-09-25');
    stack.s3.addFault({ method: 'GET', action: { kind: 'answer', status: 403, code: 'AccessDenied' } });
    const run = await startCourier(stack, { day: '2020-09-25' });
    await resultOf(run).catch(() => undefined);
    stack.s3.clearFaults();
    const { error } = await run.query<RunProgress>('progress');
    expect(error).toMatchObject({ code: 'source-auth', remedy: expect.stringContaining('kms:Decrypt') });
  }, 30_000);

  test('credentials that have expired and do not come anew end the run, with what to do', async () => {
    stack.s3.addFault({ method: 'LIST', action: { kind: 'answer', status: 400, code: 'ExpiredToken' } });
    const run = await startCourier(stack, { day: '2020-09-25' });
    await resultOf(run).catch(() => undefined);
    stack.s3.clearFaults();
    const { error } = await run.query<RunProgress>('progress');
    expect(error).toMatchObject({ code: 'source-auth', remedy: expect.stringContaining('expired') });
  }, 30_000);

  test('it is another one: the run says which was not found', async () => {
    stack.s3.addFault({ method: 'LIST', action: { kind: 'answer', status: 404, code: 'NoSuchBucket' } });
    await expect(runCourier(stack, { day: '2020-09-25' })).rejects.toThrow(
      new RegExp(`^source-not-found: .*${exportBucket}`),
    );
    stack.s3.clearFaults();
  }, 30_000);
});

test('landed alone, and loaded later from what has landed, without a call to the bucket', async () => {
  put(`Kept/${day}/a.csv`, csv(5));
  expect((await runCourier(stack, { day, landOnly: true }, 'Kept')).counts.read).toBe(0);
  const calls = stack.s3.requests().length;
  expect((await runCourier(stack, { day, loadOnly: true }, 'Kept')).counts.delivered).toBe(5);
  expect(stack.s3.requests()).toHaveLength(calls);
}, 30_000);

test('a table that is emptied first holds the last window, and is left as it was where nothing is new', async () => {
  const all = 'SELECT id, visits FROM "Shop:Whole" ORDER BY id';
  put(`Whole/${day}/a.csv`, 'id,name,visits\na,A,1\nb,B,2\n');
  await runCourier(stack, { day }, 'Whole');
  const two = [
    ['a', 1],
    ['b', 2],
  ];
  expect(await query(all)).toEqual(two);
  expect((await runCourier(stack, { day }, 'Whole')).counts.read).toBe(0);
  expect(await query(all)).toEqual(two);
  put(`Whole/${day}/b.csv`, 'id,name,visits\nc,C,3\n');
  await runCourier(stack, { day }, 'Whole');
  expect(await query(all)).toEqual([...two, ['c', 3]]);
}, 30_000);

test('no secret and no value of a row stands in the history or in the log of a run', async () => {
  put(`Plain/${day}/a.csv`, 'id,name,visits\nid-canary-1,name-canary-2,7\nid-canary-3,name-canary-4,many\n');
  const run = await startCourier(stack, { day }, 'Plain');
  await resultOf(run).catch(() => undefined);
  const payloads = payloadsOf(await run.fetchHistory()).map((payload) => Buffer.from(payload).toString('utf8'));
  const told = [...payloads, ...(await journalOf(run)), worker.log()].join('\n');
  expect(payloads.length).toBeGreaterThan(5);
  for (const canary of ['id-canary', 'name-canary', 'standin-secret']) expect(told).not.toContain(canary);
}, 30_000);
