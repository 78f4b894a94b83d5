import { readFile, stat } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { parse } from 'yaml';
import { type LocalStack, startLocalStack } from '../../sandbox/local-stack';
import type { WorkerProcess } from '../../sandbox/worker-process';
import { draft } from '../../src/cli/draft';
import { activatedText, activateFeed, feedsText, listFeeds } from '../../src/cli/feeds';
import { landedSamples } from '../../src/cli/landed-samples';
import { exportTable, findTable, listTables, requireTables, tableText } from '../../src/cli/tables';
import type { Session } from '../../src/runs/session';
import { landForTest } from '../activities/couriers/landed-under-test';
import { until } from '../proofs/run-import';
import { contentsOf } from '../storage/scratch-storage';
import { type CommandEnd, longshore } from './longshore-command';
import { stackSession } from './stack-session';

const decisions = resolve(
  __dirname,
  '../fixtures/optimizely-e3/v1/account_id=12345/type=decisions/date=2020-09-13/experiment=18156943409',
  'part-00000-f1c6c551-2762-401d-bc5e-c4dfb9cfd078.c000.snappy.parquet',
);
const feed = 'Optimizely:Decisions';
const connections = { tables: { type: 'duckdb', path: 'warehouse.duckdb' } };

let stack: LocalStack;
let worker: WorkerProcess;
beforeAll(async () => {
  stack = await startLocalStack({ sections: { connections } });
  worker = await stack.startWorker();
}, 60_000);
afterAll(() => stack?.stop());

/** What a command works with, without a process for each; it reads longshore.yaml as it is now. */
const session = (): Session => stackSession(stack);
const command = (...args: string[]): Promise<CommandEnd> => longshore(args, { cwd: stack.folder, env: stack.env });

test('from a file to a table: it is drafted, activated with a sample, and told of', async () => {
  const { yaml } = await draft(session(), decisions, { name: feed });
  await stack.configure({ connections, ...parse(yaml) });
  expect(feedsText(await listFeeds(session()))).toMatch(
    /Optimizely:Decisions .* tables .* uuid .* process_timestamp .* yes .* 0 /,
  );
  const activated = await activateFeed(session(), feed, { sample: decisions });
  expect(activatedText(activated)).toBe(
    'The table of Optimizely:Decisions is there.\nSample: 9,001 read, 0 errors, 0 rejected, 9,001 inserted, 0 updated\n',
  );
  const { feeds, faults } = await listFeeds(session());
  expect({ feeds, faults }).toMatchObject({ feeds: [{ name: feed, active: true, rows: 9_001 }], faults: [] });
  const { tables } = await requireTables(session(), undefined);
  expect(tables).toMatchObject([{ name: feed, connection: 'tables', rows: 9_001, primaryKey: ['uuid'] }]);
  expect(tableText(await findTable(session(), feed, undefined))).toMatch(
    /Rows +9001\n.*user_ip .*VARCHAR .* ip-address/s,
  );

  const csv = join(stack.folder, 'out.csv');
  expect(await exportTable(session(), feed, { format: 'csv', to: csv })).toBe(9_001);
  expect((await readFile(csv, 'utf8')).match(/\r\n/g)).toHaveLength(9_002);
  await expect(exportTable(session(), feed, { format: 'csv', to: join(csv, 'x') })).rejects.toMatchObject({
    code: 'usage-invalid',
  });
  expect(await contentsOf(session().storage, 'table-requests/')).toEqual(new Map());
}, 60_000);

test('the commands print rows, with masks unless they are to be shown', async () => {
  const sql = `select count(*) as n, max(user_ip) as ip from "${feed}"`;
  const [preview, query, shown, exported] = await Promise.all([
    command('tables', 'preview', feed, '--limit', '1'),
    command('tables', 'query', sql, '--json'),
    command('tables', 'query', sql, '--json', '--show-personal'),
    command('tables', 'export', feed, '--format', 'parquet', '--to', 'out.parquet'),
  ]);
  expect(preview.stdout).toMatch(/│ uuid .*│ user_ip .*\n[^│]*│ [^\n]*│ \*\*\* +│/);
  expect(preview.stderr).toBe('The first 1 rows; --limit shows more.\nMasked: user_ip; --show-personal shows them.\n');
  expect(JSON.parse(query.stdout)).toEqual([{ n: 9_001, ip: '***' }]);
  expect(JSON.parse(shown.stdout)).toEqual([{ n: 9_001, ip: expect.stringMatching(/\./) }]);
  expect(exported.stdout).toBe(`9001 rows of ${feed} in out.parquet.\n`);
  expect((await stat(join(stack.folder, 'out.parquet'))).size).toBeGreaterThan(100_000);
}, 60_000);

test('what has landed is listed, drafted from by its tag, and shown with masks', async () => {
  const content = 'id,Email\n1,ada@example.com\n2,\n';
  await landForTest(session().storage, 'people/a.csv', [
    { landAs: { tag: 'people', contentType: 'text/csv' }, content },
  ]);
  expect(await landedSamples(session().storage, { limit: 9 })).toMatchObject([
    { courier: 'optimizely', tag: 'people', file: 'people/a.csv', day: '2020-09-13', bytes: content.length },
  ]);
  expect((await draft(session(), 'people', {})).yaml).toContain('  "Optimizely:People":\n    table: tables\n');
  const { stdout } = await command('feeds', 'samples', '--tag', 'people', '--rows', '5', '--json');
  expect(JSON.parse(stdout)).toEqual([
    { id: 1, Email: '***' },
    { id: 2, Email: null },
  ]);
}, 60_000);

test('what is asked wrongly is told before anything is asked, or by who knows', async () => {
  await expect(draft(session(), 'peple', {})).rejects.toThrow('tag `peple`: did you mean `people`?');
  await expect(draft(session(), 'nowhere.csv', {})).rejects.toThrow('The file cannot be read');
  await expect(activateFeed(session(), 'Optimizely:Decision', {})).rejects.toMatchObject({ code: 'unknown-feed' });
  await expect(exportTable(session(), 'Shop:Nobody', { format: 'csv', to: 'x' })).rejects.toMatchObject({
    code: 'unknown-table',
  });
  await expect(requireTables(session(), 'tabels')).rejects.toMatchObject({ code: 'usage-invalid' });
  const [query, purge] = await Promise.all([
    command('tables', 'query', 'drop table x'),
    command('feeds', 'activate', feed, '--purge'),
  ]);
  expect(query).toMatchObject({ exitCode: 2, stderr: expect.stringContaining('query-invalid') });
  expect(purge).toMatchObject({ exitCode: 2, stderr: expect.stringContaining('This empties a table') });
}, 60_000);

test('a second worker takes the tables over when the first dies; where there is none, it is said what to start', async () => {
  const second = await stack.startWorker();
  await until('the second to wait', () => second.log().includes('tables-locked'));
  const rows = async () => (await listTables(session(), ['tables'])).tables.map((table) => table.rows);
  expect(await rows()).toEqual([9_001]);
  await worker.kill('SIGKILL');
  await until('the second to have them', () => second.log().includes('tables open'), 10_000);
  expect(second.log().match(/tables-locked/g)).toHaveLength(1);
  expect(await rows()).toEqual([9_001]);
  await second.kill('SIGTERM');
  await expect(requireTables(session(), 'tables')).rejects.toMatchObject({
    code: 'tables-unavailable',
    message: expect.stringContaining('No worker has the tables of `tables` open'),
    remedy: expect.stringContaining('longshore-worker'),
  });
}, 60_000);
