import type { Client, WorkflowHandle } from '@temporalio/client';
import {
  cancelSignal,
  defaultTaskQueue,
  filesToOdp,
  importWorkflowId,
  type JournalEntry,
  journalQuery,
  pauseSignal,
  progressQuery,
  type RunOptions,
  type RunProgress,
  type RunResult,
} from 'longshore/client';
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
  // What is started is what the worker runs.
  const started: (...args: Parameters<typeof filesToOdp>) => ReturnType<typeof realWorkflow> = filesToOdp;
  void [progress, journal, wrong, started];
}
