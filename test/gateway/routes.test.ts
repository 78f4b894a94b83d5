import { utimes } from 'node:fs/promises';
import { writeConfig } from '../../sandbox/write-config';
import { openStorage, writeRunRecord } from '../../src/storage';
import { runOf } from '../cli/run-of';
import { type GatewayUnderTest, sections, startGateway, type Told } from './gateway-under-test';

let gateway: GatewayUnderTest;
beforeAll(async () => {
  gateway = await startGateway();
}, 120_000);
afterAll(() => gateway?.stop());

const post = (path: string, body?: unknown): Promise<Told> =>
  gateway.ask('POST', path, body === undefined ? {} : { body });
const get = (path: string): Promise<Told> => gateway.ask('GET', path);
const client = () => gateway.session().client;

/** What a run was started with, as Temporal has it. */
async function inputOf(workflowId: string): Promise<unknown> {
  const { events } = await client().workflow.getHandle(workflowId).fetchHistory();
  const [payload] = events?.[0]?.workflowExecutionStartedEventAttributes?.input?.payloads ?? [];
  return JSON.parse(Buffer.from(payload?.data ?? []).toString('utf8'));
}

describe('runs', () => {
  test('are started with their options, found, steered, and listed', async () => {
    const { status, body } = await post('/imports/orders/runs', {
      since: '2026-01-31T00:00:00Z',
      trackerId: 'night-7',
    });
    expect(status).toBe(202);
    const { runId } = body as { runId: string };
    expect(await post('/imports/orders/runs')).toMatchObject({ status: 423, body: { code: 'already-running' } });
    // Side by side: nobody works here, and each waits for that.
    const answers = await Promise.all([
      get(`/runs/${runId}`),
      post(`/runs/${runId}/pause`),
      post('/runs/orders/resume'),
      post(`/runs/${runId.slice(0, 12)}/cancel`, { reason: 'the wrong day' }),
    ]);
    expect(answers.map(({ status }) => status)).toEqual([200, 202, 202, 202]);
    for (const { body } of answers) expect(body).toMatchObject({ runId, import: 'orders', closedAt: null });
    const { events } = await client().workflow.getHandle('import/orders').fetchHistory();
    const signals = events?.flatMap((event) => event.workflowExecutionSignaledEventAttributes?.signalName ?? []);
    expect(signals?.sort()).toEqual(['cancel', 'pause', 'resume']);
    await client().workflow.getHandle('import/orders').terminate();
    for (const what of ['pause', 'resume', 'cancel']) {
      expect(await post(`/runs/${runId}/${what}`)).toMatchObject({
        status: 409,
        body: { message: 'The run has ended already: TERMINATED' },
      });
    }
    expect(await get('/runs?import=orders&status=TERMINATED&limit=5')).toMatchObject({
      status: 200,
      body: [{ runId }],
    });
    expect(await get('/runs?import=orders&status=RUNNING')).toMatchObject({ status: 200, body: [] });
  }, 30_000);

  test('of a courier are started for a day, for days, or for all', async () => {
    const runs = '/couriers/optimizely/runs';
    for (const options of [
      { day: '2020-09-13', landOnly: true },
      { from: '2020-09-01', to: '2020-09-14' },
      { all: true },
    ]) {
      expect(await post(runs, options)).toMatchObject({ status: 202, body: { workflowId: 'import/optimizely' } });
      expect(await inputOf('import/optimizely')).toEqual({ import: 'optimizely', options });
      expect(await post(runs, options)).toMatchObject({ status: 423 });
      await client().workflow.getHandle('import/optimizely').terminate();
    }
    for (const [options, message] of [
      [{}, 'brings the files of certain days'],
      [{ day: '2020-02-31' }, '`day` of the body'],
      [{ from: '2020-09-01' }, 'both `from` and `to`'],
      [{ full: true }, '`full` is no key of the body'],
    ] as const) {
      expect(await post(runs, options)).toMatchObject({
        status: 400,
        body: { message: expect.stringContaining(message) },
      });
    }
    expect(await post('/imports/optimizely/runs')).toMatchObject({
      status: 404,
      body: { remedy: 'POST to /couriers/optimizely/runs.' },
    });
  });

  test('of a courier group are started for days, or as its schedule would', async () => {
    const runs = '/groups/nightly/runs';
    const options = { from: '2020-09-01', to: '2020-09-14', loadOnly: true };
    expect(await post(runs, options)).toMatchObject({ status: 202, body: { workflowId: 'group/nightly' } });
    expect(await inputOf('group/nightly')).toEqual({ import: 'group/nightly', options });
    expect(await post(runs, options)).toMatchObject({ status: 423 });
    await client().workflow.getHandle('group/nightly').terminate();
    const asOf = '2020-09-15T08:00:00Z';
    expect(await post(runs, { asOf })).toMatchObject({ status: 202 });
    expect(await inputOf('group/nightly')).toMatchObject({ import: 'group/nightly', options: { asOf } });
    await client().workflow.getHandle('group/nightly').terminate();
    expect(await post(runs, { day: '2020-02-31' })).toMatchObject({ status: 400 });
    expect(await post('/groups/nigthly/runs', { asOf })).toMatchObject({ status: 404 });
  });

  test('that only storage remembers are told as well', async () => {
    const { updatedAt: _, ...record } = runOf({ import: 'customers', runId: 'aaaa-dropped' });
    await writeRunRecord(openStorage(gateway.session().config.storage), {
      ...record,
      status: 'COMPLETED',
      closedAt: record.startedAt + 5,
    });
    expect(await get('/runs/aaaa-dropped')).toMatchObject({ status: 200, body: { status: 'COMPLETED' } });
  });

  test.each([
    ['POST', '/imports/ordres/runs', 404, 'did you mean `orders`?'],
    ['POST', '/couriers/orders/runs', 404, 'orders is an import and no courier'],
    ['GET', '/runs/nobody', 404, 'No run is known as nobody'],
    ['POST', '/runs/nobody/cancel', 404, 'No run is known as nobody'],
    ['GET', '/runs/nobody/events', 404, 'No run is known as nobody'],
    ['GET', '/runs?limit=0', 400, '`limit` of the query'],
    ['GET', '/runs?limt=3', 400, '`limt` is no key of the query: did you mean `limit`?'],
    ['GET', '/batch/nobody/progress', 404, 'No batch job nobody is known'],
    ['GET', '/batch/nobody/result', 404, 'No batch job nobody is known'],
    ['GET', '/batch/a%20b/progress', 400, '`id` of the path'],
    ['GET', '/nothing', 404, 'There is nothing at this path'],
    ['POST', `/batch/callback/${'x'.repeat(300)}`, 409, 'no pass of a batch job'],
  ] as const)('%s %s is %d', async (method, path, status, message) => {
    expect(await gateway.ask(method, path)).toMatchObject({
      status,
      body: { message: expect.stringContaining(message) },
    });
  });

  test.each([
    ['/imports/orders/runs', { day: '2026-01-31' }, '`day` is no key of the body'],
    ['/imports/orders/runs', { full: false }, '`full` of the body'],
    ['/imports/orders/runs', { full: true, ids: ['a'] }, 'both `full` and `ids`'],
    ['/imports/orders/runs', { replay: { fil: 'a' } }, '`fil` is no key of `replay` of the body'],
    ['/imports/delete-products/runs', { of: 'products', confirm: 'product' }, 'Nothing was deleted'],
    ['/runs/orders/resolve', { action: 'forget' }, '`action` of the body'],
  ])('POST %s with %j is refused', async (path, body, message) => {
    expect(await post(path, body)).toMatchObject({ status: 400, body: { message: expect.stringContaining(message) } });
  });

  test('are watched by many at the cost of one', async () => {
    await post('/imports/categories/runs');
    const streams = [1, 2, 3].map(() => get('/runs/categories/events'));
    await new Promise((resolve) => setTimeout(resolve, 300));
    await client().workflow.getHandle('import/categories').terminate();
    for (const { status, text } of await Promise.all(streams)) {
      expect(status).toBe(200);
      expect(text).toMatch(/^retry: 2000\n\n/);
      expect(text).toMatch(/event: end\nid: end\ndata: \{.*"status":"TERMINATED".*\}\n\n$/);
    }
    const { text } = await get('/runs/categories/events');
    expect(text).toMatch(/event: end/);
    const again = await gateway.ask('GET', '/runs/categories/events', { headers: { 'last-event-id': 'end' } });
    expect(again.status).toBe(204);
  }, 30_000);
});

describe('batch jobs', () => {
  const request = { endPointName: 'report', endPointParams: { month: 3 }, id: '1' };

  test('are started as they always were, and attached to', async () => {
    expect(await post('/batch/start', request)).toMatchObject({
      status: 202,
      body: { id: '1', workflowId: 'batch/1', started: true },
    });
    expect(await post('/batch/start', { ...request, onConflict: 'refuse' })).toMatchObject({ status: 423 });
    expect(await post('/batch/start', request)).toMatchObject({ status: 202, body: { started: false } });
    const answers = await Promise.all([
      get('/batch/1/progress'),
      ...['pause', 'resume', 'cancel'].map((what) => post(`/batch/1/${what}`)),
      get('/batch/1/result'),
    ]);
    expect(answers.map(({ status }) => status)).toEqual([200, 202, 202, 202, 409]);
    expect(answers[0]?.body).toMatchObject({ id: '1', status: 'RUNNING' });
    await client().workflow.getHandle('batch/1').terminate();
    expect(await post('/batch/1/cancel')).toMatchObject({ status: 409 });
    expect(await get('/batch/1/result')).toMatchObject({ status: 200, body: { id: '1', status: 'CANCELLED' } });
  }, 30_000);

  test.each([
    [{ ...request, endPointName: 'reprot' }, 'did you mean `report`?'],
    [{ ...request, id: 'a/b' }, '`id` of the body'],
    [{ ...request, endPointParams: [] }, '`endPointParams` of the body'],
    [{ ...request, endpointParams: {} }, '`endpointParams` is no key of the body'],
    [{ ...request, endPointParams: { text: 'x'.repeat(70_000) } }, 'over 64 KB'],
    [{ ...request, noWaitForDependencies: true }, 'but no `batchJob`'],
  ])('and refused: %#', async (body, message) => {
    expect(await post('/batch/start', body)).toMatchObject({
      status: 400,
      body: { message: expect.stringContaining(message) },
    });
  });
});

test('health, the document and its page', async () => {
  expect(await get('/healthz')).toMatchObject({ status: 200, body: { live: true } });
  expect(await get('/readyz')).toMatchObject({ status: 200, body: { ready: true, temporal: 'answers' } });
  const { text, headers } = await get('/');
  expect(headers['content-security-policy']).toContain("default-src 'none'; script-src 'self'");
  const own = [...text.matchAll(/(?:src|href)="([^"]+)"/g)].map(([, path = '']) => path);
  expect(own.sort()).toEqual(['/openapi.json', '/page.css', '/page.js']);
  for (const path of own) expect((await get(path)).status).toBe(200);
  expect(text).not.toMatch(/<script(?! src)|style=|https?:\/\//);
  const { body } = await get('/openapi.json');
  const paths = Object.keys((body as { paths: object }).paths);
  expect(paths).toContain('/runs/{id}/events');
  expect(paths).toContain('/sync/products/stop');
});

test('longshore.yaml is read again when it has changed, and its faults are told', async () => {
  const { imports, ...others } = sections;
  await writeConfig(gateway.configPath, { ...others, imports: { ...imports, more: imports.orders } });
  expect(await post('/imports/more/runs')).toMatchObject({ status: 202 });
  // Two imports are of that type now, and none is named.
  expect(await post('/sync/orders')).toMatchObject({
    status: 404,
    body: { message: expect.stringContaining('Several imports are of type commerce-orders: orders, more.') },
  });
  await writeConfig(gateway.configPath, { ...sections, imprts: {} });
  expect(await post('/imports/orders/runs')).toMatchObject({ status: 500, body: { code: 'config-invalid' } });
  await writeConfig(gateway.configPath, sections);
  await utimes(gateway.configPath, 1, 1);
  expect(await post('/imports/more/runs')).toMatchObject({ status: 404 });
});
