import type { WorkflowHandle, WorkflowHandleWithFirstExecutionRunId } from '@temporalio/client';
import type { Stack } from '../../sandbox/stack';
import { importWorkflowId } from '../../src/contract/names';
import type { JournalEntry, RunResult } from '../../src/contract/run';

export const importName = 'offline-stores';
export const objectName = 'ocp_quickstart_offline_stores';

/** True under `npm run prove`, which takes the time for the whole of what `npm test` takes a part of. */
export const provingAll = process.env.LONGSHORE_PROVE === 'full';

/**
 * Starts a run of the sample import as any client of Temporal's would. A worker that is killed as it decides costs 3 s and
 * not the 10 s of a run that says nothing.
 */
export function start(stack: Stack): Promise<WorkflowHandleWithFirstExecutionRunId> {
  return stack.client.workflow.start('filesToOdp', {
    workflowId: importWorkflowId(importName),
    taskQueue: 'longshore',
    workflowTaskTimeout: '3s',
    args: [{ import: importName }],
  });
}

/** Waits for a run, but not for ever: on time-out it tells what the run says of itself. */
export async function resultOf(handle: WorkflowHandle, limitMs = 60_000): Promise<RunResult> {
  let timer: NodeJS.Timeout | undefined;
  const limit = new Promise<never>((_, reject) => {
    timer = setTimeout(async () => {
      const { events } = await handle.fetchHistory();
      const types = (events ?? []).slice(-12).map((event) => event.eventType);
      reject(new Error(`The run did not end within ${limitMs} ms; its last events: ${types.join(', ')}`));
    }, limitMs);
  });
  try {
    return (await Promise.race([handle.result(), limit])) as RunResult;
  } finally {
    clearTimeout(timer);
  }
}

export async function journalOf(handle: WorkflowHandle): Promise<string[]> {
  const entries = await handle.query<JournalEntry[]>('journal');
  return entries.map((entry) => entry.text);
}

/** Waits until something is so; says what it waited for when it never is. */
export async function until(what: string, isSo: () => boolean | Promise<boolean>, limitMs = 30_000): Promise<void> {
  for (const limit = Date.now() + limitMs; Date.now() < limit; ) {
    if (await isSo()) return;
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
  throw new Error(`Waited ${limitMs} ms for: ${what}`);
}
