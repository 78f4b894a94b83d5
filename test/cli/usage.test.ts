import { mkdir, rm, writeFile } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { startWorkerProcess } from '../../sandbox/worker-process';
import { freePort } from '../../src/dev-server';
import { type CommandEnd, longshore } from './longshore-command';
import { type TemporalSession, temporalSession } from './temporal-session';

let temporal: TemporalSession;
beforeAll(async () => {
  temporal = await temporalSession();
}, 120_000);
afterAll(() => temporal?.stop());

const command = (...args: string[]): Promise<CommandEnd> =>
  longshore(args, { cwd: temporal.folder, env: temporal.env });

test.each([
  ['an unknown command', ['rnu'], "Unknown command 'rnu'", 'Did you mean run? `--help` shows what there is.'],
  ['an unknown command of a command', ['bookmarks', 'shwo'], "Unknown command 'shwo'", 'Did you mean show?'],
  ['an unknown option', ['run', 'x', '--wacth'], "Unknown option '--wacth'", 'Did you mean --watch?'],
  ['an argument that is missing', ['run'], "Missing required argument 'import'", 'Name an import, or say --all.'],
  ['an argument too many', ['show', 'a', 'b'], "Too many arguments for 'show'", '`--help` shows'],
  ['a limit of none', ['runs', '--limit', '0'], "--limit cannot be '0'", 'Write a whole number from 1.'],
  ['a limit that is no number', ['rejects', 'list', 'x', '--limit', 'all'], "--limit cannot be 'all'", 'Write a whole'],
  ['half an index', ['rejects', 'show', 'x', 'f', '1.5'], "The index cannot be '1.5'", 'Write a whole number from 0.'],
  ['an unknown status', ['runs', '--status', 'faild'], "No run has the status 'faild'", 'Did you mean FAILED?'],
  ['a time-out without a unit', ['run', 'x', '--timeout', '5'], "--timeout cannot be '5'", 'Write a length of time'],
  ['newer work without a retry', ['run', 'x', '--overwrite-newer'], '--overwrite-newer belongs to', 'See the help'],
])('%s is wrong usage', async (_what, args, message, remedy) => {
  const { exitCode, stdout, stderr } = await command(...args);
  expect({ exitCode, stdout }).toEqual({ exitCode: 2, stdout: '' });
  const [first, second, ...rest] = stderr.split('\n');
  expect(first?.startsWith(`usage-invalid: ${message}`)).toBe(true);
  expect(second?.startsWith(remedy)).toBe(true);
  expect(rest).toEqual(['']);
});

test('an import that longshore.yaml does not have is named with the nearest that it has', async () => {
  const { exitCode, stdout, stderr } = await command('run', 'ofline-stores');
  expect({ exitCode, stdout }).toEqual({ exitCode: 2, stdout: '' });
  expect(stderr).toMatch(/^unknown-import: .* has no import `ofline-stores`: did you mean `offline-stores`\?\n/);
});

test('a run that does not exist is wrong usage', async () => {
  const { exitCode, stdout, stderr } = await command('show', 'no-such-run', '--json');
  expect({ exitCode, stdout }).toEqual({ exitCode: 2, stdout: '' });
  expect(stderr).toBe('run-not-found: No run is known as no-such-run\n`longshore runs` lists them.\n');
});

test('a bookmark is not changed without a yes, and nobody is there to give it', async () => {
  const { exitCode, stdout, stderr } = await command('bookmarks', 'reset', 'offline-stores');
  expect({ exitCode, stdout }).toEqual({ exitCode: 2, stdout: '' });
  expect(stderr).toMatch(/^usage-invalid: .*\nSay --yes if you want it\.\n$/);
});

test('a folder without longshore.yaml is told with where it was looked for', async () => {
  const cwd = join(temporal.folder, 'empty');
  await mkdir(cwd);
  const { exitCode, stdout, stderr } = await longshore(['runs'], { cwd, env: temporal.env });
  expect({ exitCode, stdout }).toEqual({ exitCode: 2, stdout: '' });
  expect(stderr).toMatch(/^config-not-found: There is no .*empty\/longshore\.yaml\.\n.*--config/);
});

test('without a server a command says where it looked for one, and exits with 4', async () => {
  const address = `127.0.0.1:${await freePort()}`;
  const env = { ...temporal.env, TEMPORAL_ADDRESS: address };
  const { exitCode, stdout, stderr } = await longshore(['runs', '--json'], { cwd: temporal.folder, env });
  expect({ exitCode, stdout }).toEqual({ exitCode: 4, stdout: '' });
  expect(stderr).toBe(
    `temporal-unreachable: No Temporal server answers at ${address} (from TEMPORAL_ADDRESS).\n` +
      'Start `longshore dev`, or set TEMPORAL_ADDRESS.\n',
  );
});

test('where Temporal is may stand in the .env beside longshore.yaml, for command and worker; the environment wins', async () => {
  const { folder: cwd, server } = temporal;
  const file = join(cwd, '.env');
  const kept = Object.entries(temporal.env).filter(([name]) => !name.startsWith('TEMPORAL_'));
  const env = { ...Object.fromEntries(kept), LONGSHORE_CONFIG: join(cwd, 'longshore.yaml') };
  const runs = async (more: NodeJS.ProcessEnv = {}) =>
    (await longshore(['runs'], { cwd, env: { ...env, ...more } })).exitCode;
  try {
    await writeFile(file, `TEMPORAL_ADDRESS=${server.address}\n`);
    expect(await runs()).toBe(0);
    const worker = await startWorkerProcess(resolve(__dirname, '../../dist/src/worker.js'), env);
    await worker.kill('SIGTERM');
    const nobody = `127.0.0.1:${await freePort()}`;
    expect(await runs({ TEMPORAL_ADDRESS: nobody })).toBe(4);
    await writeFile(file, `TEMPORAL_ADDRESS=${nobody}\n`);
    expect(await runs({ TEMPORAL_ADDRESS: server.address })).toBe(0);
  } finally {
    await rm(file);
  }
}, 30_000);

test('a command with nothing but commands of its own shows them, on stderr, for nothing was done', async () => {
  for (const args of [[], ['bookmarks']]) {
    const { exitCode, stdout, stderr } = await command(...args);
    expect({ exitCode, stdout }).toEqual({ exitCode: 2, stdout: '' });
    expect(stderr).toContain('Commands:');
  }
});

test('the help that is asked for is what was wanted', async () => {
  const { exitCode, stdout, stderr } = await command('run', '--help');
  expect({ exitCode, stderr }).toEqual({ exitCode: 0, stderr: '' });
  expect(stdout).toContain('Usage: longshore run [options] [import]');
});
