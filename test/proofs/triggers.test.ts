import { execFile } from 'node:child_process';
import { mkdir, symlink, writeFile } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { promisify } from 'node:util';
import { transformSync } from '@swc/core';
import type { WorkflowExecutionDescription } from '@temporalio/client';
import { storeNumber } from '../../sandbox/offline-stores';
import { type Stack, startStack } from '../../sandbox/stack';
import type { WorkerProcess } from '../../sandbox/worker-process';
import { findTemporal } from '../../src/dev-server';
import { codeIn } from './readme-section';
import { importName, journalOf, objectName, resultOf, until } from './run-import';

const root = resolve(__dirname, '../..');
const section = 'Start it from anywhere';
const commands = codeIn(section, 'sh').flatMap((block) => block.trim().split('\n'));
const command = (...words: string[]): string => {
  const found = commands.filter((line) => words.every((word) => line.includes(word)));
  if (found.length !== 1 || found[0] === undefined)
    throw new Error(`${found.length} commands of the README say ${words}`);
  return found[0];
};
const [workflowId, perFile] = [`import/${importName}`, 3_000];

let stack: Stack;
let worker: WorkerProcess;
let written = 0;
beforeAll(async () => {
  stack = await startStack({
    ui: true,
    import: { settle: '0s', concurrency: 2 },
    steps: { target: '1s', heartbeatTimeout: '2s' },
    odp: { latencyMs: 150 },
    // A run that is long enough continues as new; under a cron none may.
    dynamicConfig: { 'limit.historyCount.suggestContinueAsNew': 20 },
  });
  worker = await stack.startWorker({ LONGSHORE_LOG: 'debug' });
  const { path } = await findTemporal({ env: process.env });
  await mkdir(join(stack.folder, 'bin'));
  await symlink(path, join(stack.folder, 'bin/temporal'));
}, 60_000);
afterAll(() => stack?.stop());

/** Runs a line as a shell does, with the `temporal` of this machine and the server of this test. */
async function shell(line: string): Promise<string> {
  const env = { ...stack.env, PATH: `${join(stack.folder, 'bin')}:${process.env.PATH}` };
  const { stdout } = await promisify(execFile)('sh', ['-c', line], { env, cwd: stack.folder });
  return stdout;
}

const longshore = (...words: string[]): Promise<string> =>
  shell(`'${process.execPath}' '${join(root, 'dist/src/client.js')}' ${words.join(' ')}`);

/** Puts one file more there, which takes the import about 2 s. Answers how many stores there are then. */
async function putStores(): Promise<number> {
  const stores = Array.from({ length: perFile }, (_, number) => storeNumber(written + number));
  await stack.putFile(`${written}.json`, JSON.stringify(stores));
  written += perFile;
  return written;
}

const latest = (): Promise<WorkflowExecutionDescription> => stack.client.workflow.getHandle(workflowId).describe();
const isAtWork = async (): Promise<boolean> => stack.odp.object(objectName).size % perFile !== 0;
const isClosedAs = (status: string) => async (): Promise<boolean> => (await latest()).status.name === status;

/** How many executions have completed; what `longshore runs` tells, without starting it at each look. */
async function completed(): Promise<number> {
  const query = `WorkflowId = '${workflowId}' AND ExecutionStatus = 'Completed'`;
  return (await stack.client.workflow.count(query)).count;
}

interface ListedRun {
  readonly runId: string;
  readonly status: string;
  readonly trackerId?: string;
  readonly counts: { readonly delivered: number };
}
const listed = async (): Promise<ListedRun[]> =>
  JSON.parse(await longshore('runs', importName, '--json')) as ListedRun[];

/** Lets the import finish what a test has left, so that the next begins with nothing to do. */
async function finishTheRest(): Promise<void> {
  await longshore('run', importName, '--wait');
  await stack.odp.drain();
  expect(stack.odp.object(objectName).size).toBe(written);
}

test('temporal starts, asks, pauses, resumes and cancels with a reason; the tracker is told everywhere', async () => {
  await putStores();
  await shell(command('temporal', 'start', 'trackerId'));
  await until('the run to work', isAtWork);
  expect(await shell(command('temporal', '--type progress'))).toContain('"trackerId":"night-42"');
  await shell(command('temporal', '--name pause'));
  const handle = stack.client.workflow.getHandle(workflowId);
  const status = async () => (await handle.query<{ status: string }>('progress')).status;
  await until('the run to pause', async () => (await status()) === 'PAUSED');
  await shell(command('temporal', '--name resume'));
  expect(await status()).toBe('RUNNING');
  await shell(command('temporal', '--name cancel'));
  await until('the run to close', isClosedAs('CANCELLED'));

  expect(await journalOf(handle)).toContain('Asked to cancel: the wrong files');
  expect((await latest()).memo).toMatchObject({ import: importName, trackerId: 'night-42', status: 'CANCELLED' });
  expect(await longshore('runs')).toMatch(/│ night-42 +│ CANCELLED/);
  const logged = (await longshore('logs', importName)).trim().split('\n');
  expect(logged.length).toBeGreaterThan(3);
  expect(logged.filter((line) => !line.includes('[night-42] '))).toEqual([]);
  await finishTheRest();
}, 60_000);

test('each line that a worker logs of a run names its id and its tracker', async () => {
  await putStores();
  stack.odp.addFault({ path: '/objects/', action: { kind: 'answer', status: 403 } });
  await shell(command('temporal', 'start', 'trackerId'));
  await until('the run to close', isClosedAs('FAILED'));
  stack.odp.clearFaults();
  // It has continued as new: the run's own id is the first one.
  const { runId = '' } = (await listed())[0] ?? {};
  const lines = worker
    .log()
    .split('\n')
    .filter((line) => line.includes(runId))
    // At level debug, and before the SDK asks anybody what to add.
    .filter((line) => !line.includes('Workflow started'));
  expect(lines.length).toBeGreaterThan(0);
  for (const line of lines)
    expect(JSON.parse(line)).toMatchObject({ import: importName, run: runId, tracker: 'night-42' });
  await finishTheRest();
}, 60_000);

test('temporal workflow cancel cancels', async () => {
  await putStores();
  await shell(command('temporal', 'start', 'trackerId'));
  await until('the run to work', isAtWork);
  await shell(command('temporal', 'workflow cancel'));
  await until('the run to close', isClosedAs('CANCELLED'));
  await finishTheRest();
}, 60_000);

test("under Temporal's cron each fire is a run of its own and takes what is new, and a cancel ends the cron", async () => {
  const before = (await listed()).length;
  const closedBefore = await completed();
  await putStores();
  const line = command('temporal', '--cron');
  expect(line).toContain("--cron '0 6 * * *'");
  await shell(line.replace("'0 6 * * *'", "'@every 2s'"));
  const fires = async () => {
    const runs = await listed();
    return runs.slice(0, runs.length - before);
  };
  const complete = async () => (await fires()).filter((run) => run.status === 'COMPLETED');
  await until('the first fire', async () => (await completed()) > closedBefore, 20_000);
  await putStores();
  await until('two fires more', async () => (await completed()) > closedBefore + 2, 20_000);

  const delivered = (await complete()).map((run) => run.counts.delivered);
  expect(delivered.reduce((sum, one) => sum + one)).toBe(2 * perFile);
  expect(Math.max(...delivered)).toBe(perFile);
  const ids = (await fires()).map((run) => run.runId);
  expect(new Set(ids).size).toBe(ids.length);
  for (const { runId } of (await complete()).slice(-3))
    expect(await longshore('logs', runId)).toMatch(/Found [\s\S]*Complete: /);

  await longshore('cancel', importName);
  await until('the cron to end', isClosedAs('CANCELLED'));
  await finishTheRest();
}, 90_000);

test('a fire that is hours away is shown as scheduled, keeps other starts away, and is cancelled at once', async () => {
  await shell(command('temporal', '--cron'));
  expect((await listed())[0]).toMatchObject({ status: 'SCHEDULED', counts: { delivered: 0 } });
  await expect(longshore('run', importName)).rejects.toMatchObject({
    code: 7,
    stderr: expect.stringMatching(/already-running: offline-stores is to run at \d{4}-\d\d-\d\dT06:00:00/),
  });
  expect(await longshore('logs', importName)).toContain('Complete');
  expect(await longshore('cancel', importName)).toContain('offline-stores: CANCELLED');
  expect(await isClosedAs('CANCELLED')()).toBe(true);
}, 60_000);

test('a cancel by signal in the middle of a fire ends the cron too', async () => {
  await putStores();
  await shell(command('temporal', '--cron').replace("'0 6 * * *'", "'@every 2s'"));
  await until('the fire to work', isAtWork);
  await shell(command('temporal', '--name cancel'));
  await until('the run to close', isClosedAs('CANCELLED'));
  await finishTheRest();
}, 60_000);

test('a program starts, asks and cancels with names and types of longshore/client', async () => {
  await putStores();
  const [program = ''] = codeIn(section, 'ts');
  expect(program).toContain('localhost:7233');
  // As it is in a project that depends on both packages.
  const modules = join(stack.folder, 'node_modules');
  await mkdir(modules);
  await symlink(root, join(modules, 'longshore'));
  await symlink(resolve(require.resolve('@temporalio/client'), '../../..'), join(modules, '@temporalio'));
  const { code } = transformSync(program.replace('localhost:7233', stack.temporal.address), {
    jsc: { target: 'es2022', parser: { syntax: 'typescript' } },
    module: { type: 'es6' },
  });
  await writeFile(join(stack.folder, 'program.mjs'), code);
  expect(await shell(`'${process.execPath}' program.mjs`)).toMatch(/^RUNNING: \d+ delivered\n$/);
  await until('the run to close', isClosedAs('CANCELLED'));
  const [run] = await listed();
  expect(run).toMatchObject({ trackerId: 'night-42', status: 'CANCELLED' });
  await finishTheRest();
}, 60_000);

test('the Web UI starts and cancels', async () => {
  await putStores();
  const { headers } = await fetch(`${stack.temporal.uiUrl}/api/v1/settings`);
  const [cookie = ''] = headers.getSetCookie().map((one) => one.replace(/;.*/, ''));
  // What the page itself sends: an id with a slash in it is one part of the address.
  const send = async (path: string, body: object): Promise<number> => {
    const address = `${stack.temporal.uiUrl}/api/v1/namespaces/default/workflows/${encodeURIComponent(workflowId)}${path}`;
    const sent = { 'content-type': 'application/json', cookie, 'x-csrf-token': cookie.replace('_csrf=', '') };
    return (await fetch(address, { method: 'POST', headers: sent, body: JSON.stringify(body) })).status;
  };
  const base64 = (text: string) => Buffer.from(text).toString('base64');
  const payload = {
    metadata: { encoding: base64('json/plain') },
    data: base64(JSON.stringify({ import: importName })),
  };
  const start = {
    workflowType: { name: 'filesToOdp' },
    taskQueue: { name: 'longshore' },
    input: { payloads: [payload] },
  };
  expect(await send('', { ...start, workflowId, requestId: 'from-the-page' })).toBe(200);
  await until('the run to work', isAtWork);
  expect(await send('/cancel', { workflowExecution: { workflowId } })).toBe(200);
  await until('the run to close', isClosedAs('CANCELLED'));
  await finishTheRest();
}, 60_000);

describe('a run that was started wrong fails at once with the command that is right', () => {
  const right = `--workflow-id ${workflowId} --input '{"import": "offline-stores", "options": {"trackerId": "night-42"}}'`;
  test.each([
    ['under another id', `--workflow-id by-hand --input '{"import":"offline-stores"}'`, 'wrong-workflow-id'],
    ['under no id', `--input '{"import":"offline-stores"}'`, 'wrong-workflow-id'],
    ['without input', `--workflow-id ${workflowId}`, 'usage-invalid'],
    ['with an input of another form', `--workflow-id ${workflowId} --input '"offline-stores"'`, 'usage-invalid'],
    [
      'with an option that is none',
      `--workflow-id ${workflowId} --input '{"import":"offline-stores","options":{"tracker":"x"}}'`,
      'usage-invalid',
    ],
  ])('%s', async (_, flags, code) => {
    const line = command('temporal', 'start', 'trackerId');
    expect(line).toContain(right);
    const { workflowId: id } = JSON.parse(await shell(`${line.replace(right, flags)} -o json`)) as {
      workflowId: string;
    };
    const failure = await stack.client.workflow
      .getHandle(id)
      .result()
      .catch((error: { cause: unknown }) => error.cause);
    expect(failure).toMatchObject({ type: code });
    const remedy = /`(temporal workflow start [^`]+)`/.exec(String((failure as Error).message))?.[1] ?? '';
    await shell(remedy);
    await resultOf(stack.client.workflow.getHandle(workflowId));
  });
});

test('what the README says of tctl is what it says of temporal, in the flags of tctl', () => {
  const spelt = (line: string): string =>
    line
      .replace('tctl', 'temporal')
      .replace('--workflow_type', '--type')
      .replace('--query_type', '--type')
      .replace('--taskqueue', '--task-queue')
      .replace('--workflow_id', '--workflow-id');
  const plain = commands.map((line) => line.replace(', "options": {"trackerId": "night-42"}', ''));
  const ofTctl = commands.filter((line) => line.startsWith('tctl '));
  expect(ofTctl).toHaveLength(5);
  for (const line of ofTctl) expect(plain).toContain(spelt(line));
});
