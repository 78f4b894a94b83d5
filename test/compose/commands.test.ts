import { type ChildProcess, execFile, spawn } from 'node:child_process';
import { once } from 'node:events';
import { chmod, mkdir, mkdtemp, readFile, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { promisify } from 'node:util';
import { parse, stringify } from 'yaml';
import { type OdpStandIn, startOdpStandIn } from '../../sandbox/odp-stand-in';
import { offlineStoresObject } from '../../sandbox/offline-stores';
import {
  type DevServer,
  endWithParent,
  findTemporal,
  freePorts,
  isAnswered,
  startDevServer,
} from '../../src/dev-server';
import { until } from '../proofs/run-import';
import { readComposeFile, root } from './compose-file';
import { commandOf, readDockerfile } from './dockerfile';

// The commands of docker-compose.yml and the Dockerfile, as they stand there and in the order in which compose starts
// them, outside of containers: only folders, ports and the namespace of the stack are replaced by some of this machine.

const { services } = readComposeFile();
const run = promisify(execFile);

let folder = '';
let temporal: DevServer;
let odp: OdpStandIn;
let env: NodeJS.ProcessEnv;
const started: ChildProcess[] = [];

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'longshore-compose-'));
  const { path } = await findTemporal({ env: process.env });
  temporal = await startDevServer({ binary: path, headless: true });
  odp = await startOdpStandIn({ objects: [offlineStoresObject], apiKeys: ['standin.compose'] });
  const [health = 0] = await freePorts(1);

  // What the images have on their PATH.
  const bin = join(folder, 'bin');
  await mkdir(bin);
  await symlink(path, join(bin, 'temporal'));
  await link(join(root, 'dist/src/client.js'), join(bin, 'longshore'));
  await link(join(root, 'dist/src/worker.js'), join(bin, 'longshore-worker'));
  await link(require.resolve('azurite/dist/src/blob/main.js'), join(bin, 'azurite-blob'));
  const kept = Object.entries(process.env).filter(([name]) => !/^(TEMPORAL|LONGSHORE|AZURE)_/.test(name));
  env = {
    ...Object.fromEntries(kept),
    PATH: `${bin}:${dirname(process.execPath)}:${process.env.PATH}`,
    TEMPORAL_ADDRESS: temporal.address,
    // The development server has `default` already.
    TEMPORAL_NAMESPACE: 'compose',
    ODP_API_KEY: 'standin.compose',
    LONGSHORE_HEALTH_PORT: String(health),
  };
}, 120_000);

afterAll(async () => {
  for (const child of started) child.kill('SIGKILL');
  await odp?.stop();
  await temporal?.kill();
  await rm(folder, { recursive: true, force: true });
});

/** As the Dockerfile does. */
async function link(script: string, command: string): Promise<void> {
  await chmod(script, 0o755);
  await symlink(script, command);
}

/** The words of a service's command, with what is replaced in them: `{ '/data': folder }`. */
function wordsOf(service: string, replaced: Record<string, string> = {}): [string, string[]] {
  const { entrypoint = [], command = [] } = services[service] ?? {};
  const [program = '', ...args] = [...entrypoint, ...command].map((word) =>
    Object.entries(replaced).reduce((text, [from, to]) => text.replace(from, to), word),
  );
  return [program, args];
}

function start(program: string, args: readonly string[]): ChildProcess {
  const child = spawn(program, args, { env, cwd: folder, stdio: ['ignore', 'ignore', 'pipe'] });
  child.stderr?.resume();
  endWithParent(child);
  started.push(child);
  return child;
}

const isHealthy = async (): Promise<boolean> => {
  const [node = '', ...args] = commandOf('HEALTHCHECK');
  return run(node, args, { env }).then(
    () => true,
    () => false,
  );
};

const toFolder = { '/compose/': `${root}/compose/` };

test('temporal-schema, with a stand-in of temporal-sql-tool: the real one and PostgreSQL are not run here', async () => {
  await writeFile(join(folder, 'bin/temporal-sql-tool'), `#!/bin/sh\necho "$@" >> ${join(folder, 'sql-tool')}\n`, {
    mode: 0o755,
  });
  await run(...wordsOf('temporal-schema', toFolder), { env });
  expect((await readFile(join(folder, 'sql-tool'), 'utf8')).split('\n')).toEqual([
    '--db temporal create',
    '--db temporal setup-schema -v 0.0',
    '--db temporal update-schema -d /etc/temporal/schema/postgresql/v12/temporal/versioned',
    '--db temporal_visibility create',
    '--db temporal_visibility setup-schema -v 0.0',
    '--db temporal_visibility update-schema -d /etc/temporal/schema/postgresql/v12/visibility/versioned',
    '',
  ]);
  await writeFile(join(folder, 'bin/temporal-sql-tool'), '#!/bin/sh\nexit 1\n');
  await expect(run(...wordsOf('temporal-schema', toFolder), { env })).rejects.toThrow();
});

test('temporal-namespace makes the namespace for 30 days; the second time it changes nothing; without a server it fails', async () => {
  const command = wordsOf('temporal-namespace', toFolder);
  expect((await run(...command, { env })).stdout).toContain('compose successfully registered');
  expect((await run(...command, { env })).stdout).toBe('The namespace compose is there.\n');
  const describe = ['operator', 'namespace', 'describe', '--namespace', 'compose', '--output', 'json'];
  const { stdout } = await run('temporal', describe, { env });
  expect(JSON.parse(stdout).config.workflowExecutionRetentionTtl).toBe('2592000s');

  const [nobody = 0] = await freePorts(1);
  const alone = { ...env, TEMPORAL_ADDRESS: `127.0.0.1:${nobody}`, ATTEMPTS: '1' };
  await expect(run(...command, { env: alone })).rejects.toThrow(`127.0.0.1:${nobody}`);
});

test('azurite, sample-files, the worker with its health check, and the command that imports', async () => {
  const [blobPort = 0] = await freePorts(1);
  const data = join(folder, 'data');
  start(...wordsOf('azurite', { '0.0.0.0': '127.0.0.1', '10000': String(blobPort), '/data': data }));
  await until('Azurite listens', () => isAnswered(blobPort));

  const account = { ...env };
  const address = services['sample-files']?.environment?.AZURE_STORAGE_CONNECTION_STRING ?? '';
  account.AZURE_STORAGE_CONNECTION_STRING = address.replace('azurite:10000', `127.0.0.1:${blobPort}`);
  const sample = wordsOf('sample-files', { '/app/': `${root}/`, '/files/': `${root}/test/fixtures/` });
  expect((await run(...sample, { env: account })).stdout).toBe('offline-stores/offline-stores.json was put\n');
  expect((await run(...sample, { env: account })).stdout).toBe('offline-stores/offline-stores.json is there\n');

  const config = parse(await readFile(join(root, 'compose/longshore.yaml'), 'utf8'));
  config.connections.stores.endpoint = config.connections.stores.endpoint.replace(
    'azurite:10000',
    `127.0.0.1:${blobPort}`,
  );
  config.connections.odp.baseUrl = odp.baseUrl;
  await writeFile(join(folder, 'longshore.yaml'), stringify(config));

  expect(await isHealthy()).toBe(false);
  const [program = '', ...args] = commandOf('CMD');
  const worker = start(program, args);
  await until('the worker is healthy', isHealthy, 60_000);

  const [longshore] = wordsOf('longshore');
  const { stdout } = await run(longshore, ['run', 'offline-stores', '--watch'], { env, cwd: folder });
  expect(stdout).toContain('10 offline stores delivered, 0 rejected');
  await until('ODP has stored them', () => odp.object(offlineStoresObject.name).size === 10);

  const ended = once(worker, 'exit');
  worker.kill('SIGTERM');
  expect(await ended).toEqual([0, null]);
  expect(await isHealthy()).toBe(false);
}, 120_000);

test('the gateway, with its health check and the tokens that it wants', async () => {
  const [port = 0] = await freePorts(1);
  const { environment = {}, healthcheck } = services.gateway ?? {};
  expect(environment).toMatchObject({ LONGSHORE_GATEWAY_HOST: '0.0.0.0', BULK_IMPORT_PORT: '6779' });
  const [, ...check] = healthcheck && 'test' in healthcheck ? healthcheck.test : [];
  const isReady = (): Promise<boolean> =>
    run(
      check[0] ?? '',
      check.slice(1).map((word) => word.replace('6779', String(port))),
    ).then(
      () => true,
      () => false,
    );
  const [program, args] = wordsOf('gateway');
  const withoutTokens = { ...env, LONGSHORE_GATEWAY_HOST: '0.0.0.0' };
  await expect(run(program, args, { env: withoutTokens, cwd: folder })).rejects.toMatchObject({ code: 2 });

  expect(await isReady()).toBe(false);
  env = {
    ...env,
    BULK_IMPORT_PORT: String(port),
    LONGSHORE_GATEWAY_HOST: '0.0.0.0',
    LONGSHORE_RUN_TOKENS: 'a-token-of-the-test',
  };
  const gateway = start(program, args);
  await until('the gateway is ready', isReady);
  const ended = once(gateway, 'exit');
  gateway.kill('SIGTERM');
  expect(await ended).toEqual([0, null]);
}, 60_000);

test('a build keeps the native code of this machine alone', async () => {
  const own = `${(await run('uname', ['-m'])).stdout.trim()}-unknown-linux-gnu`;
  const releases = join(folder, 'node_modules/@temporalio/core-bridge/releases');
  for (const name of [own, 'riscv64-unknown-linux-gnu', 'x86_64-pc-windows-msvc']) {
    await mkdir(join(releases, name), { recursive: true });
  }
  const script = /sh (compose\/\S+) node_modules/.exec(textOfRuns())?.[1] ?? '';
  await run('sh', [join(root, script), 'node_modules'], { cwd: folder });
  expect((await run('ls', [releases])).stdout).toBe(`${own}\n`);
  await rm(join(releases, own), { recursive: true });
  await expect(run('sh', [join(root, script), 'node_modules'], { cwd: folder })).rejects.toThrow();
});

const textOfRuns = (): string =>
  readDockerfile()
    .filter(([instruction]) => instruction === 'RUN')
    .map(([, text]) => text)
    .join('\n');

test('no command is left out: what is not run above needs an image, and is named here', () => {
  const runAbove = [
    'temporal-schema',
    'temporal-namespace',
    'azurite',
    'sample-files',
    'longshore',
    'gateway',
    'gateway health check',
  ];
  // Of the images themselves: PostgreSQL's, and the port checks of Temporal and Azurite with the nc of theirs.
  const notRunHere = ['postgres health check', 'temporal health check', 'azurite health check'];
  const commands = Object.entries(services).flatMap(([name, { command, entrypoint, healthcheck }]) => [
    ...(command || entrypoint ? [name] : []),
    ...(healthcheck && 'test' in healthcheck ? [`${name} health check`] : []),
  ]);
  expect(commands.sort()).toEqual([...runAbove, ...notRunHere].sort());
});
