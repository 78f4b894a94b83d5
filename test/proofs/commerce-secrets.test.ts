import { type CommerceStack, klaviyoKey, startCommerceStack } from '../../sandbox/commerce-stack';
import { tokenStart } from '../../sandbox/commercetools-stand-in/access';
import { makeShop } from '../../sandbox/shop';
import type { WorkerProcess } from '../../sandbox/worker-process';
import { allTexts, expectNowhere } from './all-texts';
import { countsOf, customersImport, ordersImport, startRun } from './commerce-run';
import { resultOf } from './run-import';

const canaryEmail = 'canary-mail-51cc';
const canaryName = 'canary-name-3e0d';
const canaryField = 'canary-field-8a7b';
const canaryOrder = 'canary-order-d214';
const canaryAnswer = 'canary-answer-60f9';

let stack: CommerceStack;
let worker: WorkerProcess;
beforeAll(async () => {
  stack = await startCommerceStack({
    imports: {
      customers: { ...customersImport, overlap: '0s', maxRejectRate: 1 },
      orders: { ...ordersImport, overlap: '0s', maxRejectRate: 1 },
    },
  });
  worker = await stack.startWorker();
}, 60_000);
afterAll(() => stack?.stop());

/** Customers and orders whose every text is a canary; the first of each are of no use. */
function fillShop(): void {
  const made = makeShop({ seed: 1, customers: 20, orders: 20, products: 10, categories: 5 });
  const type = { typeId: 'type', id: 't' };
  for (const [index, customer] of [...made.customers()].entries()) {
    stack.shop.put('customers', {
      ...customer,
      email: index === 0 ? canaryEmail : `${canaryEmail}.${index}@example.com`,
      firstName: canaryName,
      lastName: index === 1 ? { wrong: canaryName } : canaryName,
      addresses: [{ id: 'a', country: 'DE', city: canaryName, phone: canaryName }],
      custom: { type, fields: { note: canaryField, size: index === 2 ? canaryField.repeat(9_000) : '' } },
    });
  }
  for (const resource of ['categories', 'products', 'payments'] as const) stack.shop.load(resource, made[resource]());
  for (const [index, order] of [...made.orders()].entries()) {
    const { customerId: _, customerEmail: __, ...guest } = order;
    stack.shop.put('orders', {
      ...(index === 0 ? guest : { ...guest, customerEmail: `${canaryEmail}.${index}@example.com` }),
      orderNumber: canaryOrder,
      lineItems: index === 1 ? canaryOrder : order.lineItems,
      custom: { type, fields: { note: index === 2 ? canaryOrder.repeat(9_000) : canaryOrder } },
    });
  }
}

test('neither secrets nor what customers and orders hold is in histories, logs, memos, journals or stored files', async () => {
  fillShop();
  const text = JSON.stringify({ errors: [{ id: '1', code: 'x', title: canaryAnswer, detail: canaryAnswer }] });
  const { klaviyo, shop } = stack;
  klaviyo.addFault({ operation: 'bulk_import_profiles', times: 1, action: { kind: 'answer', status: 500, text } });
  klaviyo.addFault({ operation: 'bulk_import_profiles', times: 1, action: { kind: 'job', failEntries: [3, 4] } });
  await countsOf(await startRun(stack, 'commerce-customers', 'customers'));
  klaviyo.addFault({
    operation: 'bulk_create_events',
    body: canaryOrder,
    times: 1,
    action: { kind: 'refuse', names: false },
  });
  klaviyo.addFault({ operation: 'create_event', times: 3, action: { kind: 'answer', status: 400, text } });
  await countsOf(await startRun(stack, 'commerce-orders', 'orders'));
  await countsOf(await startRun(stack, 'commerce-customers', 'customers', { dryRun: true, full: true }));
  await countsOf(await startRun(stack, 'commerce-orders', 'orders', { dryRun: true, full: true }));
  await countsOf(await startRun(stack, 'commerce-customers', 'customers', { replay: {} }));

  shop.addFault({
    path: '/orders',
    times: 1,
    action: { kind: 'answer', status: 400, json: { message: canaryAnswer } },
  });
  await expect(resultOf(await startRun(stack, 'commerce-orders', 'orders', { full: true }))).rejects.toThrow();
  klaviyo.addFault({ operation: 'bulk_import_profiles', times: 1, action: { kind: 'answer', status: 403, text } });
  await expect(resultOf(await startRun(stack, 'commerce-customers', 'customers', { full: true }))).rejects.toThrow();
  shop.revokeClient(shop.client.clientId);
  await expect(resultOf(await startRun(stack, 'commerce-customers', 'customers', { full: true }))).rejects.toThrow();

  const { texts, records } = await allTexts(stack, worker);
  expect(texts.length).toBeGreaterThan(100);
  const secrets = [
    shop.client.secret,
    klaviyoKey,
    tokenStart,
    Buffer.from(`${shop.client.clientId}:`).toString('base64'),
  ];
  expectNowhere([canaryEmail, canaryName, canaryField, canaryOrder, canaryAnswer, ...secrets], texts);
  // They are where they belong: a test that finds them nowhere would prove nothing.
  for (const canary of [canaryEmail, canaryName, canaryField, canaryOrder]) expect(records.join('')).toContain(canary);
  expectNowhere(
    secrets,
    records.map((record) => ['a record', record]),
  );
}, 90_000);
