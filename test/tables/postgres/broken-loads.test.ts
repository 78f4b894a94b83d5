import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { Client } from 'pg';
import { openPostgresTables } from '../../../src/tables/postgres/open-postgres-tables';
import type { FeedLoad, Tables } from '../../../src/tables/tables';
import { feedOf, loaded, loadOf, rowsOf } from '../../contracts/tables-under-test';
import { parquetFile } from '../parquet-file';
import { failure, type PostgresUnderTest, startTables } from './postgres-under-test';

let postgres: PostgresUnderTest;
let tables: Tables;
beforeAll(async () => {
  postgres = await startTables();
  tables = postgres.tables;
});
afterAll(() => postgres?.stop());

const settings = feedOf({ id: { type: 'integer' }, run: { type: 'integer' } });
/** Rows of a load: keys from the first to before the last. */
const file = (first: number, end: number, run: number) =>
  parquetFile(postgres.scratch.folder, `SELECT i AS id, ${run} AS run FROM range(${first}, ${end}) AS r(i)`);

/** How many rows each load has in a table, and how many objects its ledger knows. */
async function stateOf(feed: string): Promise<unknown> {
  const rows = await rowsOf(tables, `SELECT run, count(*) FROM "${feed}" GROUP BY run ORDER BY run`);
  const [[objects, loads] = []] = await rowsOf(
    tables,
    `SELECT (SELECT count(*) FROM _longshore.objects WHERE feed = '${feed}'),
      (SELECT count(*) FROM _longshore.loads WHERE feed = '${feed}')`,
  );
  return { rows, objects, loads };
}

/** Where a load is held up: by what another transaction has locked meanwhile. */
const places = {
  'before its rows come': (feed: string) =>
    `SELECT pg_advisory_xact_lock(hashtextextended('longshore feed ${feed}', 0))`,
  'before its rows are taken over': (feed: string) => `LOCK TABLE "${feed}" IN EXCLUSIVE MODE`,
  'before its ledger is written': () => 'LOCK TABLE _longshore.loads IN EXCLUSIVE MODE',
};

interface HeldUp {
  /** Answers as soon as another transaction waits. */
  waiting(): Promise<void>;
  letGo(): Promise<void>;
}

async function holdUp(lock: string): Promise<HeldUp> {
  const client = new Client({ connectionString: postgres.server.url });
  // A server that falls takes it along.
  client.on('error', () => {});
  await client.connect();
  await client.query('BEGIN');
  await client.query(lock);
  return {
    async waiting() {
      for (let tries = 0; tries < 1_000; tries += 1) {
        const { rows } = await client.query('SELECT FROM pg_locks WHERE NOT granted');
        if (rows.length > 0) return;
        await new Promise((resolve) => setTimeout(resolve, 20));
      }
      throw new Error('Nobody came to wait for the lock');
    },
    letGo: () => client.end(),
  };
}

let feeds = 0;
/** A feed that has 1,000 rows, and a load that updates half of them and has as many new ones. */
async function feedAndLoad(): Promise<{ readonly feed: string; readonly load: FeedLoad }> {
  feeds += 1;
  const feed = `Broken:${feeds}`;
  await loaded(tables, loadOf(feed, settings, [await file(0, 1_000, 1)]));
  return { feed, load: loadOf(feed, settings, [await file(500, 1_500, 2)]) };
}
const asBefore = { rows: [[1, 1_000]], objects: 1, loads: 1 };
const asAfter = {
  rows: [
    [1, 500],
    [2, 1_000],
  ],
  objects: 2,
  loads: 2,
};
const counts = { read: 1_000, errors: 0, rejected: 0, inserted: 500, updated: 500 };

describe.each(Object.entries(places))('a load that ends %s', (_, lockOf) => {
  it('with its process leaves all as it was, and is done by the next', async () => {
    const { feed, load } = await feedAndLoad();
    const held = await holdUp(lockOf(feed));
    const script = [join(__dirname, '../../load-typescript.cjs'), join(__dirname, 'loading-process.ts')];
    const child = spawn(process.execPath, ['-r', ...script, postgres.server.url, JSON.stringify(load)], {
      stdio: ['ignore', 'ignore', 'inherit'],
    });
    await held.waiting();
    child.kill('SIGKILL');
    await once(child, 'exit');
    await held.letGo();
    const again = await loaded(tables, load);
    expect(again).toMatchObject({ counts, repeated: false });
    expect(await stateOf(feed)).toEqual(asAfter);
  });

  it('by a signal leaves all as it was', async () => {
    const { feed, load } = await feedAndLoad();
    const held = await holdUp(lockOf(feed));
    const controller = new AbortController();
    const work = failure(tables.load(load, { signal: controller.signal, onErrors: async () => {} }));
    await held.waiting();
    controller.abort();
    expect(await work).toMatchObject({ name: 'AbortError' });
    await held.letGo();
    expect(await stateOf(feed)).toEqual(asBefore);
  });

  it('with its server is tried again, and nothing is there twice', async () => {
    const { feed, load } = await feedAndLoad();
    const held = await holdUp(lockOf(feed));
    const work = failure(loaded(tables, load));
    await held.waiting();
    await postgres.server.restart();
    expect(await work).toMatchObject({ code: 'tables-unavailable', retryable: true });
    await held.letGo();
    expect(await stateOf(feed)).toEqual(asBefore);
    expect((await loaded(tables, load)).counts).toEqual(counts);
    expect(await loaded(tables, load)).toMatchObject({ counts, repeated: true });
    expect(await stateOf(feed)).toEqual(asAfter);
  });
});

describe('two workers', () => {
  it('with one load do it once', async () => {
    const { feed, load } = await feedAndLoad();
    const other = await openPostgresTables({ url: postgres.server.url });
    const held = await holdUp(places['before its rows come'](feed));
    const both = Promise.all([loaded(tables, load), loaded(other, load)]);
    await held.waiting();
    await held.letGo();
    expect((await both).map(({ repeated }) => repeated).sort()).toEqual([false, true]);
    expect((await both).map((one) => one.counts)).toEqual([counts, counts]);
    expect(await stateOf(feed)).toEqual(asAfter);
    await other.close();
  });

  it('with loads of one feed do one after the other, though keys come from both ends', async () => {
    const feed = 'Broken:Both';
    const others = await Promise.all([1, 2, 3].map(() => openPostgresTables({ url: postgres.server.url })));
    const results = await Promise.all(
      [tables, ...others].map(async (one, run) => loaded(one, loadOf(feed, settings, [await file(0, 2_000, run)]))),
    );
    expect(results.map((one) => one.counts.inserted).sort()).toEqual([0, 0, 0, 2_000]);
    expect(await stateOf(feed)).toMatchObject({ rows: [[expect.any(Number), 2_000]], objects: 4, loads: 4 });
    await Promise.all(others.map((one) => one.close()));
  });
});
