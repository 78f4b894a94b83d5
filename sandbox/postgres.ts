import { type ChildProcess, execFileSync, spawn } from 'node:child_process';
import { once } from 'node:events';
import { chownSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { endWithParent, freePort } from '../src/dev-server';
import { copyPrograms, findPostgres, type PostgresPrograms } from './postgres-programs';

/** A running PostgreSQL with one database, whose data ends with it. */
export interface Postgres {
  /** With user and password. */
  readonly url: string;
  readonly port: number;
  readonly user: string;
  readonly password: string;
  readonly database: string;
  /** Where its data lies as long as it runs. */
  readonly folder: string;
  /** Ends all of its processes at once, as a fall of the server does, and starts it again on the same data and port. */
  restart(): Promise<void>;
  stop(): Promise<void>;
}

/** Who runs it: PostgreSQL refuses root. */
interface Account {
  readonly uid?: number;
  readonly gid?: number;
}

const user = 'longshore';
const password = 'canary-postgres-password';
const database = 'postgres';
/** It answers within two seconds; a loaded machine may need twenty. */
const startLimitMs = 60_000;

/** Starts a new PostgreSQL on a free port of 127.0.0.1, at UTC. Throws with its output when it ends instead. */
export async function startPostgres(programs: PostgresPrograms = findPostgres()): Promise<Postgres> {
  const account = process.getuid?.() === 0 ? nobody() : {};
  const folder = mkdtempSync(join(tmpdir(), 'longshore-postgres-'));
  try {
    const bin = programs.native === undefined ? programs.bin : copyPrograms(programs.native, folder);
    if (account.uid !== undefined && account.gid !== undefined) chownSync(folder, account.uid, account.gid);
    await makeCluster(bin, folder, account);
    const port = await freePort();
    const start = () => startServer(bin, folder, port, account);
    let server = await start();
    return {
      url: `postgres://${user}:${password}@127.0.0.1:${port}/${database}?sslmode=disable`,
      port,
      user,
      password,
      database,
      folder,
      async restart() {
        await end(server);
        server = await start();
      },
      async stop() {
        await end(server);
        rmSync(folder, { recursive: true, force: true });
      },
    };
  } catch (error) {
    rmSync(folder, { recursive: true, force: true });
    throw error;
  }
}

function nobody(): Account {
  const idOf = (option: string) => Number(execFileSync('id', [option, 'nobody'], { encoding: 'utf8' }));
  return { uid: idOf('-u'), gid: idOf('-g') };
}

/** Nothing of the caller's surroundings counts: PGDATA and its like would lead elsewhere. */
const env = { PATH: process.env.PATH ?? '', LC_ALL: 'C', TZ: 'UTC' };

async function makeCluster(bin: string, folder: string, account: Account): Promise<void> {
  const passwordFile = join(folder, 'password');
  // Readable for the other account; the folder around it is not, for others.
  writeFileSync(passwordFile, password, { mode: 0o644 });
  const options = ['--no-sync', '--no-instructions', '--encoding=UTF8', '--locale=C', '--auth=scram-sha-256'];
  const child = spawn(
    join(bin, 'initdb'),
    [...options, `--username=${user}`, `--pwfile=${passwordFile}`, '-D', dataOf(folder)],
    { ...account, cwd: folder, env, stdio: ['ignore', 'pipe', 'pipe'] },
  );
  const output = outputOf(child);
  const [code] = await once(child, 'close');
  if (code !== 0) throw new Error(`initdb ended with ${code}:\n${output()}`);
}

async function startServer(bin: string, folder: string, port: number, account: Account): Promise<ChildProcess> {
  // A process that is killed leaves in the kernel what it has written; nothing here pulls the plug of a machine.
  const settings = { fsync: 'off', full_page_writes: 'off', unix_socket_directories: '', timezone: 'UTC' };
  const child = spawn(
    join(bin, 'postgres'),
    [
      ...['-D', dataOf(folder), '-h', '127.0.0.1', '-p', String(port)],
      ...Object.entries(settings).flatMap(([name, value]) => ['-c', `${name}=${value}`]),
    ],
    { ...account, cwd: folder, env, stdio: ['ignore', 'pipe', 'pipe'] },
  );
  endWithParent(child);
  const output = outputOf(child);
  await new Promise<void>((resolve, reject) => {
    const fail = () => reject(new Error(`PostgreSQL does not answer:\n${output()}`));
    const limit = setTimeout(fail, startLimitMs);
    child.stderr?.on('data', () => {
      if (!output().includes('ready to accept connections')) return;
      clearTimeout(limit);
      resolve();
    });
    child.once('close', () => {
      clearTimeout(limit);
      fail();
    });
  });
  return child;
}

function dataOf(folder: string): string {
  return join(folder, 'data');
}

function outputOf(child: ChildProcess): () => string {
  let output = '';
  const take = (chunk: Buffer | Error) => {
    output = (output + chunk.toString()).slice(-10_000);
  };
  child.stdout?.on('data', take);
  child.stderr?.on('data', take);
  child.once('error', take);
  return () => output;
}

/** SIGQUIT ends it without a farewell to those who are connected. */
async function end(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null || child.pid === undefined) return;
  const ended = once(child, 'exit');
  child.kill('SIGQUIT');
  await ended;
}
