import fc from 'fast-check';
import { importWorkflowId } from '../../src/contract/names';
import { startRun } from '../../src/runs/start-run';
import { type GatewayUnderTest, startGateway, type Told } from './gateway-under-test';

let gateway: GatewayUnderTest;
beforeAll(async () => {
  gateway = await startGateway();
}, 120_000);
afterAll(() => gateway?.stop());
afterEach(endAll);

const names = ['customers', 'orders', 'categories', 'products', 'delete-products', 'delete-categories'];
const handleOf = (name: string) => gateway.session().client.workflow.getHandle(importWorkflowId(name));

/** Nobody works here: what a run has come to is for the test to say. */
async function endAll(): Promise<void> {
  for (const name of names) {
    await handleOf(name)
      .terminate()
      .catch(() => undefined);
  }
}
const isOpen = async (name: string): Promise<boolean> =>
  (
    await handleOf(name)
      .describe()
      .catch(() => undefined)
  )?.status.name === 'RUNNING';
const inputOf = async (name: string): Promise<unknown> => {
  const { events } = await handleOf(name).fetchHistory();
  const [payload] = events?.[0]?.workflowExecutionStartedEventAttributes?.input?.payloads ?? [];
  return JSON.parse(Buffer.from(payload?.data ?? []).toString('utf8'));
};
const post = (path: string, body?: unknown): Promise<Told> =>
  gateway.ask('POST', path, body === undefined ? {} : { body });

test.each([
  ['customers', undefined, undefined],
  ['customers', { ids: ['a1', 'b2'] }, { ids: ['a1', 'b2'] }],
  ['orders', { startId: 'c3' }, { startId: 'c3' }],
  ['orders', { ids: ['a1'], startId: 'c3' }, { ids: ['a1'] }],
  ['orders', { ids: [], startId: '' }, undefined],
  ['categories', {}, undefined],
  ['products', { deleteAll: false }, undefined],
])('POST /sync/%s with %j starts the import with the options %j', async (name, body, options) => {
  const { status, body: told, headers } = await post(`/sync/${name}`, body);
  expect(status).toBe(202);
  expect(told).toEqual({ runId: expect.any(String), workflowId: `import/${name}` });
  expect(headers['x-request-id']).toEqual(expect.any(String));
  expect(await inputOf(name)).toEqual({ import: name, ...(options ? { options } : {}) });
  expect((await handleOf(name).describe()).runId).toBe((told as { runId: string }).runId);
});

test.each([
  ['products', 'confirmDeletetion'],
  ['products', 'confirmDeletion'],
  ['categories', 'confirmDeletetion'],
  ['categories', 'confirmDeletion'],
])('POST /sync/%s with deleteAll and %s deletes all of them', async (name, confirmation) => {
  const { status, body } = await post(`/sync/${name}`, { deleteAll: true, [confirmation]: name });
  expect({ status, body }).toMatchObject({ status: 202, body: { workflowId: `import/delete-${name}` } });
  expect(await inputOf(`delete-${name}`)).toEqual({ import: `delete-${name}`, options: { of: name, confirm: name } });
  // Who fills a catalog waits for who empties it.
  expect(await post(`/sync/${name}`)).toMatchObject({ status: 423 });
  expect(await post(`/sync/${name}/stop`)).toMatchObject({ status: 200, text: '' });
});

test('a wrong confirmation deletes nothing, in 100 spellings', async () => {
  const word = fc.oneof(
    fc.constantFrom('product', 'Products', 'PRODUCTS', ' products', 'products ', 'prodücts', 'categories', '', 'true'),
    fc.string(),
    fc.constantFrom('products\n', 'products\0', 'products', 'pro­ducts').filter((text) => text !== 'products'),
  );
  const key = fc.constantFrom(
    'confirmDeletetion',
    'confirmDeletion',
    'confirmdeletetion',
    'confirm',
    'ConfirmDeletion',
  );
  const wrong = fc.oneof(
    fc.record({ key, word }).map(({ key, word }) => ({ [key]: word })),
    fc.constantFrom<object>(
      {},
      { confirmDeletetion: true },
      { confirmDeletetion: ['products'] },
      { confirm: 'products' },
    ),
    fc.constant({ confirmDeletetion: 'products', confirmDeletion: 'categories' }),
    fc.constant({ confirmDeletetion: 'products', ids: ['a'] }),
  );
  const spelling = wrong.filter((body) => !/^\{"confirmDelet(et)?ion":"products"\}$/.test(JSON.stringify(body)));
  await fc.assert(
    fc.asyncProperty(spelling, async (body) => {
      const { status, body: told } = await post('/sync/products', { ...body, deleteAll: true });
      expect({ status, told }).toEqual({ status: 400, told: { message: expect.any(String) } });
    }),
    { numRuns: 100 },
  );
  for (const name of names) expect(await isOpen(name)).toBe(false);
});

test('the answer to a deletion that is not confirmed says what it would be, and how it is meant', async () => {
  const { body } = await post('/sync/categories', { deleteAll: true });
  const { message } = body as { message: string };
  expect(message).toContain('ALL categories');
  expect(message).toContain('"confirmDeletetion": "categories"');
});

test('423 while a run works, 400 for a stop where none does', async () => {
  expect(await post('/sync/orders/stop')).toMatchObject({
    status: 400,
    body: { message: 'Orders sync is not currently running.' },
  });
  expect(await post('/sync/orders')).toMatchObject({ status: 202 });
  expect(await post('/sync/orders', { ids: ['a'] })).toMatchObject({
    status: 423,
    body: { message: 'Orders sync is already running.' },
  });
  expect(await gateway.ask('GET', '/sync/status')).toMatchObject({
    status: 200,
    body: { orders: { import: 'orders', running: true, run: { status: 'RUNNING' } }, customers: { running: false } },
  });
  expect(await post('/sync/orders/stop')).toMatchObject({ status: 200, text: '' });
  const { events } = await handleOf('orders').fetchHistory();
  const signals = events?.flatMap((event) => event.workflowExecutionSignaledEventAttributes?.signalName ?? []);
  expect(signals).toEqual(['cancel']);
});

test('423 exactly when a run is running, whoever starts it: racing gateway, command and another client', async () => {
  const starter = fc.constantFrom('gateway', 'command', 'schedule');
  await fc.assert(
    fc.asyncProperty(fc.array(starter, { minLength: 2, maxLength: 6 }), async (starters) => {
      await endAll();
      const outcomes = await Promise.all(starters.map((who) => starts[who]?.()));
      expect(outcomes.filter((outcome) => outcome === 'started')).toHaveLength(1);
      expect(outcomes.filter((outcome) => outcome === 'refused')).toHaveLength(starters.length - 1);
      expect((await post('/sync/customers')).status).toBe(423);
      await handleOf('customers').terminate();
      expect((await post('/sync/customers')).status).toBe(202);
    }),
    { numRuns: 12 },
  );
});

type Outcome = 'started' | 'refused';
const starts: Readonly<Record<string, () => Promise<Outcome>>> = {
  gateway: async () => {
    const { status } = await post('/sync/customers');
    if (status !== 202 && status !== 423) throw new Error(`answered ${status}`);
    return status === 202 ? 'started' : 'refused';
  },
  command: () => outcomeOf(() => startRun(gateway.session(), 'customers')),
  // What a schedule starts has the import's own id as well.
  schedule: () =>
    outcomeOf(() =>
      gateway.session().client.workflow.start('commerceCustomers', {
        workflowId: 'import/customers',
        taskQueue: 'longshore',
        args: [{ import: 'customers' }],
      }),
    ),
};

async function outcomeOf(start: () => Promise<unknown>): Promise<Outcome> {
  try {
    await start();
    return 'started';
  } catch (error) {
    const isRefusal = error instanceof Error && /AlreadyStarted/.test(error.name);
    if (isRefusal || (error as { code?: unknown }).code === 'already-running') return 'refused';
    throw error;
  }
}

test.each([
  ['/sync/customers', { idz: ['a'] }, '`idz` is no key of the body: did you mean `ids`?'],
  ['/sync/customers', { deleteAll: true }, '`deleteAll` is no key of the body: there are `ids`, `startId`'],
  ['/sync/customers', { ids: 'a' }, '`ids` of the body: Invalid input: expected array, received string'],
  ['/sync/customers', { ids: ['a b'] }, 'must have ids of letters, digits, hyphens and underscores'],
  ['/sync/customers', [], 'The body: Invalid input: expected object, received array'],
  ['/sync/products', { confirmDeletetion: 'products' }, 'A confirmation belongs to "deleteAll": true'],
  ['/sync/orders/stop', { force: true }, '`force` is no key of the body: it takes none'],
])('POST %s with %j is refused with what is wrong', async (path, body, fault) => {
  const { status, body: told } = await post(path, body);
  expect({ status, told }).toEqual({ status: 400, told: { message: expect.stringContaining(fault) } });
  expect(await isOpen('customers')).toBe(false);
});
