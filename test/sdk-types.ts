import type { Client, WorkflowHandle } from '@temporalio/client';
import {
  type BatchProgress,
  type BatchResult,
  batchJob,
  batchProgressQuery,
  batchWorkflowId,
  cancelSignal,
  commerceCustomers,
  commerceOrders,
  defaultTaskQueue,
  deliverBatchResult,
  filesToOdp,
  importWorkflowId,
  type JournalEntry,
  journalQuery,
  pauseSignal,
  progressQuery,
  type RunOptions,
  type RunProgress,
  type RunResult,
  waitForProgressUpdate,
} from 'longshore/client';
import type { batchJob as realBatchJob } from '../src/workflows/batch-job';
import type { commerceOrders as realOrders } from '../src/workflows/commerce-orders';
import type { filesToOdp as realWorkflow } from '../src/workflows/files-to-odp';

const rightId = { workflowId: importWorkflowId('stores'), taskQueue: defaultTaskQueue };

/** What a program of others writes. Never called: `tsc` is who judges it. */
export async function typesOf(client: Client, handle: WorkflowHandle<typeof filesToOdp>): Promise<void> {
  const { workflow } = client;
  await workflow.start(filesToOdp, { ...rightId, args: [{ import: 'stores', options: { trackerId: 'mine' } }] });
  // @ts-expect-error the import's name is `import`
  await workflow.start(filesToOdp, { ...rightId, args: [{ importName: 'stores' }] });
  // @ts-expect-error it needs its argument
  await workflow.start(filesToOdp, { ...rightId, args: [] });
  // @ts-expect-error there is no such option
  const options: RunOptions = { tracker: 'mine' };
  await workflow.start(filesToOdp, { ...rightId, args: [{ import: 'stores', options }] });

  const result: RunResult = await handle.result();
  // @ts-expect-error a result has no such member
  result.delivered;
  const progress: RunProgress = await handle.query(progressQuery);
  const journal: readonly JournalEntry[] = await handle.query(journalQuery);
  // @ts-expect-error the journal is no progress
  const wrong: RunProgress = await handle.query(journalQuery);

  await handle.signal(cancelSignal, { reason: 'enough' });
  await handle.signal(cancelSignal);
  // @ts-expect-error a reason is a text
  await handle.signal(cancelSignal, { reason: 1 });
  // @ts-expect-error to pause takes no argument
  await handle.signal(pauseSignal, 'now');
  await workflow.start(commerceCustomers, {
    ...rightId,
    args: [{ import: 'customers', options: { since: '2026-01-31T00:00:00Z' } }],
  });
  // @ts-expect-error ids are a list
  await workflow.start(commerceOrders, { ...rightId, args: [{ import: 'orders', options: { ids: 'a' } }] });
  const { kinds = {} } = await handle.result();
  const ordered: number | undefined = kinds['Ordered Product']?.delivered;
  const orders: (...args: Parameters<typeof commerceOrders>) => ReturnType<typeof realOrders> = commerceOrders;
  void [ordered, orders];
  // What is started is what the worker runs.
  const started: (...args: Parameters<typeof filesToOdp>) => ReturnType<typeof realWorkflow> = filesToOdp;
  void [progress, journal, wrong, started];
}

/** The same for batch jobs. */
export async function typesOfBatchJobs(client: Client, storage: Parameters<typeof deliverBatchResult>[0]['storage']) {
  const rightId = { workflowId: batchWorkflowId('1'), taskQueue: defaultTaskQueue };
  const request = { endPointName: 'report', endPointParams: { days: 7 }, id: '1' };
  const handle = await client.workflow.start(batchJob, { ...rightId, args: [request] });
  // @ts-expect-error the end point's name is missing
  await client.workflow.start(batchJob, { ...rightId, args: [{ endPointParams: {}, id: '1' }] });
  const result: BatchResult = await handle.result();
  const progress: BatchProgress = await handle.query(batchProgressQuery);
  const { progressPercent } = await handle.executeUpdate(waitForProgressUpdate, { args: [{ percent: 50 }] });
  // @ts-expect-error what is waited for is missing
  await handle.executeUpdate(waitForProgressUpdate, { args: [] });
  await deliverBatchResult({ client, storage }, 'token', { complete: true });
  const started: (request: Parameters<typeof batchJob>[0]) => ReturnType<typeof realBatchJob> = batchJob;
  void [result, progress, progressPercent, started];
}
