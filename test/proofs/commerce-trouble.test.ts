import { isCancellation } from '@temporalio/workflow';
import { type CommerceStack, klaviyoKey, startCommerceStack } from '../../sandbox/commerce-stack';
import { makeShop } from '../../sandbox/shop';
import type { WorkerProcess } from '../../sandbox/worker-process';
import { progressLine } from '../../src/cli/progress-bar';
import type { RunProgress } from '../../src/contract/run';
import {
  countsOf,
  customersImport,
  expectedEvents,
  expectedProfiles,
  ordersImport,
  rejectsOf,
  startRun,
  storedEvents,
} from './commerce-run';
import { journalOf, provingAll, resultOf, until } from './run-import';

const customers = 300;
let stack: CommerceStack;
let worker: WorkerProcess;
beforeAll(async () => {
  stack = await startCommerceStack({
    shop: { shop: { seed: 3, customers, orders: 600, categories: 10, products: 30 } },
    imports: {
      customers: { ...customersImport, lanes: 1, overlap: '0s' },
      orders: { ...ordersImport, lanes: 1, overlap: '0s' },
    },
    steps: { heartbeatTimeout: '10s' },
  });
  worker = await stack.startWorker();
}, 60_000);
afterAll(() => stack?.stop());
afterEach(() => expect(stack.klaviyo.stats().invalid).toBe(0));

/** Ids that stand before all others of the shop. */
const id = (number: number) => `00000000-0000-4000-8000-${String(number).padStart(12, '0')}`;
/** Long ago: what was changed in the second in which a run of everything begins is read by it twice. */
const lastModifiedAt = '2026-01-01T00:00:00.000Z';
const progressOf = (handle: Awaited<ReturnType<typeof startRun>>) => handle.query<RunProgress>('progress');
const plan = { seed: 77, customers: 20, orders: 20, products: 30, categories: 10, refundedOrders: 0 };

describe('orders out of the ordinary', () => {
  const [sample, malformed] = makeShop(plan).orders();
  if (!sample || !malformed) throw new Error('The shop has too few orders');
  const [line] = sample.lineItems;
  if (!line) throw new Error('The order has no line');
  const lines = 1_200;
  const large = 'x'.repeat(90_000);

  test('of 1,200 lines go out in several requests, and one whose event is over 5 MB costs that event', async () => {
    const lineItems = Array.from({ length: lines }, (_, number) => ({ ...line, id: `line-${number}` }));
    stack.shop.load('orders', [{ ...sample, id: id(1), lineItems, orderState: 'Open', lastModifiedAt }]);
    const fields = Object.fromEntries(Array.from({ length: 60 }, (_, number) => [`field-${number}`, large]));
    const custom = { type: { typeId: 'type', id: 't' }, fields };
    stack.shop.load('orders', [{ ...sample, id: id(2), orderState: 'Open', custom, lastModifiedAt }]);
    stack.shop.load('orders', [{ ...malformed, id: id(3), lineItems: 'none', lastModifiedAt }]);
    const handle = await startRun(stack, 'commerce-orders', 'orders');
    const counts = await countsOf(handle);
    const events = expectedEvents(stack);
    expect(events.filter(({ uniqueId }) => uniqueId.startsWith('line-'))).toHaveLength(lines);
    expect(storedEvents(stack)).toEqual(events);
    expect(counts).toEqual({ read: events.length + 2, delivered: events.length, rejected: 2, skipped: 0, pending: 0 });
    const rejects = await rejectsOf(stack, 'orders');
    expect(new Map(rejects.map(({ key, code }) => [key, code]))).toEqual(
      new Map([
        [id(2), 'record-too-large'],
        [id(3), 'record-unreadable'],
      ]),
    );
    // None was too large or refused: nothing had to go out by itself.
    expect(stack.klaviyo.stats().byOperation.create_event).toBeUndefined();
    expect(stack.klaviyo.stats().byStatus).not.toHaveProperty('413');
    for (const number of [1, 2, 3]) stack.shop.remove('orders', id(number));
  });
});

test('a storm of 429 of over 30 s is a state of the run, which shows until when it lasts, and fails nothing', async () => {
  const { klaviyo } = stack;
  for (const retryAfterSeconds of [1, 1, 33]) {
    const action = { kind: 'answer', status: 429, retryAfterSeconds } as const;
    klaviyo.addFault({ operation: 'bulk_import_profiles', times: 1, action });
  }
  const handle = await startRun(stack, 'commerce-customers', 'customers');
  await until('the run to wait', async () => (await progressOf(handle)).waiting !== undefined);
  const progress = await progressOf(handle);
  expect(klaviyo.stats().byStatus).toMatchObject({ 429: 3 });
  expect(progress).toMatchObject({ status: 'RUNNING', counts: { rejected: 0, pending: 0 } });
  expect(progress).not.toHaveProperty('error');
  expect(progressLine(progress, undefined, Date.now())).toMatch(/ {2}throttled (3[0-3]|2\d) s$/);
  expect((await journalOf(handle)).join('\n')).toMatch(/Waiting 3\d s \(throttled\)/);
  if (provingAll) {
    expect(await countsOf(handle)).toMatchObject({ delivered: customers, rejected: 0, skipped: 0, pending: 0 });
    return;
  }
  await handle.signal('cancel', { reason: 'the test has seen enough' });
  const ending = await handle.result().catch((error: { cause: unknown }) => error.cause);
  expect(isCancellation(ending)).toBe(true);
  // What a worker knows of the wait dies with it.
  await worker.kill('SIGTERM');
  worker = await stack.startWorker();
});

test('a customer that is malformed costs itself at most', async () => {
  const [sample] = makeShop(plan).customers();
  if (!sample) throw new Error('The shop has no customer');
  const plain = { ...sample, addresses: [], billingAddressIds: [], shippingAddressIds: [], custom: undefined };
  const type = { typeId: 'type', id: 't' };
  const malformed: readonly [string, string, Readonly<Record<string, unknown>>][] = [
    ['an e-mail address that is none', 'email-invalid', { email: 'nobody at all' }],
    ['200 KB of custom fields', 'record-too-large', { custom: { type, fields: { notes: 'n'.repeat(200_000) } } }],
    ['names that are null', 'record-unreadable', { firstName: null, lastName: null }],
    ['a number for an e-mail address', 'record-unreadable', { email: 7 }],
    ['a text for addresses', 'record-unreadable', { addresses: 'none' }],
    ['no address among its addresses', 'record-unreadable', { addresses: [null] }],
    ['a list for custom fields', 'record-unreadable', { custom: { type, fields: ['a', 'b'] } }],
  ];
  for (const [number, [, , wrong]] of malformed.entries()) {
    stack.shop.load('customers', [
      { ...plain, email: `malformed.${number}@example.com`, ...wrong, id: id(number), lastModifiedAt },
    ]);
  }
  const address = { id: 'a', country: 'DE', phone: 'n/a' };
  stack.shop.load('customers', [
    { ...plain, email: 'n.a@example.com', id: id(99), addresses: [address], lastModifiedAt },
  ]);
  const handle = await startRun(stack, 'commerce-customers', 'customers', { full: true });
  const counts = await countsOf(handle);
  const all = customers + malformed.length + 1;
  const rejected = malformed.length;
  expect(counts).toEqual({ read: all, delivered: all - rejected, rejected, skipped: 0, pending: 0 });
  const rejects = await rejectsOf(stack, 'customers');
  expect(new Map(rejects.map(({ key, code }) => [key, code]))).toEqual(
    new Map(malformed.map(([, code], number) => [id(number), code])),
  );
  expect(stack.klaviyo.profile(id(99))?.attributes).not.toHaveProperty('phone_number');
  expect((await journalOf(handle)).join('\n')).toContain('were left out: 1');
});

test('a job that Klaviyo cancels again and again fails the run after the third time', async () => {
  const taken = () => stack.klaviyo.stats().taken.bulk_import_profiles ?? 0;
  const before = taken();
  const ids = [...expectedProfiles(stack).keys()].slice(0, 3);
  stack.klaviyo.addFault({ operation: 'bulk_import_profiles', times: 3, action: { kind: 'job', cancel: true } });
  const handle = await startRun(stack, 'commerce-customers', 'customers', { ids });
  await expect(resultOf(handle)).rejects.toMatchObject({ cause: { type: 'job-cancelled' } });
  expect(taken() - before).toBe(3);
  expect(await progressOf(handle)).toMatchObject({ status: 'FAILED', counts: { delivered: 0, rejected: 0 } });
  const again = await startRun(stack, 'commerce-customers', 'customers', { ids });
  expect(await countsOf(again)).toEqual({ read: 3, delivered: 3, rejected: 0, skipped: 0, pending: 0 });
});

test('a key that is revoked during a run fails it at once; with another key the next run reads what is out', async () => {
  stack.klaviyo.setOptions({ queuedMs: 600_000 });
  const handle = await startRun(stack, 'commerce-customers', 'customers', { full: true });
  await until('the job to be out', async () => (await progressOf(handle)).counts.pending > 0);
  const revoked = Date.now();
  stack.klaviyo.revokeKey(klaviyoKey);
  await expect(resultOf(handle)).rejects.toMatchObject({ cause: { type: 'destination-auth' } });
  expect(Date.now() - revoked).toBeLessThan(5_000);
  const { counts } = await progressOf(handle);
  expect(counts.pending).toBe(expectedProfiles(stack).size);
  const taken = stack.klaviyo.stats().taken.bulk_import_profiles;
  stack.klaviyo.addKey({ key: 'pk_another-key' });
  stack.klaviyo.settle();
  await worker.kill('SIGTERM');
  worker = await stack.startWorker({ KLAVIYO_AUTH_KEY: 'pk_another-key' });
  const next = await countsOf(await startRun(stack, 'commerce-customers', 'customers'));
  expect(next).toEqual({ read: counts.pending, delivered: counts.pending, rejected: 0, skipped: 0, pending: 0 });
  expect(stack.klaviyo.stats().taken.bulk_import_profiles).toBe(taken);
});
