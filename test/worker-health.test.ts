import { createServer } from 'node:net';
import { NativeConnection, Runtime, type Worker } from '@temporalio/worker';
import { Governors } from '../src/activities';
import { type DevServer, findTemporal, startDevServer } from '../src/dev-server';
import { createLogger } from '../src/logger';
import { SharedTables } from '../src/shared-tables';
import { createWorker } from '../src/worker';
import { healthPort, WorkerHealth } from '../src/worker-health';
import { until } from './proofs/run-import';

const open: WorkerHealth[] = [];
afterEach(async () => {
  for (const health of open.splice(0)) await health.close();
});

async function listen(): Promise<WorkerHealth> {
  const health = await WorkerHealth.listen(0);
  open.push(health);
  return health;
}

async function ask(health: WorkerHealth, path: string, init?: RequestInit): Promise<{ status: number; body: unknown }> {
  const response = await fetch(`http://127.0.0.1:${health.port}${path}`, init);
  return { status: response.status, body: await response.json() };
}

describe('beside a worker and its server', () => {
  let server: DevServer;
  let connection: NativeConnection;
  let worker: Worker;
  let running: Promise<void>;

  beforeAll(async () => {
    Runtime.install({ logger: createLogger('ERROR') });
    const { path } = await findTemporal({ env: process.env });
    server = await startDevServer({ binary: path, headless: true });
    connection = await NativeConnection.connect({ address: server.address });
    const context = { env: {}, taskQueue: 'longshore', governors: new Governors() };
    worker = await createWorker({
      connection,
      namespace: server.namespace,
      context,
      heartbeatTimeoutMs: 10_000,
      tablesOf: new SharedTables(context).of,
    });
  }, 120_000);
  afterAll(async () => {
    await server?.kill();
    await connection?.close();
  });

  test('it is ready while the worker polls and Temporal answers, and alive from its start to its end', async () => {
    const health = await listen();
    expect(await ask(health, '/ready')).toEqual({ status: 503, body: { ready: false, worker: 'STARTING' } });
    health.follow({ worker, connection, namespace: server.namespace });
    expect(await ask(health, '/ready')).toEqual({ status: 503, body: { ready: false, worker: 'INITIALIZED' } });
    expect(await ask(health, '/live')).toEqual({ status: 200, body: { live: true } });

    running = worker.run();
    const ready = { status: 200, body: { ready: true, worker: 'RUNNING', temporal: 'answers' } };
    expect(await ask(health, '/ready')).toEqual(ready);
    expect(await ask(health, '/ready?from=probe')).toEqual(ready);
    const many = await Promise.all(Array.from({ length: 30 }, () => ask(health, '/ready')));
    for (const answer of many) expect(answer).toEqual(ready);

    const elsewhere = await listen();
    const tables = { warehouse: 'waiting' } as const;
    elsewhere.follow({ worker, connection, namespace: 'nobody-made-it', tables: () => tables });
    const notReady = { status: 503, body: { ready: false, worker: 'RUNNING', temporal: 'does not answer' } };
    expect(await ask(elsewhere, '/ready')).toEqual({ ...notReady, body: { ...notReady.body, tables } });
    elsewhere.follow({ worker, connection, namespace: server.namespace, tables: () => tables });
    expect(await ask(elsewhere, '/ready')).toEqual({ ...ready, body: { ...ready.body, tables } });

    process.kill(server.pid, 'SIGSTOP');
    try {
      expect(await ask(health, '/ready')).toEqual(notReady);
      expect(await ask(health, '/live')).toEqual({ status: 200, body: { live: true } });
    } finally {
      process.kill(server.pid, 'SIGCONT');
    }
    await until('it is ready again', async () => (await ask(health, '/ready')).status === 200);

    worker.shutdown();
    expect(await ask(health, '/ready')).toMatchObject({ status: 503, body: { ready: false } });
    await running;
    expect(await ask(health, '/ready')).toEqual({ status: 503, body: { ready: false, worker: 'STOPPED' } });
    expect(await ask(health, '/live')).toEqual({ status: 200, body: { live: true } });
  }, 60_000);
});

test('what it does not know it says, and it takes nothing', async () => {
  const health = await listen();
  expect(await ask(health, '/')).toEqual({ status: 404, body: { paths: ['/live', '/ready'] } });
  expect(await ask(health, '/ready', { method: 'POST', body: '{}' })).toMatchObject({ status: 405 });
  const head = await fetch(`http://127.0.0.1:${health.port}/live`, { method: 'HEAD' });
  expect({ status: head.status, type: head.headers.get('content-type') }).toEqual({
    status: 200,
    type: 'application/json',
  });
});

test('closed, it lets go of its port and of who still listens', async () => {
  const health = await WorkerHealth.listen(0);
  const { port } = health;
  await ask(health, '/live');
  await health.close();
  await expect(fetch(`http://127.0.0.1:${port}/live`)).rejects.toThrow();
  const again = await WorkerHealth.listen(port);
  await again.close();
});

test('a port that is taken, or is none, is told with the variable that names it', async () => {
  const other = createServer().listen(0);
  const address = other.address();
  const port = typeof address === 'object' && address !== null ? address.port : 0;
  await expect(WorkerHealth.listen(port)).rejects.toMatchObject({
    code: 'config-invalid',
    message: `The health end point cannot listen on port ${port} (EADDRINUSE).`,
    remedy: expect.stringContaining('LONGSHORE_HEALTH_PORT'),
  });
  other.close();

  expect(healthPort({})).toBeUndefined();
  expect(healthPort({ LONGSHORE_HEALTH_PORT: '' })).toBeUndefined();
  expect(healthPort({ LONGSHORE_HEALTH_PORT: '8080' })).toBe(8080);
  for (const text of ['http', '-1', '70000', '80.5', ' 80']) {
    expect(() => healthPort({ LONGSHORE_HEALTH_PORT: text })).toThrow(
      expect.objectContaining({ code: 'config-invalid' }),
    );
  }
});
