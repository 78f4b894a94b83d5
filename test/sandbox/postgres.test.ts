import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { cpSync, existsSync, lstatSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Client } from 'pg';
import { startPostgres } from '../../sandbox/postgres';
import { embeddedPostgres, findPostgres, type PostgresPrograms } from '../../sandbox/postgres-programs';
import { isAnswered } from '../../src/dev-server';

async function ask(url: string, sql: string): Promise<unknown[]> {
  const client = new Client({ connectionString: url });
  await client.connect();
  try {
    return (await client.query({ text: sql, rowMode: 'array' })).rows.flat();
  } finally {
    await client.end();
  }
}

const scratch = mkdtempSync(join(tmpdir(), 'longshore-postgres-test-'));
afterAll(() => rmSync(scratch, { recursive: true }));

/** As npm leaves the package where it may not run its install script: without links. */
function withoutLinks({ native = '' }: PostgresPrograms): PostgresPrograms {
  const copy = join(scratch, 'native');
  cpSync(native, copy, { recursive: true, filter: (path) => !lstatSync(path).isSymbolicLink() });
  return { bin: join(copy, 'bin'), native: copy };
}

describe.each([
  ['that is found first', () => findPostgres()],
  ['of the npm package', () => withoutLinks(embeddedPostgres())],
])('the PostgreSQL %s', (_, programs) => {
  it('keeps what was committed over a restart, is at UTC, and leaves nothing behind', async () => {
    const server = await startPostgres(programs());
    try {
      await ask(server.url, 'CREATE TABLE kept AS SELECT 7 AS n');
      await server.restart();
      expect(await ask(server.url, 'SELECT n FROM kept')).toEqual([7]);
      expect(await ask(server.url, 'SHOW timezone')).toEqual(['UTC']);
      const stranger = new URL(server.url);
      stranger.password = 'wrong';
      await expect(ask(stranger.href, 'SELECT 1')).rejects.toMatchObject({ code: '28P01' });
    } finally {
      expect(existsSync(server.folder)).toBe(true);
      await server.stop();
      await server.stop();
      expect(existsSync(server.folder)).toBe(false);
    }
  });
});

it('is looked for first where POSTGRES_BIN says, and is never left out', async () => {
  expect(findPostgres({ POSTGRES_BIN: '/opt/postgres/bin' })).toEqual({ bin: '/opt/postgres/bin' });
  await expect(startPostgres(findPostgres({ POSTGRES_BIN: '/nowhere' }))).rejects.toThrow(/nowhere/);
});

it('ends when its parent is killed', async () => {
  const script = `require(${JSON.stringify(join(__dirname, '../../sandbox/postgres.ts'))}).startPostgres()
    .then(({ port, folder }) => console.log(port + ' ' + folder))`;
  const parent = spawn(process.execPath, ['-r', join(__dirname, '../load-typescript.cjs'), '-e', script]);
  const [line] = await once(parent.stdout, 'data');
  const [port, folder = ''] = [Number.parseInt(String(line), 10), String(line).trim().split(' ')[1]];
  expect(await isAnswered(port)).toBe(true);
  parent.kill('SIGKILL');
  for (let tries = 0; tries < 500 && (await isAnswered(port)); tries += 1) {
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
  expect(await isAnswered(port)).toBe(false);
  rmSync(folder, { recursive: true, force: true });
});
