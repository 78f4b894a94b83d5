import { execFile } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { text } from 'node:stream/consumers';
import { promisify } from 'node:util';
import { Client, Connection } from '@temporalio/client';
import fc from 'fast-check';
import { type GatewayProcess, startGatewayProcess } from '../../sandbox/gateway-process';
import { type ShopAndKlaviyo, startShopAndKlaviyo } from '../../sandbox/shop-and-klaviyo';
import { startWorkerProcess, type WorkerProcess } from '../../sandbox/worker-process';
import { scheduledWorkflowType } from '../../src/contract/names';
import type { FireOutcome, ScheduledStart } from '../../src/contract/schedules/scheduled-start';
import { type DevServer, findTemporal, freePort, startDevServer } from '../../src/dev-server';
import { longshore } from '../cli/longshore-command';
import { provingAll, until } from '../proofs/run-import';

// The lines of docs/gateway.md, as they stand there, with the environment of the replaced server and nothing else: no
// longshore.yaml for the gateway, and none for the worker.

const root = resolve(__dirname, '../..');
const lines = (/```sh\n([\s\S]*?)```/.exec(readFileSync(join(root, 'docs/gateway.md'), 'utf8'))?.[1] ?? '')
  .trim()
  .split('\n');

let folder = '';
let temporal: DevServer;
let sides: ShopAndKlaviyo;
let worker: WorkerProcess;
let gateway: GatewayProcess;
let env: NodeJS.ProcessEnv;
let client: Client;

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'longshore-old-'));
  const { path: binary } = await findTemporal({ env: process.env });
  temporal = await startDevServer({ binary, headless: true });
  sides = await startShopAndKlaviyo({
    shop: { shop: { seed: 2, customers: 20, orders: 6, categories: 8, products: 20 } },
  });
  const kept = Object.entries(process.env).filter(([name]) => !/^(LONGSHORE|CT|KLAVIYO)_/.test(name));
  env = {
    ...Object.fromEntries(kept),
    ...sides.env,
    KLAVIYO_BASE_URL: sides.klaviyo.baseUrl,
    PRODUCT_URL_TEMPLATE: 'https://example-store.com/products/{{productSlug}}',
    PREFERRED_LOCALE: 'en-US',
    PUB_SUB_PORT: String(await freePort()),
    TEMPORAL_ADDRESS: temporal.address,
  };
  worker = await startWorkerProcess(join(root, 'dist/src/worker.js'), env, folder);
  gateway = await startGatewayProcess(env, folder);
  client = new Client({ connection: await Connection.connect({ address: temporal.address }) });
}, 120_000);
afterAll(async () => {
  await gateway?.stop();
  await worker?.kill('SIGKILL');
  await client?.connection.close();
  await sides?.stop();
  await temporal?.kill();
  rmSync(folder, { recursive: true, force: true });
});

const firstId = (resource: 'customers' | 'orders'): string => String(sides.shop.records(resource).next().value?.id);

/** Runs a line of the document, and answers its status and body. */
async function curl(line: string): Promise<{ readonly status: number; readonly body: string }> {
  const ids = { CUSTOMER_ID: firstId('customers'), ORDER_ID: firstId('orders') };
  const command = Object.entries(ids).reduce(
    (text, [name, id]) => text.replace(name, id),
    line.replace('localhost:6779', `localhost:${env.PUB_SUB_PORT}`),
  );
  const { stdout } = await promisify(execFile)('sh', ['-c', `${command} -s -w '\\n%{http_code}'`]);
  const [, body = '', status = ''] = /^([\s\S]*)\n(\d+)$/.exec(stdout) ?? [];
  return { status: Number(status), body };
}

const ended = (name: string): Promise<void> =>
  until(`${name} to end`, async () => {
    const { status } = await client.workflow.getHandle(`import/${name}`).describe();
    return status.name !== 'RUNNING';
  });

test('the lines of the document do what they have always done', async () => {
  const [all, one, from, stop, categories, products, status, deletion, ...more] = lines;
  expect(more).toEqual([]);
  const accepted = async (line = '', name = ''): Promise<void> => {
    const { status, body } = await curl(line);
    expect({ status, body: JSON.parse(body) }).toEqual({
      status: 202,
      body: { runId: expect.any(String), workflowId: `import/${name}` },
    });
  };
  const completed = async (name: string): Promise<void> => {
    await ended(name);
    expect(await (await fetch(`${gateway.url}/runs/${name}`)).json()).toMatchObject({ status: 'COMPLETED' });
  };
  await accepted(all, 'customers');
  await accepted(categories, 'categories');
  await accepted(products, 'products');
  expect((await curl(from ?? '')).status).toBe(202);
  expect([200, 400]).toContain((await curl(stop ?? '')).status);
  await completed('customers');
  expect(sides.klaviyo.profiles()).toHaveLength(20);
  await accepted(one, 'customers');
  await ended('orders');
  expect(await curl(stop ?? '')).toEqual({ status: 400, body: '{"message":"Orders sync is not currently running."}' });
  await Promise.all(['customers', 'categories', 'products'].map(completed));
  const told = await curl(status ?? '');
  expect(told.status).toBe(200);
  expect(JSON.parse(told.body)).toMatchObject({
    customers: { import: 'customers', running: false, run: { status: 'COMPLETED', counts: { delivered: 1 } } },
    products: { running: false, run: { status: 'COMPLETED', counts: { rejected: 0 } } },
  });
  await accepted(deletion, 'delete-products');
  await completed('delete-products');
}, 120_000);

test('what was started over HTTP is the same run for the command, and in Temporal', async () => {
  const answer = await fetch(`${gateway.url}/imports/customers/runs`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ trackerId: 'http-7' }),
  });
  const { runId, workflowId } = (await answer.json()) as { runId: string; workflowId: string };
  expect((await client.workflow.getHandle(workflowId).describe()).runId).toBe(runId);
  await ended('customers');
  const { stdout } = await longshore(['show', runId, '--json'], { cwd: folder, env });
  const overHttp = (await (await fetch(`${gateway.url}/runs/${runId}`)).json()) as object;
  expect(overHttp).toEqual(JSON.parse(stdout));
  expect(overHttp).toMatchObject({ runId, trackerId: 'http-7', status: 'COMPLETED', counts: { delivered: 20 } });
}, 60_000);

test('a run is followed to its end by its events', async () => {
  await fetch(`${gateway.url}/imports/orders/runs`, { method: 'POST' });
  const answer = await fetch(`${gateway.url}/runs/orders/events`);
  expect(answer.headers.get('content-type')).toBe('text/event-stream');
  const events = (await answer.text()).split('\n\n').filter((event) => event.startsWith('event: '));
  expect(events.length).toBeGreaterThan(0);
  expect(events.at(-1)).toMatch(/^event: end\nid: end\ndata: \{.*"status":"COMPLETED"/);
  const again = await fetch(`${gateway.url}/runs/orders/events`, { headers: { 'last-event-id': 'end' } });
  expect(again.status).toBe(204);
}, 60_000);

interface Attempt {
  readonly begun: number;
  readonly ended: number;
  /** Undefined where it was refused, for a run works. */
  readonly runId: string | undefined;
}

const attempts: Readonly<Record<string, () => Promise<string | undefined>>> = {
  gateway: async () => {
    const answer = await fetch(`${gateway.url}/sync/customers`, { method: 'POST' });
    const { runId, message } = (await answer.json()) as { readonly runId?: string; readonly message?: string };
    expect(answer.status).toBe(runId === undefined ? 423 : 202);
    expect(message).toBe(runId === undefined ? 'Customers sync is already running.' : undefined);
    return runId;
  },
  command: async () => {
    const { exitCode, stdout } = await longshore(['run', 'customers', '--json'], { cwd: folder, env });
    expect([0, 7]).toContain(exitCode);
    return exitCode === 0 ? (JSON.parse(stdout) as { runId: string }).runId : undefined;
  },
  schedule: async () => {
    const fire: ScheduledStart = {
      schedule: { cron: '0 6 * * *', timeZone: 'UTC', jitterMs: 0, overlap: 'skip' },
      start: {
        ...{ workflowType: 'commerceCustomers', workflowId: 'import/customers', title: 'customers' },
        input: { import: 'customers' },
      },
    };
    const options = { workflowId: `fire-${randomUUID()}`, taskQueue: 'longshore', args: [fire] };
    const outcome: FireOutcome = await client.workflow.execute(scheduledWorkflowType, options);
    return outcome.runId;
  },
};

test('423 exactly while a run is running: racing gateway, command and schedule', async () => {
  const starters = fc.shuffledSubarray(['gateway', 'gateway', 'gateway', 'schedule', 'command'], { minLength: 4 });
  await fc.assert(
    fc.asyncProperty(starters, async (names) => {
      const made = await Promise.all(
        names.map(async (name): Promise<Attempt> => {
          const begun = Date.now();
          const runId = await attempts[name]?.();
          return { begun, ended: Date.now(), runId };
        }),
      );
      await ended('customers');
      const runs = await runsOf('import/customers');
      const started = made.flatMap(({ runId }) => runId ?? []);
      expect(new Set(started).size).toBe(started.length);
      expect(started.filter((runId) => !runs.some((run) => run.runId === runId))).toEqual([]);
      // None begins before the one before it has ended.
      for (const [index, { start }] of runs.entries())
        expect(start).toBeGreaterThanOrEqual(runs[index - 1]?.close ?? 0);
      for (const { begun, ended } of made.filter(({ runId }) => runId === undefined)) {
        expect(runs.some(({ start, close }) => start <= ended && close >= begun)).toBe(true);
      }
    }),
    { numRuns: provingAll ? 20 : 1 },
  );
}, 300_000);

/** All runs of a workflow id that have ended, in their order. Epoch ms. */
async function runsOf(workflowId: string) {
  const runs = [];
  for await (const { runId, startTime, closeTime } of client.workflow.list({ query: `WorkflowId = '${workflowId}'` })) {
    runs.push({ runId, start: startTime.getTime(), close: closeTime?.getTime() ?? Number.POSITIVE_INFINITY });
  }
  return runs.sort((a, b) => a.start - b.start);
}

test('no secret and no record is in its log', () => {
  const log = gateway.log();
  expect(log).toContain('"route":"/sync/customers"');
  for (const secret of [sides.env.KLAVIYO_AUTH_KEY, sides.shop.client.secret, firstId('customers')]) {
    expect(log).not.toContain(secret);
  }
});

test('SIGTERM lets watchers go, and ends it in order', async () => {
  await fetch(`${gateway.url}/imports/orders/runs`, { method: 'POST' });
  const { body } = await fetch(`${gateway.url}/runs/orders/events`);
  expect(await gateway.stop()).toEqual([0, null]);
  expect(body && (await text(body))).toMatch(/^retry: /);
});
