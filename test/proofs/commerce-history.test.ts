import { type CommerceStack, startCommerceStack } from '../../sandbox/commerce-stack';
import { importWorkflowId } from '../../src/contract/names';
import type { RunProgress } from '../../src/contract/run';
import {
  countsOf,
  customersImport,
  expectedEvents,
  expectedProfiles,
  ordersImport,
  startRun,
  storedEvents,
  storedProfiles,
} from './commerce-run';
import { largestPayload } from './history-payloads';
import { provingAll, until } from './run-import';

/** Events and the largest payload, in bytes, of each execution of a run. */
async function historiesOf(stack: CommerceStack, name: string): Promise<{ events: number; largest: number }[]> {
  const found: { events: number; largest: number }[] = [];
  for await (const { workflowId, runId } of stack.client.workflow.list()) {
    if (workflowId !== importWorkflowId(name)) continue;
    const history = await stack.client.workflow.getHandle(workflowId, runId).fetchHistory();
    found.push({ events: history.events?.length ?? 0, largest: largestPayload(history) });
  }
  return found;
}

describe('a history that may not grow', () => {
  const customers = 1_200;
  let stack: CommerceStack;
  beforeAll(async () => {
    stack = await startCommerceStack({
      shop: { delayMs: 30, shop: { seed: 4, customers, orders: 900, categories: 10, products: 30 } },
      klaviyo: { queuedMs: 600_000 },
      imports: {
        customers: { ...customersImport, lanes: 4, overlap: '0s' },
        orders: { ...ordersImport, lanes: 3, overlap: '0s' },
      },
      steps: { target: '100ms' },
      dynamicConfig: { 'limit.historyCount.suggestContinueAsNew': 40 },
    });
    await stack.startWorker();
  }, 60_000);
  afterAll(() => stack?.stop());

  test('continues as new with its lanes, and with the jobs that are out', async () => {
    const handle = await startRun(stack, 'commerce-customers', 'customers');
    const first = handle.firstExecutionRunId;
    const newest = stack.client.workflow.getHandle(handle.workflowId);
    await until('the run to continue as new with its jobs', async () => {
      return (await newest.describe()).runId !== first;
    });
    expect(await newest.query<RunProgress>('progress')).toMatchObject({
      runId: first,
      status: 'RUNNING',
      counts: { read: customers, delivered: 0, pending: customers },
    });
    stack.klaviyo.setOptions({ queuedMs: 0 });
    stack.klaviyo.settle();
    const counts = await countsOf(handle);
    expect(counts).toEqual({ read: customers, delivered: customers, rejected: 0, skipped: 0, pending: 0 });
    expect(storedProfiles(stack)).toEqual(expectedProfiles(stack));
    expect(stack.klaviyo.stats().taken.bulk_import_profiles).toBe(4);
    expect((await newest.describe()).memo).toMatchObject({ runId: first, status: 'COMPLETED' });
  }, 60_000);

  test('of orders continues as new, and sends none of them twice', async () => {
    const counts = await countsOf(await startRun(stack, 'commerce-orders', 'orders'));
    const events = expectedEvents(stack);
    expect(counts).toEqual({ read: events.length, delivered: events.length, rejected: 0, skipped: 0, pending: 0 });
    expect(storedEvents(stack)).toEqual(events);
    expect((await historiesOf(stack, 'orders')).length).toBeGreaterThan(1);
    expect(stack.klaviyo.stats()).toMatchObject({ invalid: 0 });
    expect(stack.klaviyo.stats().byOperation.create_event).toBeUndefined();
  }, 60_000);
});

if (provingAll) {
  describe('100,000 customers', () => {
    const customers = 100_000;
    let stack: CommerceStack;
    beforeAll(async () => {
      stack = await startCommerceStack({
        shop: { shop: { seed: 6, customers, badCustomers: 0.001 } },
        imports: { customers: { ...customersImport, lanes: 4, overlap: '0s' } },
      });
      await stack.startWorker();
    }, 120_000);
    afterAll(() => stack?.stop());

    test('have a history of under 500 events and no payload over 64 KB', async () => {
      const handle = await startRun(stack, 'commerce-customers', 'customers');
      const counts = await countsOf(handle, 600_000);
      expect(counts).toMatchObject({ read: customers, delivered: expectedProfiles(stack).size, pending: 0 });
      const [history, ...others] = await historiesOf(stack, 'customers');
      const { taken, invalid } = stack.klaviyo.stats();
      console.info(`${customers} customers: ${taken.bulk_import_profiles} requests, ${JSON.stringify(history)}`);
      expect(others).toEqual([]);
      expect(history?.events).toBeLessThan(500);
      expect(history?.largest).toBeLessThan(64_000);
      expect(invalid).toBe(0);
    }, 600_000);
  });
}
