import { inspect } from 'node:util';
import { Client } from 'pg';
import { isMasked } from '../../../src/contract/couriers/personal-tags';
import { openPostgresTables } from '../../../src/tables/postgres/open-postgres-tables';
import type { Tables } from '../../../src/tables/tables';
import { feedOf, loaded, loadOf, rowsOf, type ScratchFiles } from '../../contracts/tables-under-test';
import { parquetFile } from '../parquet-file';
import { failure, type PostgresUnderTest, startTables } from './postgres-under-test';

let postgres: PostgresUnderTest;
let tables: Tables;
let scratch: ScratchFiles;
beforeAll(async () => {
  postgres = await startTables();
  ({ tables, scratch } = postgres);
});
afterAll(() => postgres?.stop());

describe('tables', () => {
  const people = feedOf({ id: { type: 'integer' }, email: { type: 'string', tag: 'email' } });
  const file = (rows: string) => parquetFile(scratch.folder, `FROM (VALUES ${rows}) AS v(id, email)`);

  it('have the types of their fields, and a key of their own', async () => {
    const fields = {
      s: { type: 'string' },
      t: { type: 'datetime' },
      n: { type: 'nested' },
      d: { type: 'date' },
      m: { type: 'decimal', scale: 2 },
      f: { type: 'float' },
      i: { type: 'integer' },
      b: { type: 'boolean' },
    } as const;
    await tables.activate('Types:All', feedOf(fields, { primaryKey: ['i', 's'] }), { purge: false });
    const described = (await tables.describe()).find(({ name }) => name === 'Types:All');
    expect(described).toMatchObject({ primaryKey: ['i', 's'], rows: 0, loadedAt: undefined });
    expect(described?.columns.map(({ type }) => type)).toEqual([
      ...['text', 'timestamp without time zone', 'jsonb', 'date'],
      ...['numeric(38,2)', 'double precision', 'bigint', 'boolean'],
    ]);
  });

  it('stay what views are made of when they are emptied, and when their key is another', async () => {
    await loaded(tables, loadOf('Kept:View', people, [await file(`(1, 'a'), (2, 'b')`)]));
    await postgres.asOwner(`CREATE VIEW seen AS SELECT id FROM "Kept:View"`);
    await loaded(tables, loadOf('Kept:View', people, [await file(`(3, 'c')`)], { truncate: true }));
    expect(await rowsOf(tables, 'SELECT * FROM seen')).toEqual([[3]]);
    const other = { ...people, primaryKey: ['email'] };
    expect(await failure(loaded(tables, loadOf('Kept:View', other, [])))).toMatchObject({ code: 'feed-key-changed' });
    await tables.activate('Kept:View', other, { purge: true });
    await loaded(tables, loadOf('Kept:View', other, [await file(`(NULL, 'c')`)]));
    expect(await rowsOf(tables, 'SELECT * FROM seen')).toEqual([[null]]);
    expect((await tables.describe()).find(({ name }) => name === 'Kept:View')?.primaryKey).toEqual(['email']);
  });

  it('that were made by somebody else without a key take no load', async () => {
    await postgres.asOwner('CREATE TABLE "Some:Body" (id bigint, email text)');
    expect(await failure(loaded(tables, loadOf('Some:Body', people, [])))).toMatchObject({
      code: 'feed-key-changed',
      message: expect.stringContaining('has none'),
    });
  });

  it('have no name that PostgreSQL would cut', async () => {
    const long = `Long:${'é'.repeat(30)}`;
    expect(await failure(tables.activate(long, people, { purge: false }))).toMatchObject({
      code: 'config-invalid',
      message: expect.stringContaining('65 bytes'),
    });
    const wide = feedOf({ id: { type: 'integer' }, ['c'.repeat(64)]: { type: 'string' } });
    expect(await failure(loaded(tables, loadOf('Wide:Column', wide, [])))).toMatchObject({ code: 'config-invalid' });
  });

  it('of two schemas do not share a ledger without a word', async () => {
    await loaded(tables, loadOf('Two:Schemas', people, [await file(`(1, 'a')`)]));
    await postgres.asOwner(
      'CREATE SCHEMA elsewhere',
      `CREATE ROLE other LOGIN SUPERUSER PASSWORD 'other'`,
      'ALTER ROLE other SET search_path = elsewhere',
    );
    const url = Object.assign(new URL(postgres.server.url), { username: 'other', password: 'other' }).href;
    const others = await openPostgresTables({ url });
    expect(await failure(loaded(others, loadOf('Two:Schemas', people, [])))).toMatchObject({ code: 'config-invalid' });
    expect(await others.describe()).toEqual([]);
    await others.close();
  });

  it('are made by a user who may do no more than that', async () => {
    await postgres.asOwner(
      `CREATE DATABASE narrow`,
      `CREATE ROLE narrow LOGIN PASSWORD 'narrow'`,
      'GRANT CREATE ON DATABASE narrow TO narrow',
    );
    const url = Object.assign(new URL(postgres.server.url), {
      username: 'narrow',
      password: 'narrow',
      pathname: '/narrow',
    }).href;
    const client = new Client({
      connectionString: Object.assign(new URL(postgres.server.url), { pathname: '/narrow' }).href,
    });
    await client.connect();
    await client.query('GRANT CREATE, USAGE ON SCHEMA public TO narrow');
    await client.end();
    const narrow = await openPostgresTables({ url });
    expect((await loaded(narrow, loadOf('A:B', people, [await file(`(1, 'a')`)]))).counts.inserted).toBe(1);
    expect(await failure(rowsOf(narrow, `SELECT * FROM pg_authid`))).toMatchObject({ code: 'query-invalid' });
    await narrow.close();
  });
});

describe('queries', () => {
  it('give integers and floats as numbers, larger ones and decimals as text, JSON as what it is', async () => {
    const sql = `SELECT 1::bigint, 9007199254740993, 1.50, 0.1::float8, 'NaN'::float8, true, '{"a": [1]}'::jsonb, NULL, DATE '2020-05-01'`;
    expect(await rowsOf(tables, sql)).toEqual([
      [1, '9007199254740993', '1.50', 0.1, 'NaN', true, { a: [1] }, null, '2020-05-01'],
    ]);
  });

  it('carry the tags of columns under other names', async () => {
    const people = feedOf({ id: { type: 'integer' }, email: { type: 'string', tag: 'email' } });
    await tables.activate('Tags:All', people, { purge: false });
    const { columns } = await tables.query('SELECT p.email AS "who else", p.id, upper(email) FROM "Tags:All" p');
    expect(columns).toEqual([
      { name: 'who else', type: 'text', tag: 'email' },
      { name: 'id', type: 'bigint' },
      { name: 'upper', type: 'text', tag: 'email', isMade: true },
    ]);
  });

  it.each([
    ['SELECT upper FROM (SELECT upper(email) FROM "Tags:All") u', [true]],
    ['SELECT email(p) AS e, p.row_to_json FROM "Tags:All" p', [true, true]],
    ['SELECT upper(U&"\\0065mail") AS id FROM "Tags:All"', [true]],
    ['SELECT (json_each(row_to_json(p))).value, (p).* FROM "Tags:All" p', [true, false, true]],
    ['SELECT row_to_json FROM (SELECT p.row_to_json FROM "Tags:All" p) j', [true]],
    ['SELECT w FROM "Tags:All", regexp_split_to_table(email, \'@\') w', [true]],
    [
      'SELECT upper(email) AS e, id::text AS i, id, count(*) AS n FROM ONLY "Tags:All" GROUP BY email, id',
      [true, false, false, false],
    ],
    // What DuckDB cannot take apart.
    [
      `SELECT email AS a, id::text AS b, to_jsonb(id) #>> '{}' AS c, id # 1 AS d FROM "Tags:All"`,
      [true, true, true, false],
    ],
    ["SELECT to_jsonb(1) #>> '{}' AS a", [false]],
    ['SELECT most_common_vals FROM pg_stats', [true]],
    ['SELECT relname FROM pg_class', [false]],
  ])('hide values of persons in its own words too: %s', async (sql, masked) => {
    const people = feedOf({ id: { type: 'integer' }, email: { type: 'string', tag: 'email' } });
    await tables.activate('Tags:All', people, { purge: false });
    const { columns, rows } = await tables.query(sql);
    for await (const batch of rows) expect(batch).toBeDefined();
    expect(columns.map(isMasked)).toEqual(masked);
  });

  it('come in batches, and give their connection back when nobody reads on', async () => {
    const sizes: number[] = [];
    for await (const batch of (await tables.query('SELECT generate_series(1, 2500)')).rows) sizes.push(batch.length);
    expect(sizes).toEqual([1000, 1000, 500]);
    for (let times = 0; times < 12; times += 1) {
      for await (const [row] of (await tables.query('SELECT generate_series(1, 2500)')).rows) {
        expect(row).toEqual([1]);
        break;
      }
    }
  });

  it.each([
    'SELECT 1; DELETE FROM "Tags:All"',
    'WITH gone AS (DELETE FROM "Tags:All" RETURNING *) SELECT * FROM gone',
    'SELECT nextval(\'"Tags:All"\')',
    "SELECT set_config('transaction_read_only', 'off', true)",
    'COMMIT',
    'SELECT 1/0',
    "SELECT 'canary'::integer",
    'SELECT * FROM none',
  ])('never do more than read, and say nothing of values: %s', async (sql) => {
    const error = await failure(rowsOf(tables, sql));
    expect(error).toMatchObject({ code: 'query-invalid' });
    expect(inspect(error, { depth: 9 })).not.toContain('canary');
  });
});
