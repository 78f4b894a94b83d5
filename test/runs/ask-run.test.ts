import { randomUUID } from 'node:crypto';
import { importWorkflowId } from '../../src/contract/names';
import { progressQuery } from '../../src/contract/run-definitions';
import { askRun } from '../../src/runs/ask-run';
import { type TemporalSession, temporalSession } from '../cli/temporal-session';

let temporal: TemporalSession;
beforeAll(async () => {
  temporal = await temporalSession();
}, 120_000);
afterAll(() => temporal?.stop());

const workflowId = importWorkflowId('offline-stores');
const ask = (run: { workflowId: string; runId?: string }) => askRun(temporal.session, run, progressQuery, 500);

describe('a run that cannot answer is answered by nothing', () => {
  test('where Temporal does not know it', async () => {
    expect(await ask({ workflowId: 'import/unknown' })).toBeUndefined();
    expect(await ask({ workflowId: 'import/unknown', runId: randomUUID() })).toBeUndefined();
  });

  test('where no worker is up, and where it ended before one was', async () => {
    const { workflow } = temporal.session.client;
    const handle = await workflow.start('filesToOdp', { workflowId, taskQueue: 'nobody' });
    expect(await ask({ workflowId })).toBeUndefined();
    await handle.terminate();
    expect(await ask({ workflowId, runId: handle.firstExecutionRunId })).toBeUndefined();
  });
});

test('what is wrong with Temporal itself is not taken for a run that does not answer', async () => {
  const { session } = temporal;
  const { Client } = await import('@temporalio/client');
  const elsewhere = { ...session, client: new Client({ connection: session.connection, namespace: 'elsewhere' }) };
  await expect(askRun(elsewhere, { workflowId }, progressQuery, 5_000)).rejects.toThrow(/elsewhere/);
});
