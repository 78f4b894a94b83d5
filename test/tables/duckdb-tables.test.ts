import { execFile, spawn } from 'node:child_process';
import { once } from 'node:events';
import { access, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { openTables } from '../../src/tables/open-tables';
import type { LocalFile, Tables } from '../../src/tables/tables';
import { tablesContract } from '../contracts/tables-contract';
import { feedOf, loaded, loadOf, rowsOf, ScratchFiles } from '../contracts/tables-under-test';

import { parquetFile } from './parquet-file';

let folder: ScratchFiles;
beforeAll(async () => {
  folder = await ScratchFiles.make();
});
afterAll(() => folder.remove());

const open = (name: string) => openTables({ type: 'duckdb', path: join(folder.folder, name) });
const people = feedOf({ id: { type: 'integer' }, name: { type: 'string' } });

describe('Tables of DuckDB', () => {
  tablesContract(() => open('contract.duckdb'));
});

describe('A file of DuckDB', () => {
  it('is opened once in a process, and is there again when it was closed', async () => {
    const [one, other] = await Promise.all([open('shared.duckdb'), open('shared.duckdb')]);
    await loaded(one, loadOf('Test:People', people, [await folder.csv('id,name\n1,a\n')]));
    expect(await rowsOf(other, 'SELECT * FROM "Test:People"')).toEqual([[1, 'a']]);
    await one.close();
    await one.close();
    expect(await rowsOf(other, 'SELECT * FROM "Test:People"')).toEqual([[1, 'a']]);
    await other.close();
    const again = await open('shared.duckdb');
    expect(await rowsOf(again, 'SELECT * FROM "Test:People"')).toEqual([[1, 'a']]);
    await again.close();
  });

  it('that another process has is told with its process', async () => {
    const tables = await open('locked.duckdb');
    const script = `require('@duckdb/node-api').DuckDBInstance.create(process.argv[1]).then(() => console.log('open'), (error) => console.log(error.message))`;
    const { stdout } = await promisify(execFile)(process.execPath, [
      '-e',
      script,
      join(folder.folder, 'locked.duckdb'),
    ]);
    expect(stdout).toContain(`PID ${process.pid}`);
    await tables.close();
  });

  it('in a folder that is not there, or that is none, cannot be opened', async () => {
    await expect(open('none/warehouse.duckdb')).rejects.toMatchObject({ code: 'tables-unavailable' });
    await writeFile(join(folder.folder, 'text.duckdb'), 'This is no database. '.repeat(1000));
    await expect(open('text.duckdb')).rejects.toMatchObject({ code: 'tables-unavailable' });
  });
});

describe('A process that is killed while it loads', () => {
  it('leaves all as it was, or the load as a whole', async () => {
    const path = join(folder.folder, 'killed.duckdb');
    const settings = feedOf({ id: { type: 'integer' }, run: { type: 'integer' }, text: { type: 'string' } });
    const rows = (first: number, run: number) =>
      parquetFile(
        folder.folder,
        `SELECT i AS id, ${run} AS run, uuid()::VARCHAR AS text FROM range(${first}, ${first + 200_000}) AS r(i)`,
      );
    const before = await openTables({ type: 'duckdb', path });
    await loaded(before, loadOf('Test:Killed', settings, [await rows(0, 1)]));
    await before.close();

    const load = loadOf('Test:Killed', settings, [await rows(100_000, 2)]);
    const script = ['-r', join(__dirname, '../load-typescript.cjs'), join(__dirname, 'duckdb-loading-process.ts')];
    // From the staging over the transaction to its commit: all of a load takes some 300 to 600 ms.
    for (const afterMs of [20, 100, 200, 300, 400]) {
      const child = spawn(process.execPath, [...script, path, JSON.stringify(load)], {
        stdio: ['ignore', 'pipe', 'inherit'],
      });
      const exited = once(child, 'exit');
      await once(child.stdout, 'data');
      await new Promise((resolve) => setTimeout(resolve, afterMs));
      child.kill('SIGKILL');
      await exited;
      const tables = await openTables({ type: 'duckdb', path });
      const [[objects] = []] = await rowsOf(
        tables,
        "SELECT count(*) FROM _longshore.objects WHERE feed = 'Test:Killed'",
      );
      const found = await rowsOf(
        tables,
        'SELECT run, count(*), count(DISTINCT id) FROM "Test:Killed" GROUP BY run ORDER BY run',
      );
      const whole = [
        [1, 100_000, 100_000],
        [2, 200_000, 200_000],
      ];
      expect({ objects, found }).toEqual(
        objects === 1 ? { objects, found: [[1, 200_000, 200_000]] } : { objects: 2, found: whole },
      );
      await tables.close();
    }
    const tables = await openTables({ type: 'duckdb', path });
    const { counts } = await loaded(tables, load);
    expect(counts).toEqual({ read: 200_000, errors: 0, rejected: 0, inserted: 100_000, updated: 100_000 });
    await tables.close();
  });
});

describe('A query', () => {
  let tables: Tables;
  let secret: LocalFile;
  beforeAll(async () => {
    tables = await open('queries.duckdb');
    secret = await folder.csv('secret\n1\n');
    const load = loadOf('Test:People', people, [await folder.csv('id,name\n1,a\n')]);
    await loaded(tables, load);
  });
  afterAll(() => tables.close());

  it.each([
    "SELECT * FROM read_csv('/etc/passwd')",
    "SELECT * FROM read_text('@')",
    "SELECT * FROM '@'",
    'SELECT * FROM "/etc/passwd"',
    "SELECT (SELECT count(*) FROM '@')",
    'SELECT * FROM "Test:People" WHERE id IN (FROM \'@\')',
    "WITH a AS (FROM '@') SELECT 1",
    'SELECT * FROM (WITH "@" AS (SELECT 1) SELECT 1), \'@\'',
    "SELECT 1 UNION ALL SELECT count(*) FROM glob('/*')",
    "DESCRIBE SELECT * FROM read_csv('@')",
    "SUMMARIZE '@'",
    'SHOW DATABASES',
    "SELECT * FROM query('SELECT 1')",
    "SELECT * FROM json_execute_serialized_sql('{}')",
    'SELECT * FROM duckdb_settings()',
    'SELECT * FROM duckdb_secrets()',
    "SELECT current_setting('temp_directory')",
    "SELECT getenv('HOME')",
    'SELECT * FROM information_schema.tables',
    'SELECT * FROM temp.main.stage',
    "COPY (SELECT 1) TO '@.out'",
    'COPY "Test:People" FROM \'@\'',
    "ATTACH '@.db' AS other",
    "EXPORT DATABASE '@.export'",
    'INSTALL httpfs',
    "SET memory_limit = '10GB'",
    'PRAGMA database_list',
    'CALL duckdb_tables()',
    'CREATE TEMP VIEW v AS SELECT 1',
    'BEGIN',
    'EXPLAIN ANALYZE DELETE FROM "Test:People"',
    'PREPARE p AS DELETE FROM "Test:People"',
    'SELECT 1; DELETE FROM "Test:People"',
    '',
  ])('of the machine, its files and its settings is refused: %s', async (sql) => {
    await expect(rowsOf(tables, sql.replaceAll('@', secret.path))).rejects.toMatchObject({ code: 'query-invalid' });
    expect(await rowsOf(tables, 'SELECT * FROM "Test:People"')).toEqual([[1, 'a']]);
    for (const made of ['.out', '.db', '.export']) await expect(access(secret.path + made)).rejects.toThrow();
  });

  it.each([
    ['WITH few AS (SELECT * FROM "Test:People"), two AS (SELECT * FROM few) SELECT count(*) FROM two', [[1]]],
    ['WITH RECURSIVE n AS (SELECT 1 AS i UNION ALL SELECT i + 1 FROM n WHERE i < 3) SELECT sum(i) FROM n', [[6]]],
    [
      'SELECT p.id, r.range FROM "test:people" p JOIN range(2) r ON true ORDER BY ALL',
      [
        [1, 0],
        [1, 1],
      ],
    ],
    ['FROM main."Test:People"', [[1, 'a']]],
    ['SELECT feed FROM _longshore.loads', [['Test:People']]],
    [
      "SELECT 9007199254740993, 1.5, DATE '2020-01-01', [1], {a: 2}, MAP {'k': 3}, '{\"a\":[1]}'::JSON, NULL",
      [['9007199254740993', '1.5', '2020-01-01', [1], { a: 2 }, { k: 3 }, { a: [1] }, null]],
    ],
    ['VALUES (1), (2)', [[1], [2]]],
  ])('of tables is answered: %s', async (sql, rows) => {
    expect(await rowsOf(tables, sql)).toEqual(rows);
  });

  it.each([
    ['SELECT i, v.mail_1 FROM (SELECT p.id AS i, * FROM "Test:Persons" p, "Test:Persons" q) v', [undefined, 'email']],
    ['SELECT "lower(mail)" FROM (SELECT lower(mail) FROM "Test:Persons")', ['email']],
    ['SELECT id: mail FROM "Test:Persons"', ['email']],
    ['SELECT city FROM (SELECT place.city FROM "Test:Persons")', ['email']],
    ['SELECT mail FROM "Test:Persons" UNION ALL SELECT name FROM "Test:People"', ['email']],
    ['FROM "Test:Persons"', [undefined, 'email', 'fk-visitor', 'address']],
    ['SELECT place.id AS a, place[\'id\'] AS b, id FROM "Test:Persons"', ['address', 'address', undefined]],
    ['SELECT place.* FROM "Test:Persons"', ['email', 'email']],
    ['SELECT unnest(place), id FROM "Test:Persons"', ['email', 'email', 'email']],
    ['SELECT x, y FROM (SELECT id, mail FROM "Test:Persons") AS q(x, y)', ['email', 'email']],
    ['SELECT * RENAME (mail AS x) FROM "Test:Persons"', ['email', 'email', 'email', 'address']],
    ['SELECT * REPLACE (mail AS id) FROM "Test:Persons"', ['email', 'email', 'email', 'address']],
    ['SELECT COLUMNS(\'^i\') FROM "Test:Persons"', ['email']],
    ['SELECT e.value FROM "Test:Persons" p, json_each(to_json(p)) e', ['email']],
    ['SELECT id, name FROM "Test:People"', [undefined, undefined]],
    [
      `SELECT p.id AS variation, count(DISTINCT p.visitor) AS visitors FROM "Test:Persons" p
       LEFT JOIN "Test:People" c ON c.name = p.mail GROUP BY ALL`,
      [undefined, undefined],
    ],
  ])('knows what is of persons: %s', async (sql, tags) => {
    const fields = {
      id: { type: 'string' },
      mail: { type: 'string', tag: 'email' },
      visitor: { type: 'string', tag: 'fk-visitor' },
      place: { type: 'nested', tag: 'address' },
    } as const;
    const person = "SELECT '1' AS id, 'a@b' AS mail, 'v' AS visitor, {id: 1, city: 'c'} AS place";
    const file = await parquetFile(folder.folder, person);
    await loaded(tables, loadOf('Test:Persons', feedOf(fields), [file]));
    const { columns, rows } = await tables.query(sql);
    for await (const batch of rows) expect(batch).toBeDefined();
    expect(columns.map(({ tag }) => tag)).toEqual(tags);
  });
});
