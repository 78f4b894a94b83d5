import { isCancellation } from '@temporalio/workflow';
import { type CommerceStack, startCommerceStack } from '../../sandbox/commerce-stack';
import type { RunProgress } from '../../src/contract/run';
import { readDeliveriesOf, readPreviewParts } from '../../src/storage';
import {
  type ComparedEvent,
  countsOf,
  customersImport,
  expectedEvents,
  expectedProfiles,
  ordersImport,
  rejectsOf,
  startRun,
  storageOf,
  storedEvents,
  storedProfiles,
} from './commerce-run';
import { journalOf, resultOf, until } from './run-import';

const customers = 2_400;
let stack: CommerceStack;
beforeAll(async () => {
  stack = await startCommerceStack({
    shop: {
      shop: {
        seed: 5,
        customers,
        badCustomers: 0.01,
        orders: 500,
        anonymousOrders: 0.01,
        refundedOrders: 0.1,
        categories: 40,
        products: 120,
      },
    },
    imports: {
      customers: { ...customersImport, lanes: 3, incremental: true, overlap: '0s' },
      interrupted: { ...customersImport, lanes: 2, maxRejectRate: 1, overlap: '0s' },
      orders: { ...ordersImport, lanes: 2, overlap: '0s' },
      strict: { ...customersImport, maxRejects: 3 },
    },
    steps: { heartbeatTimeout: '10s' },
  });
  await stack.startWorker();
});
afterAll(() => stack?.stop());
afterEach(() => {
  stack.klaviyo.clearFaults();
  stack.klaviyo.setOptions({ queuedMs: 20, processingMs: 50 });
});

const storage = () => storageOf(stack);
const rejects = (name: string) => rejectsOf(stack, name);

test('all customers become profiles in a few jobs, and each that cannot is rejected with its reason', async () => {
  const handle = await startRun(stack, 'commerce-customers', 'customers');
  const counts = await countsOf(handle);
  const expected = expectedProfiles(stack);
  const rejected = customers - expected.size;
  expect(rejected).toBeGreaterThan(5);
  expect(counts).toEqual({ read: customers, delivered: expected.size, rejected, skipped: 0, pending: 0 });
  expect(storedProfiles(stack)).toEqual(expected);
  // One for each lane.
  expect(stack.klaviyo.stats()).toMatchObject({ invalid: 0, taken: { bulk_import_profiles: 3 } });
  expect(await handle.query<RunProgress>('progress')).toMatchObject({ status: 'COMPLETED', progressPercent: 100 });
  expect((await journalOf(handle)).join('\n')).toContain(`Imported ${expected.size} customers, ${rejected} errored`);
  expect((await rejects('customers')).map(({ code }) => code).sort()).toEqual(
    expect.arrayContaining(['email-invalid', 'record-too-large']),
  );
});

test('the next run reads what was changed since, by the clock of the shop, and nothing else', async () => {
  const [first, second] = [...stack.shop.records('customers')];
  if (!first || !second) throw new Error('The shop is empty');
  stack.shop.put('customers', { ...first, id: String(first.id), lastName: 'Changed' });
  stack.shop.put('customers', { ...second, id: '0ace0ace-0000-4000-8000-000000000000', email: 'new@example.com' });
  const counts = await countsOf(await startRun(stack, 'commerce-customers', 'customers'));
  expect(counts).toMatchObject({ read: 2, delivered: 2 });
  expect(storedProfiles(stack)).toEqual(expectedProfiles(stack));
});

test('rejects are sent again when they were mended in the shop, and are then forgotten', async () => {
  const before = await rejects('customers');
  const [wrong] = before.filter(({ code }) => code === 'email-invalid');
  const customer = [...stack.shop.records('customers')].find(({ id }) => id === wrong?.key);
  if (!customer) throw new Error('No customer has a bad e-mail address');
  stack.shop.put('customers', { ...customer, id: String(customer.id), email: 'mended@example.com' });
  const options = { replay: {} };
  const counts = await countsOf(await startRun(stack, 'commerce-customers', 'customers', options));
  expect(counts).toEqual({
    read: before.length,
    delivered: 1,
    rejected: before.length - 1,
    skipped: 0,
    pending: 0,
  });
  expect((await rejects('customers')).map(({ key }) => key)).not.toContain(wrong?.key);
  expect(stack.klaviyo.profile(String(wrong?.key))?.attributes.email).toBe('mended@example.com');
});

test('chosen customers are read alone, and a trace tells with which request and job they went', async () => {
  const ids = [...expectedProfiles(stack).keys()].slice(5, 8);
  const requests = stack.shop.requests().length;
  const handle = await startRun(stack, 'commerce-customers', 'customers', { ids });
  expect(await countsOf(handle)).toMatchObject({ read: 3, delivered: 3 });
  expect(stack.shop.requests().length - requests).toBeLessThan(5);
  const [, last] = (await readDeliveriesOf(storage(), 'customers', String(ids[1]))).slice(-2);
  expect(last).toMatchObject({ runId: handle.firstExecutionRunId, request: 'bulk_import_profiles', page: 1 });
  expect(stack.klaviyo.jobs().map(({ id }) => id)).toContain(last?.job);
});

test('a dry run sends nothing, and leaves what it would have sent for a person to see', async () => {
  const before = stack.klaviyo.stats().requests;
  const handle = await startRun(stack, 'commerce-customers', 'customers', { dryRun: true, full: true });
  const counts = await countsOf(handle);
  expect(counts).toMatchObject({ delivered: 0, pending: 0, skipped: expectedProfiles(stack).size });
  expect(stack.klaviyo.stats().requests).toBe(before);
  const parts = [];
  const of = { import: 'customers', runId: handle.firstExecutionRunId };
  for await (const part of readPreviewParts(storage(), of)) parts.push(part);
  expect(parts.reduce((sum, part) => sum + part.requests, 0)).toBe(3);
  expect(parts.flatMap((part) => part.payloads)).toContainEqual(expect.objectContaining({ type: 'profile' }));
});

test('more rejects than the limit fail the run, and it says so', async () => {
  const handle = await startRun(stack, 'commerce-customers', 'strict');
  await expect(resultOf(handle)).rejects.toMatchObject({ cause: { type: 'too-many-rejects' } });
});

describe('jobs at Klaviyo', () => {
  test('a cancel leaves what is out in the bookmark, and the next run reads its results first', async () => {
    stack.klaviyo.setOptions({ queuedMs: 60_000 });
    const handle = await startRun(stack, 'commerce-customers', 'interrupted');
    await until('both jobs to be out', async () => {
      const { counts } = await handle.query<RunProgress>('progress');
      return counts.pending > 2_000;
    });
    await handle.signal('cancel', { reason: 'lunch' });
    const ending = await handle.result().catch((error: { cause: unknown }) => error.cause);
    expect(isCancellation(ending)).toBe(true);
    const { counts: first } = await handle.query<RunProgress>('progress');
    const named = (await journalOf(handle)).find((text) => text.includes('go on at the destination')) ?? '';
    for (const job of stack.klaviyo.jobs().slice(-2)) expect(named).toContain(job.id);
    const taken = stack.klaviyo.stats().taken.bulk_import_profiles;
    stack.klaviyo.settle();
    const second = await countsOf(await startRun(stack, 'commerce-customers', 'interrupted'));
    expect(second).toMatchObject({ read: first.pending, delivered: first.pending });
    expect(stack.klaviyo.stats().taken.bulk_import_profiles).toBe(taken);
  });

  test('what was in a job that Klaviyo cancels is sent again, and is counted once', async () => {
    stack.klaviyo.setOptions({ queuedMs: 60_000 });
    const handle = await startRun(stack, 'commerce-customers', 'interrupted', { full: true });
    await until('both jobs to be out', async () => {
      return (await handle.query<RunProgress>('progress')).counts.pending > 2_000;
    });
    const [job] = stack.klaviyo.jobs().slice(-1);
    expect(stack.klaviyo.cancelJob(String(job?.id))).toBe(true);
    stack.klaviyo.setOptions({ queuedMs: 20 });
    stack.klaviyo.settle();
    const counts = await countsOf(handle);
    const expected = expectedProfiles(stack);
    expect(counts).toMatchObject({ read: counts.delivered + counts.rejected, delivered: expected.size });
    expect(storedProfiles(stack)).toEqual(expected);
    expect((await journalOf(handle)).join('\n')).toContain(`Klaviyo has cancelled the job ${job?.id}`);
  });

  test('what fails within a job is rejected under the id of its customer', async () => {
    const [a, b, other] = [...stack.shop.records('customers')].slice(20);
    if (!a || !b || !other) throw new Error('The shop is empty');
    const id = (n: number) => `ffffffff-0000-4000-8000-00000000000${n}`;
    const plain = { ...other, addresses: [], billingAddressIds: [], shippingAddressIds: [], custom: undefined };
    const address = { id: 'x', country: 'DE', mobile: '+4915112345678' };
    stack.shop.put('customers', { ...plain, id: id(1), email: 'one@example.com' });
    stack.shop.put('customers', { ...plain, id: id(2), email: 'two@example.com', addresses: [address] });
    await countsOf(await startRun(stack, 'commerce-customers', 'customers'));
    // Both are known: this one would be two profiles.
    stack.shop.put('customers', { ...plain, id: id(3), email: 'one@example.com', addresses: [address] });
    const counts = await countsOf(await startRun(stack, 'commerce-customers', 'customers', { ids: [id(3)] }));
    expect(counts).toMatchObject({ read: 1, rejected: 1 });
    expect((await rejects('customers')).find(({ key }) => key === id(3))).toMatchObject({
      file: `customers/${id(3)}`,
      stage: 'destination',
      code: 'destination-rejected',
    });
    stack.shop.remove('customers', id(3));
  });
});

describe('orders', () => {
  const bulkRequests = () => {
    const { byOperation, taken } = stack.klaviyo.stats();
    return { made: byOperation.bulk_create_events ?? 0, taken: taken.bulk_create_events ?? 0 };
  };

  test('become events in bulk, with their categories and refunds; nobody is charged for one that names nobody', async () => {
    const handle = await startRun(stack, 'commerce-orders', 'orders');
    const counts = await countsOf(handle);
    const expected = expectedEvents(stack);
    expect(storedEvents(stack)).toEqual(expected);
    expect(counts).toMatchObject({ delivered: expected.length, pending: 0 });
    expect(new Set(expected.map(({ metric }) => metric)).size).toBe(5);
    expect((await rejects('orders')).map(({ code }) => code)).toContain('no-identifier');
    expect(stack.klaviyo.stats().byOperation.create_event).toBeUndefined();
  });

  test('read again in full, go out one by one where Klaviyo knows them, and nothing is doubled', async () => {
    const before = storedEvents(stack);
    const handle = await startRun(stack, 'commerce-orders', 'orders');
    const counts = await countsOf(handle);
    expect(counts.delivered).toBe(before.length);
    expect(storedEvents(stack)).toEqual(before);
    expect(stack.klaviyo.stats().byOperation.create_event).toBeGreaterThanOrEqual(before.length);
    expect((await journalOf(handle)).join('\n')).toContain('one by one');
  });

  test('that were changed are read alone: what is new goes out in bulk, and what is known is never in a request with it', async () => {
    const placed = [...stack.shop.records('orders')].filter(({ customerEmail }) => customerEmail);
    const [known, like] = placed.filter(({ orderState }) => orderState === 'Open');
    if (!known || !like) throw new Error('No order is open');
    const since = new Date().toISOString();
    stack.shop.put('orders', { ...known, id: String(known.id), orderState: 'Cancelled' });
    const lineItems = (like.lineItems as { id: string }[]).map((line, at) => ({ ...line, id: `new-line-${at}` }));
    const fresh = { ...like, id: 'ffffffff-0000-4000-8000-0000000000aa', orderNumber: 'new', lineItems };
    stack.shop.put('orders', { ...fresh, paymentInfo: undefined });
    const before = bulkRequests();
    const counts = await countsOf(await startRun(stack, 'commerce-orders', 'orders', { since }));
    expect(counts.read).toBe(counts.delivered);
    // An event that Klaviyo knows stays as it was: what happened then.
    const named = ({ metric, uniqueId }: ComparedEvent) => `${metric} ${uniqueId}`;
    expect(storedEvents(stack).map(named)).toEqual(expectedEvents(stack).map(named));
    expect(bulkRequests()).toEqual({ made: before.made + 1, taken: before.taken + 1 });
  });
});
