import { createServer } from 'node:net';
import { Readable } from 'node:stream';
import { inspect } from 'node:util';
import { Client } from 'pg';
import { type Postgres, startPostgres } from '../../../sandbox/postgres';
import { openPostgres, type PostgresClient } from '../../../src/connectors/postgres';
import { freePort } from '../../../src/dev-server';

let server: Postgres;
let postgres: PostgresClient;
beforeAll(async () => {
  server = await startPostgres();
  postgres = openPostgres({ url: server.url });
});
afterAll(async () => {
  await postgres?.close();
  await server?.stop();
});

/** What it comes to, for a url that is the server's own but for some of its parts. */
async function failureAt(parts: Partial<URL>): Promise<unknown> {
  const client = openPostgres({ url: Object.assign(new URL(server.url), parts).href });
  try {
    return await client.check().then(
      () => undefined,
      (error: unknown) => error,
    );
  } finally {
    await client.close();
  }
}

async function asOwner(...statements: string[]): Promise<void> {
  const client = new Client({ connectionString: server.url });
  await client.connect();
  for (const statement of statements) await client.query(statement);
  await client.end();
}

const write = { readOnly: false };

describe('a database that lets nobody in', () => {
  it('says why, and nothing of the url', async () => {
    const failures = {
      password: await failureAt({ password: 'canary-wrong' }),
      noPassword: await failureAt({ password: '' }),
      database: await failureAt({ pathname: '/canary' }),
      port: await failureAt({ port: String(await freePort()) }),
      tls: await failureAt({ search: '?sslmode=require' }),
    };
    expect(failures).toMatchObject({
      password: { code: 'tables-auth', message: expect.stringContaining('28P01') },
      noPassword: { code: 'tables-auth', message: expect.stringContaining('asks for a password') },
      database: { code: 'tables-auth', message: expect.stringContaining('3D000') },
      port: { code: 'tables-unavailable', message: expect.stringContaining('ECONNREFUSED') },
      tls: { code: 'tables-auth', remedy: expect.stringContaining('sslmode=disable') },
    });
    expect(inspect(failures, { depth: 9 })).not.toMatch(/canary-wrong|canary-postgres/);
  });

  it('names the rights that a user lacks, and asks for no more than it has', async () => {
    await asOwner(`CREATE ROLE narrow LOGIN PASSWORD 'narrow'`);
    const parts = { username: 'narrow', password: 'narrow' };
    expect(await failureAt(parts)).toMatchObject({
      code: 'tables-auth',
      remedy: expect.stringContaining('GRANT CREATE'),
    });
    await asOwner('GRANT CREATE ON DATABASE postgres TO narrow', 'GRANT CREATE, USAGE ON SCHEMA public TO narrow');
    expect(await failureAt(parts)).toBeUndefined();
    const schemas = await postgres.transaction({ readOnly: true }, (t) => t.query(`SELECT nspname FROM pg_namespace`));
    expect(schemas.map(({ nspname }) => nspname)).not.toContain('_longshore');
  });

  it('is given up where it takes the connection and says nothing', async () => {
    const silent = createServer((socket) => socket.on('error', () => {}).destroy());
    silent.listen(0, '127.0.0.1');
    const address = silent.address();
    const port = typeof address === 'object' && address !== null ? String(address.port) : '';
    expect(await failureAt({ port })).toMatchObject({ code: 'tables-unavailable' });
    silent.close();
  });
});

describe('a transaction', () => {
  it('is there when it is committed, and gone when it throws', async () => {
    await postgres.transaction(write, (t) => t.query('CREATE TABLE kept (n integer)'));
    const failed = postgres.transaction(write, async (t) => {
      await t.query('INSERT INTO kept VALUES (1)');
      throw new Error('no');
    });
    await expect(failed).rejects.toThrow('no');
    expect(await postgres.transaction({ readOnly: true }, (t) => t.query('SELECT n FROM kept'))).toEqual([]);
  });

  it('has a session at UTC, and one that the server looks after', async () => {
    const show = `SELECT current_setting('timezone') AS zone, current_setting('client_connection_check_interval') AS look,
      current_setting('application_name') AS name`;
    expect(await postgres.transaction({ readOnly: true }, (t) => t.query(show))).toEqual([
      { zone: 'UTC', look: '10s', name: 'longshore' },
    ]);
  });

  it('writes nothing where it only reads', async () => {
    const reading = postgres.transaction({ readOnly: true }, (t) => t.query('CREATE TABLE no (n integer)'));
    await expect(reading).rejects.toMatchObject({
      code: 'tables-unavailable',
      message: expect.stringContaining('25006'),
    });
  });

  it('ends at once when its signal aborts, at the server too, and leaves connections that work', async () => {
    const controller = new AbortController();
    const sleeping = postgres.transaction({ ...write, signal: controller.signal }, async (t) => {
      await t.query('CREATE TABLE gone (n integer)');
      const slept = t.query(`SELECT pg_sleep(600), 'the sleeper'`);
      setTimeout(() => controller.abort(), 50);
      return await slept;
    });
    await expect(sleeping).rejects.toMatchObject({ name: 'AbortError' });
    const left = await postgres.transaction({ readOnly: true }, (t) =>
      t.query(`SELECT query FROM pg_stat_activity WHERE query LIKE '%the sleeper%' AND pid <> pg_backend_pid()
        UNION ALL SELECT relname FROM pg_class WHERE relname = 'gone'`),
    );
    expect(left).toEqual([]);
    await expect(postgres.begin({ ...write, signal: controller.signal })).rejects.toMatchObject({ name: 'AbortError' });
  });

  it('is unavailable when its server falls, and works again when that is back', async () => {
    const transaction = await postgres.begin(write);
    const slept = transaction.query('SELECT pg_sleep(600)');
    const failure = expect(slept).rejects.toMatchObject({ code: 'tables-unavailable' });
    await server.restart();
    await failure;
    await transaction.rollback();
    expect(await postgres.transaction({ readOnly: true }, (t) => t.query('SELECT 1 AS one'))).toEqual([{ one: 1 }]);
  });
});

describe('copyIn', () => {
  const copy = 'COPY copied FROM STDIN (FORMAT csv)';
  beforeAll(() => asOwner('CREATE TABLE copied (n integer, v text)'));

  it('takes rows, and says how many', async () => {
    const lines = Readable.from(['1,kept\n2,"b\nb"\n', '3,\n'].map((text) => Buffer.from(text)));
    expect(await postgres.transaction(write, (t) => t.copyIn(copy, lines))).toBe(3);
  });

  it('reads no further ahead than sockets hold, and ends there when it is interrupted', async () => {
    await asOwner(
      'CREATE TABLE slow (n integer, v text)',
      `CREATE FUNCTION sleep() RETURNS trigger LANGUAGE plpgsql AS 'BEGIN PERFORM pg_sleep(600); RETURN NEW; END'`,
      'CREATE TRIGGER slow BEFORE INSERT ON slow FOR EACH ROW EXECUTE FUNCTION sleep()',
    );
    let made = 0;
    const line = Buffer.from(`1,${'x'.repeat(100_000)}\n`);
    const controller = new AbortController();
    function* lines() {
      for (made = 0; made < 5_000; made += 1) yield line;
    }
    const copied = postgres.transaction({ ...write, signal: controller.signal }, (t) =>
      t.copyIn('COPY slow FROM STDIN (FORMAT csv)', Readable.from(lines(), { objectMode: false })),
    );
    const interrupted = expect(copied).rejects.toMatchObject({ name: 'AbortError' });
    let before = -1;
    while (made === 0 || made > before) {
      before = made;
      await new Promise((resolve) => setTimeout(resolve, 200));
    }
    controller.abort();
    await interrupted;
    // Of 500 MB what the buffers of the sockets hold, 10 MB and a little.
    expect(made).toBeLessThan(300);
  });

  it('fails with the state alone where the server finds a value wrong', async () => {
    const failure: unknown = await postgres
      .transaction(write, (t) => t.copyIn(copy, Readable.from([Buffer.from('1,a\ncanary,b\n'), Buffer.alloc(1)])))
      .catch((error: unknown) => error);
    expect(failure).toMatchObject({ code: 'internal-error', message: expect.stringContaining('22P02') });
    expect(inspect(failure, { depth: 9 })).not.toContain('canary');
  });

  it('is undone when the bytes end in an error, or the signal aborts', async () => {
    async function* broken() {
      yield Buffer.from('1,a\n');
      throw new Error('the source broke');
    }
    await expect(postgres.transaction(write, (t) => t.copyIn(copy, Readable.from(broken())))).rejects.toThrow(
      'the source broke',
    );
    const controller = new AbortController();
    async function* endless() {
      for (let sent = 0; ; sent += 1) {
        if (sent === 100) controller.abort();
        yield Buffer.from('1,endless\n');
      }
    }
    const options = { ...write, signal: controller.signal };
    await expect(postgres.transaction(options, (t) => t.copyIn(copy, Readable.from(endless())))).rejects.toMatchObject({
      name: 'AbortError',
    });
    const counted = postgres.transaction({ readOnly: true }, (t) =>
      t.query(`SELECT count(*)::int AS n FROM copied WHERE v IN ('a', 'endless')`),
    );
    expect(await counted).toEqual([{ n: 0 }]);
  });
});
