import { type Client, WorkflowNotFoundError } from '@temporalio/client';
import type { StorageConfig } from './config';
import type { BatchMemo } from './contract/batch-run';
import { LongshoreError } from './contract/failure';
import { batchWorkflowId } from './contract/names';
import { openStorage, sweep } from './storage';

/** Not at once, for workers that start again and again; then four times a day, for what is kept is kept for days. */
const firstMs = 60_000;
const everyMs = 6 * 60 * 60_000;

export interface SweeperOptions {
  readonly storage: StorageConfig;
  readonly client: Client;
  readonly log: { info(message: string, meta: object): void; warn(message: string, meta: object): void };
}

/**
 * Removes from storage, for as long as a worker works, what has ended longer ago than `keep`. Does nothing where that is
 * left out. Answers what ends it.
 */
export function startSweeper({ storage, client, log }: SweeperOptions): () => void {
  const { keep } = storage;
  if (keep === undefined) return () => undefined;
  const now = async (): Promise<void> => {
    try {
      const endedBefore = Date.now() - keep;
      const removed = await sweep(openStorage(storage), { endedBefore, isWorking: (job) => isWorking(client, job) });
      if (removed > 0) log.info('Removed from storage what had ended long ago', { objects: removed });
    } catch (error) {
      // The next one does what this one has left. A message of another kind might quote what it should not.
      const what = error instanceof LongshoreError ? error.message : error instanceof Error ? error.name : 'unknown';
      log.warn('Could not remove from storage what had ended long ago', { error: what });
    }
  };
  const first = setTimeout(() => void now(), firstMs).unref();
  const timer = setInterval(() => void now(), everyMs).unref();
  return () => {
    clearTimeout(first);
    clearInterval(timer);
  };
}

async function isWorking(client: Client, { id, jobId }: { readonly id: string; readonly jobId: string }) {
  try {
    const { status, memo } = await client.workflow.getHandle(batchWorkflowId(id)).describe();
    // One that has just begun has no memo yet: it may be a retry.
    const working = (memo ?? {}) as Partial<BatchMemo>;
    return status.name === 'RUNNING' && (working.jobId ?? jobId) === jobId;
  } catch (error) {
    if (error instanceof WorkflowNotFoundError) return false;
    throw error;
  }
}
