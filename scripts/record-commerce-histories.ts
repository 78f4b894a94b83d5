import type { WorkflowHandleWithFirstExecutionRunId } from '@temporalio/client';
import { startCommerceStack } from '../sandbox/commerce-stack';
import { type CommerceImportType, importWorkflowId, workflowTypes } from '../src/contract/names';
import type { RunOptions } from '../src/contract/run-options';

/** Records a history of each kind of run of an import of a shop. */
export async function recordCommerceHistories(
  record: (name: string, handle: WorkflowHandleWithFirstExecutionRunId, runId?: string) => Promise<void>,
): Promise<void> {
  const stack = await startCommerceStack({
    shop: {
      shop: { customers: 700, badCustomers: 0.02, orders: 400, anonymousOrders: 0.02, products: 20, categories: 5 },
    },
    imports: {
      customers: { type: 'commerce-customers', source: 'shop', destination: 'klaviyo', lanes: 2 },
      orders: { type: 'commerce-orders', source: 'shop', destination: 'klaviyo', lanes: 2 },
    },
    dynamicConfig: { 'limit.historyCount.suggestContinueAsNew': 140 },
  });
  const start = (type: CommerceImportType, name: string, options: RunOptions = {}) =>
    stack.client.workflow.start(workflowTypes[type], {
      workflowId: importWorkflowId(name),
      taskQueue: 'longshore',
      args: [{ import: name, options }],
    });
  const pause = (ms: number) => new Promise((resolve) => setTimeout(resolve, ms));
  try {
    await stack.startWorker();
    // One of its two jobs is cancelled by Klaviyo, and its customers go out again.
    stack.klaviyo.addFault({ operation: 'bulk_import_profiles', times: 1, action: { kind: 'job', cancel: true } });
    const customers = await start('commerce-customers', 'customers');
    await customers.result();
    await record('commerce-customers', customers);
    const orders = await start('commerce-orders', 'orders');
    await orders.result();
    await record('commerce-orders', orders);
    const replayed = await start('commerce-customers', 'customers', { replay: {} });
    await replayed.result();
    await record('commerce-customers-replayed-rejects', replayed);
    stack.klaviyo.setOptions({ queuedMs: 600_000 });
    const continued = await start('commerce-customers', 'customers', { full: true });
    const newest = stack.client.workflow.getHandle(continued.workflowId);
    while ((await newest.describe()).runId === continued.firstExecutionRunId) await pause(500);
    const { runId } = await newest.describe();
    stack.klaviyo.setOptions({ queuedMs: 20 });
    stack.klaviyo.settle();
    await continued.result();
    await record('commerce-customers-continued-as-new', continued);
    await record('commerce-customers-with-jobs-of-before', continued, runId);
    stack.klaviyo.setOptions({ queuedMs: 600_000 });
    const cancelled = await start('commerce-customers', 'customers', { full: true });
    await pause(3_000);
    await cancelled.signal('cancel', { reason: 'enough' });
    await cancelled.result().catch(() => undefined);
    await record('commerce-customers-cancelled', cancelled);
  } finally {
    await stack.stop();
  }
}
