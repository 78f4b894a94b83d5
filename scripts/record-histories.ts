import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { WorkflowHandleWithFirstExecutionRunId } from '@temporalio/client';
import { historyToJSON } from '@temporalio/common/lib/proto-utils';
import { storeNumber } from '../sandbox/offline-stores';
import { startStack } from '../sandbox/stack';
import { bookmarkWorkflowId, importBookmark } from '../src/contract/bookmark-names';
import { importWorkflowId } from '../src/contract/names';
import type { RunOptions } from '../src/contract/run-options';
import { recordBatchHistories } from './record-batch-histories';
import { recordCommerceHistories } from './record-commerce-histories';
import { recordCourierHistories } from './record-courier-histories';

/**
 * Records a history of each kind of run into test/replay, or of those alone that are named. To be run from a released
 * version, not from a change. Example: `npm run record-histories -- waited-for-another`.
 */
async function main(wanted: readonly string[]): Promise<void> {
  const folder = join(__dirname, '../../test/replay');
  await mkdir(folder, { recursive: true });
  const stack = await startStack({
    import: { settle: '1s', concurrency: 2 },
    otherImports: { 'other-stores': { prefix: 'none/' } },
    steps: { target: '1s', dependencyLook: '500ms' },
    odp: { latencyMs: 200 },
  });
  const workflowId = importWorkflowId('offline-stores');
  const start = (options?: RunOptions) =>
    stack.client.workflow.start('filesToOdp', {
      workflowId,
      taskQueue: 'longshore',
      args: [{ import: 'offline-stores', ...(options ? { options } : {}) }],
    });
  const record = async (name: string, id: string, runId?: string): Promise<void> => {
    await write(name, await stack.client.workflow.getHandle(id, runId).fetchHistory());
  };
  const write = async (name: string, history: Parameters<typeof historyToJSON>[0]): Promise<void> => {
    if (wanted.length > 0 && !wanted.includes(name)) return;
    // Stacks of failures hold paths of this machine, which are nobody's business; packages may lie elsewhere by a link.
    const json = historyToJSON(history)
      .replaceAll(`${process.cwd()}/`, '')
      .replace(/(?<=[ (])\/[^ ()"]*\/(?=node_modules\/)/g, '');
    await writeFile(join(folder, `${name}.json`), `${json}\n`);
  };
  try {
    await stack.startWorker();
    const stores = (from: number) =>
      JSON.stringify(Array.from({ length: 5_000 }, (_, number) => storeNumber(from + number)));
    await stack.putFile('a.json', stores(0));
    await stack.putFile('empty.json', '');
    const completed = await start();
    await completed.result();
    await record('completed-with-quarantine', workflowId, completed.firstExecutionRunId);
    const retried = await start({ retryQuarantined: true, overwriteNewer: true });
    await retried.result();
    await record('retried-quarantine', workflowId, retried.firstExecutionRunId);
    await stack.putFile(
      'rejects.json',
      JSON.stringify([{ name: 'nobody' }, ...Array.from({ length: 40 }, () => storeNumber(1))]),
    );
    await (await start()).result();
    const replayed = await start({ replay: { code: 'missing-key' } });
    await replayed.result();
    await record('replayed-rejects', workflowId, replayed.firstExecutionRunId);
    const nothing = await start();
    await nothing.result();
    await record('nothing-new', workflowId, nothing.firstExecutionRunId);
    await stack.putFile('b.json', stores(5_000));
    const cancelled = await start();
    await new Promise((resolve) => setTimeout(resolve, 3_500));
    await cancelled.signal('pause');
    await new Promise((resolve) => setTimeout(resolve, 3_000));
    await cancelled.signal('resume');
    await new Promise((resolve) => setTimeout(resolve, 1_000));
    await cancelled.signal('cancel', { reason: 'enough' });
    await cancelled.result().catch(() => undefined);
    await record('paused-and-cancelled', workflowId, cancelled.firstExecutionRunId);
    stack.odp.addFault({ path: '/objects/', action: { kind: 'answer', status: 403 } });
    const failed = await start();
    await failed.result().catch(() => undefined);
    await record('failed', workflowId, failed.firstExecutionRunId);
    await record('bookmark', bookmarkWorkflowId(importBookmark('offline-stores')));
    stack.odp.clearFaults();
    await stack.configure({ dependsOn: ['other-stores'] });
    const waited = await start();
    await new Promise((resolve) => setTimeout(resolve, 2_000));
    await stack.client.workflow.execute('filesToOdp', {
      ...{ workflowId: importWorkflowId('other-stores'), taskQueue: 'longshore', args: [{ import: 'other-stores' }] },
    });
    await waited.result();
    await record('waited-for-another', workflowId, waited.firstExecutionRunId);
  } finally {
    await stack.stop();
  }
  const recordHandle = async (
    name: string,
    { client, workflowId: id, firstExecutionRunId }: WorkflowHandleWithFirstExecutionRunId,
    runId = firstExecutionRunId,
  ): Promise<void> => write(name, await client.getHandle(id, runId).fetchHistory());
  await recordBatchHistories(recordHandle);
  await recordCommerceHistories(recordHandle);
  await recordCourierHistories(recordHandle);
}

main(process.argv.slice(2)).catch((error: unknown) => {
  process.stderr.write(`${error instanceof Error ? error.stack : String(error)}\n`);
  process.exitCode = 1;
});
