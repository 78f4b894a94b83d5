import { execFile } from 'node:child_process';
import { mkdtemp, readdir, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { Client, Connection } from '@temporalio/client';
import { defineSearchAttributeKey, SearchAttributeType } from '@temporalio/common';
import { type DevServer, findTemporal, isPortFree, startDevServer } from '../../src/dev-server';
import { identifyProcess, isRunning } from '../../src/dev-server/process-identity';
import { writeProgram } from './fake-machine';

let binary = '';
let folder = '';
const started: DevServer[] = [];

beforeAll(async () => {
  binary = (await findTemporal({ env: process.env })).path;
}, 120_000);
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'longshore-test-'));
});
afterEach(async () => {
  for (const server of started.splice(0)) await server.kill();
  await rm(folder, { recursive: true, force: true });
});

async function start(options: Omit<Parameters<typeof startDevServer>[0], 'binary'> = {}): Promise<DevServer> {
  const server = await startDevServer({ binary, headless: true, ...options });
  started.push(server);
  return server;
}

async function withClient<T>(server: DevServer, use: (client: Client) => Promise<T>): Promise<T> {
  const connection = await Connection.connect({ address: server.address });
  try {
    return await use(new Client({ connection, namespace: server.namespace }));
  } finally {
    await connection.close();
  }
}

test.each(['stop', 'kill'] as const)('what was started before a %s is there after a restart', async (way) => {
  const dbFile = join(folder, 'temporal', 'dev.db');
  const first = await start({ dbFile });
  const runId = await withClient(first, async (client) => {
    const handle = await client.workflow.start('nobodyWorksOnThis', { workflowId: 'import/x', taskQueue: 'none' });
    return handle.firstExecutionRunId;
  });
  await first[way]();
  expect(await readdir(join(folder, 'temporal'))).toContain('dev.db');

  const second = await start({ dbFile, port: first.port });
  expect(second.address).toBe(first.address);
  const description = await withClient(second, (client) => client.workflow.getHandle('import/x').describe());
  expect(description.runId).toBe(runId);
  expect(description.status.name).toBe('RUNNING');
});

test('it serves when it is there: namespace, search attributes, dynamic configuration, Web UI', async () => {
  const server = await start({
    headless: false,
    namespace: 'trial',
    searchAttributes: { ImportName: 'Keyword' },
    dynamicConfig: { 'limit.historyCount.suggestContinueAsNew': 42, 'frontend.enableExecuteMultiOperation': true },
  });
  expect(server).toMatchObject({ namespace: 'trial', address: `127.0.0.1:${server.port}` });
  await withClient(server, (client) =>
    client.workflow.start('x', {
      workflowId: 'x',
      taskQueue: 'none',
      typedSearchAttributes: [
        { key: defineSearchAttributeKey('ImportName', SearchAttributeType.KEYWORD), value: 'stores' },
      ],
    }),
  );
  expect((await fetch(server.uiUrl ?? '')).status).toBe(200);
});

test('stop ends it in order and frees its port', async () => {
  const server = await start();
  await server.stop();
  expect(await server.exited).toMatchObject({ exitCode: 0, signal: null });
  expect(await isPortFree(server.port)).toBe(true);
  // A second time, and after the end, it is no fault.
  await server.stop();
  await server.kill();
});

test.each(['port', 'uiPort'])('a %s that is taken is told, even when another Temporal server has it', async (which) => {
  const { port } = await start();
  await expect(start({ headless: false, [which]: port })).rejects.toMatchObject({
    code: 'temporal-start-failed',
    message: `Port ${port} of this machine is taken by another program.`,
  });
});

test('a program that ends at once, or does not exist, is told with what it said', async () => {
  const bad = await writeProgram(join(folder, 'temporal'), 'echo "no room on the device"; exit 3');
  await expect(startDevServer({ binary: bad })).rejects.toThrow('ended at once. no room on the device');
  await expect(startDevServer({ binary: join(folder, 'gone') })).rejects.toMatchObject({
    code: 'temporal-start-failed',
    message: expect.stringContaining('ENOENT'),
  });
});

test('a start that is no longer wanted leaves no process', async () => {
  const pidFile = join(folder, 'pid');
  const slow = await writeProgram(join(folder, 'temporal'), `echo $$ >'${pidFile}'; exec /bin/sleep 60`);
  const stop = new AbortController();
  const attempt = startDevServer({ binary: slow, signal: stop.signal });
  setTimeout(() => stop.abort(new Error('enough')), 300);
  await expect(attempt).rejects.toThrow('enough');
  expect(await identifyProcess(Number(await readFile(pidFile, 'utf8')))).toBeUndefined();
});

test('what it writes is added to its log', async () => {
  const logFile = join(folder, 'logs', 'server.log');
  const loud = await writeProgram(join(folder, 'temporal'), 'echo "line of $3"; exit 1');
  for (const _ of [1, 2]) {
    await expect(startDevServer({ binary: loud, logFile })).rejects.toThrow('ended at once. line of --ip');
  }
  expect(await readFile(logFile, 'utf8')).toBe('line of --ip\nline of --ip\n');
});

test.each(['normally', 'by SIGKILL'])('it goes when the process that started it ends %s', async (way) => {
  // What startDevServer does with its child, in a process of its own.
  const source = join(__dirname, '..', '..', 'src', 'dev-server', 'end-with-parent.ts');
  const { transformFileSync } = await import('@swc/core');
  const { code } = transformFileSync(source, {
    jsc: { target: 'es2022', parser: { syntax: 'typescript' } },
    module: { type: 'commonjs' },
  });
  const script = `${code}
    const child = require('node:child_process').spawn('/bin/sleep', ['60'], { stdio: 'ignore', detached: true });
    child.unref();
    exports.endWithParent(child);
    console.log(child.pid);
    ${way === 'normally' ? '' : "setTimeout(() => process.kill(process.pid, 'SIGKILL'), 100);"}
  `;
  const { stdout } = await promisify(execFile)(process.execPath, ['-e', script]).catch((error) => error);
  const pid = Number(stdout);
  expect(pid).toBeGreaterThan(0);
  const deadline = Date.now() + 10_000;
  // It may be gone between the two looks: only what both of them see is running.
  let running = true;
  while (running && Date.now() < deadline) {
    await new Promise((resolve) => setTimeout(resolve, 20));
    const left = await identifyProcess(pid);
    running = left !== undefined && (await isRunning(left));
  }
  expect(running).toBe(false);
});
