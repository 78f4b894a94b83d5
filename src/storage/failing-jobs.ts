import { z } from 'zod';
import type { Storage } from './storage';
import { nameHash, storageKey } from './storage-key';

const schema = z.strictObject({ failures: z.int().min(1), lastRunId: z.string() });

/**
 * How often an import or a batch job has failed since it last completed. It lies apart from the records: of these there may be
 * a hundred thousand, and a run that ends has no time to look through them.
 */
export interface FailingJobs {
  /** 0 where its last run has completed. */
  failuresOf(workflowId: string): Promise<number>;
  /** A repeat for the same run changes nothing. */
  failed(workflowId: string, runId: string): Promise<void>;
  completed(workflowId: string): Promise<void>;
}

export function failingJobs(storage: Storage): FailingJobs {
  const keyOf = (workflowId: string): string => storageKey('notifications', 'failing', `${nameHash(workflowId)}.json`);
  const read = async (workflowId: string) => {
    const content = await storage.get(keyOf(workflowId));
    return content && schema.parse(JSON.parse(content.toString('utf8')));
  };
  return {
    failuresOf: async (workflowId) => (await read(workflowId))?.failures ?? 0,
    failed: async (workflowId, lastRunId) => {
      const before = await read(workflowId);
      if (before?.lastRunId === lastRunId) return;
      await storage.put(keyOf(workflowId), JSON.stringify({ failures: (before?.failures ?? 0) + 1, lastRunId }));
    },
    completed: (workflowId) => storage.remove(keyOf(workflowId)),
  };
}
