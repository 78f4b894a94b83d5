import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { devNull } from 'node:os';
import { join } from 'node:path';
import { type DevOptions, runDev } from '../../src/cli/dev';
import { type DevServer, findTemporal, freePorts, readRunningDev, startDevServer } from '../../src/dev-server';
import { identifyProcess } from '../../src/dev-server/process-identity';
import { connect } from '../../src/runs/connect';
import { scratchFolder } from '../dev-server/scratch-folder';
import { writeFakeWorker } from './fake-worker';

const folder = scratchFolder();
const others: DevServer[] = [];
afterEach(async () => {
  for (const server of others.splice(0)) await server.kill();
});

const configuration = `
connections:
  stores: { type: azure-blob, endpoint: "http://127.0.0.1:1/a", container: stores, credentials: { type: sas, token: "\${TOKEN}" } }
  odp: { type: odp, apiKey: "\${TOKEN}", region: us }
imports:
  offline-stores:
    type: files-to-odp
    source: stores
    match: "**/*.json"
    destination: odp
    object: o
    key: id
    fields: { id: id }
`;

/** The settings of the person who runs the tests are not theirs. */
function environment(more: NodeJS.ProcessEnv = {}): NodeJS.ProcessEnv {
  const kept = Object.entries(process.env).filter(([name]) => !name.startsWith('TEMPORAL_'));
  return { ...Object.fromEntries(kept), TOKEN: 'canary-token', ...more };
}

async function prepare(workerBody = ''): Promise<string> {
  await writeFile(join(folder(), 'longshore.yaml'), configuration);
  const kept = join(folder(), '.longshore', 'temporal');
  await mkdir(kept, { recursive: true });
  // As if it had run before: Temporal's usual ports may be in use by whoever runs the tests.
  const [port, uiPort] = await freePorts(2);
  await writeFile(join(kept, 'ports.json'), JSON.stringify({ port, uiPort }));
  return writeFakeWorker(
    folder(),
    `note(JSON.stringify({ config: process.env.LONGSHORE_CONFIG, address: process.env.TEMPORAL_ADDRESS, namespace: process.env.TEMPORAL_NAMESPACE, key: process.env.TEMPORAL_API_KEY, file: process.env.TEMPORAL_CONFIG_FILE })); ${workerBody}`,
  );
}

/** Runs until `longshore dev` says that it is ready; `stop` ends it as Ctrl-C does. */
async function dev(workerScript: string, more: Partial<DevOptions> = {}) {
  const asked = new AbortController();
  const hurry = new AbortController();
  let told = '';
  let complained = '';
  let ready = () => {};
  const isReady = new Promise<void>((resolve) => {
    ready = resolve;
  });
  const running = runDev({
    configPath: join(folder(), 'longshore.yaml'),
    env: environment(),
    stdout: {
      write: (text: string) => {
        told += text;
        if (text.includes('Longshore is ready')) ready();
      },
    },
    stderr: {
      write: (text: string) => {
        complained += text;
      },
    },
    stop: { asked: asked.signal, hurry: hurry.signal },
    workerScript,
    ...more,
  });
  // Either may come first; a failure must not wait for a readiness that never comes.
  await Promise.race([isReady, running]);
  return {
    running,
    told: () => told,
    complained: () => complained,
    stop: () => {
      asked.abort();
      return running;
    },
    asked,
    hurry,
  };
}

const connectHere = () => connect({ folder: folder(), env: environment() });
const notes = async () => (await readFile(join(folder(), 'notes'), 'utf8')).trim().split('\n');

beforeAll(() => findTemporal({ env: process.env }), 120_000);

test('it tells where everything is, a command finds it, and after a restart nothing is forgotten and the ports are the same', async () => {
  const script = await prepare();
  const first = await dev(script, { env: environment({ TEMPORAL_API_KEY: 'canary' }) });
  const before = await connectHere();
  await before.client.workflow.start('nobody', { workflowId: 'import/offline-stores', taskQueue: 'none' });
  await before.connection.close();
  const left = await readRunningDev(folder());
  expect(left).toMatchObject({ address: before.address, namespace: 'default', pid: process.pid });
  expect(first.told()).toContain(
    `  Temporal    ${before.address}\n  Web UI      ${left?.uiUrl}\n  Namespace   default\n`,
  );
  expect(first.told()).toContain(join(folder(), '.longshore', 'temporal', 'dev.db'));
  expect(first.told()).toContain('Next, in another terminal: longshore run offline-stores\n');
  const [seen = '{}'] = await notes();
  expect(JSON.parse(seen)).toEqual({
    config: join(folder(), 'longshore.yaml'),
    address: before.address,
    namespace: 'default',
    key: '',
    file: devNull,
  });
  await first.stop();

  expect(await readRunningDev(folder())).toBeUndefined();
  expect(await identifyProcess(left?.server?.pid ?? 0)).toBeUndefined();
  expect(await identifyProcess(left?.worker?.pid ?? 0)).toBeUndefined();
  expect(await notes()).toContain('ended in order');

  const second = await dev(script);
  const after = await connectHere();
  expect(after.address).toBe(before.address);
  const run = await after.client.workflow.getHandle('import/offline-stores').describe();
  expect(run.status.name).toBe('RUNNING');
  await after.connection.close();
  await second.stop();
});

test('a second one in the same folder is refused, and the first goes on', async () => {
  const script = await prepare();
  const first = await dev(script);
  await expect(dev(script)).rejects.toMatchObject({ code: 'dev-already-running' });
  const { connection } = await connectHere();
  await connection.close();
  await first.stop();
});

test('a worker that dies is started again, told to both sides', async () => {
  const script = await prepare(
    "if (!fs.existsSync(__dirname + '/again')) { fs.writeFileSync(__dirname + '/again', ''); process.exit(9); }",
  );
  const running = await dev(script);
  expect(running.complained()).toContain('The worker ended (exit code 9); it starts again in 0.5 s.');
  await running.stop();
});

test('when its server dies it ends as well, with the reason', async () => {
  const { running } = await dev(await prepare());
  const left = await readRunningDev(folder());
  process.kill(left?.server?.pid ?? Number.NaN, 'SIGKILL');
  await expect(running).rejects.toMatchObject({
    code: 'temporal-start-failed',
    message: expect.stringContaining('The Temporal server ended by itself (SIGKILL).'),
  });
  expect(await notes()).toContain('ended in order');
  expect(await readRunningDev(folder())).toBeUndefined();
});

test('with TEMPORAL_ADDRESS set, be it in .env, it starts a worker and no server', async () => {
  const { path } = await findTemporal({ env: process.env });
  const other = await startDevServer({ binary: path, headless: true });
  others.push(other);
  await writeFile(join(folder(), '.env'), `TEMPORAL_ADDRESS=${other.address}\n`);
  const running = await dev(await prepare());
  expect(running.told()).toContain(`  Temporal    ${other.address}\n`);
  expect(running.told()).not.toContain('Database');
  expect((await readRunningDev(folder()))?.server).toBeUndefined();
  await running.stop();
  const { connection } = await connect({ folder: folder(), env: environment({ TEMPORAL_ADDRESS: other.address }) });
  await connection.close();
});

test('what .env says of another server is not for its own', async () => {
  await writeFile(join(folder(), '.env'), 'TEMPORAL_API_KEY=canary\n');
  const running = await dev(await prepare());
  const [seen = '{}'] = await notes();
  expect(JSON.parse(seen)).toMatchObject({ key: '', address: (await readRunningDev(folder()))?.address });
  await running.stop();
});

test('a wrong longshore.yaml is told before anything starts', async () => {
  const script = await prepare();
  await writeFile(join(folder(), 'longshore.yaml'), configuration.replace('key: id', 'kee: id'));
  await expect(dev(script)).rejects.toMatchObject({ code: 'config-invalid' });
  expect(await readRunningDev(folder())).toBeUndefined();
});

test('a machine without Temporal is told how to get one, and the folder is free again', async () => {
  const script = await prepare();
  const env = {
    ...environment(),
    PATH: '',
    LONGSHORE_CACHE: join(folder(), 'cache'),
    HTTPS_PROXY: 'http://127.0.0.1:9',
  };
  await expect(dev(script, { env })).rejects.toMatchObject({
    code: 'temporal-not-installed',
    remedy: expect.stringContaining('Set TEMPORAL_ADDRESS'),
  });
  expect(await readRunningDev(folder())).toBeUndefined();
});

test('stopped while it is still starting it ends without a fault', async () => {
  const asked = new AbortController();
  const script = await prepare();
  asked.abort();
  const { running } = await dev(script, { stop: { asked: asked.signal, hurry: new AbortController().signal } });
  await running;
  expect(await readRunningDev(folder())).toBeUndefined();
});

test('asked twice it does not wait for a worker that takes its time', async () => {
  const script = await prepare("process.removeAllListeners('SIGTERM'); process.on('SIGTERM', () => note('busy'));");
  const { asked, hurry, running } = await dev(script);
  const left = await readRunningDev(folder());
  asked.abort();
  setTimeout(() => hurry.abort(), 200);
  await running;
  for (const child of [left?.server, left?.worker]) expect(await identifyProcess(child?.pid ?? 0)).toBeUndefined();
});
