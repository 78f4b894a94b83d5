import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import type { WorkflowHandleWithFirstExecutionRunId } from '@temporalio/client';
import { startBatchStack } from '../sandbox/batch-stack';
import { loadConfig } from '../src/config';
import type { PassRequest } from '../src/contract/batch';
import { deliverBatchResult } from '../src/contract/deliver-batch-result';
import { batchWorkflowId, batchWorkflowType, scheduledWorkflowId, scheduledWorkflowType } from '../src/contract/names';
import type { ScheduledStart, StartedByFire } from '../src/contract/schedules/scheduled-start';
import { openStorage } from '../src/storage';

const target = `
export async function report({ endPointParams, previousResult, idempotencyKey }) {
  const pass = Number(idempotencyKey.split(':')[1]);
  await new Promise((resolve) => setTimeout(resolve, endPointParams.ms ?? 0));
  if (pass === endPointParams.fails) throw new Error('closed');
  return { complete: pass === endPointParams.to, pass, progress: { progressPercent: (100 * pass) / endPointParams.to } };
}
`;

/** The one id that all recorded jobs have, so that each can be replayed as what it was. */
const id = 'recorded';

/** Records a history of each kind of batch job. */
export async function recordBatchHistories(
  record: (name: string, handle: WorkflowHandleWithFirstExecutionRunId) => Promise<void>,
): Promise<void> {
  let token = '';
  const server = createServer(async (message, response) => {
    let text = '';
    for await (const chunk of message) text += chunk;
    token = (JSON.parse(text) as PassRequest).callback?.token ?? '';
    response.writeHead(202).end();
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  const module = { type: 'module', path: './report.mjs', export: 'report', retry: { attempts: 2 } };
  const stack = await startBatchStack({
    modules: { 'report.mjs': target },
    endPoints: {
      report: module,
      skipping: { ...module, onFailure: 'skip' },
      later: { type: 'http', url: `http://127.0.0.1:${port}/` },
    },
    dynamicConfig: { 'limit.historyCount.suggestContinueAsNew': 40 },
  });
  const pause = (ms: number) => new Promise((resolve) => setTimeout(resolve, ms));
  try {
    await stack.startWorker();
    const completed = await stack.start('skipping', id, { to: 12, fails: 2 });
    // Watchers, which are answered when the execution ends at the latest.
    const watching = completed.executeUpdate('waitForProgress', { args: [{ percent: 20 }] });
    await watching.catch(() => undefined);
    await completed.result();
    await record('batch-continued-as-new', completed);
    const failed = await stack.start('report', id, { to: 3, fails: 2 });
    await failed.result().catch(() => undefined);
    await record('batch-failed', failed);
    const cancelled = await stack.start('report', id, { to: 100, ms: 300 });
    await pause(1_000);
    await cancelled.signal('pause');
    await pause(1_000);
    await cancelled.signal('resume');
    await pause(1_000);
    await cancelled.signal('cancel', { reason: 'enough' });
    await cancelled.result().catch(() => undefined);
    await record('batch-paused-and-cancelled', cancelled);
    const later = await stack.start('later', id);
    await pause(2_000);
    const config = loadConfig({ path: join(stack.folder, 'longshore.yaml'), env: stack.env });
    const place = { client: stack.client, storage: openStorage(config.storage) };
    await deliverBatchResult(place, token, { complete: true });
    await later.result();
    await record('batch-delivered-later', later);
    // A fire that is caught up waits for the job that was started otherwise, and then starts its own.
    const other = await stack.start('report', id, { to: 2, ms: 2_000 });
    const start: StartedByFire = {
      ...{ workflowType: batchWorkflowType, workflowId: batchWorkflowId(id), title: id },
      input: { endPointName: 'report', endPointParams: { to: 1 }, id },
    };
    const fire: ScheduledStart = {
      schedule: { cron: '0 6 * * *', timeZone: 'UTC', jitterMs: 0, overlap: 'skip' },
      start,
      scheduledAt: '2026-01-31T06:00:00Z',
    };
    const scheduled = await stack.client.workflow.start(scheduledWorkflowType, {
      workflowId: scheduledWorkflowId(id),
      taskQueue: 'longshore',
      args: [fire],
    });
    await other.result();
    await scheduled.result();
    await record('scheduled', scheduled);
  } finally {
    await stack.stop();
    server.close();
  }
}
