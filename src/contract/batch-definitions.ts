import type { QueryDefinition, UpdateDefinition } from '@temporalio/common';
import type { BatchProgress, ProgressLook, ProgressWanted } from './batch';
import { queryNames, updateNames } from './names';

// As in run-definitions.ts: objects without their loader, whose types carry brands that no object has, hence `as`.

/** How far a batch job is, during it and after it. */
export const batchProgressQuery = { type: 'query', name: queryNames.progress } as QueryDefinition<BatchProgress>;

/**
 * Waits until a batch job has come to a percentage or to its end. Answers after 20 s at the latest, and when the job is
 * about to continue as new: then it is asked again. It is refused where many wait already; the query always answers.
 */
export const waitForProgressUpdate = {
  type: 'update',
  name: updateNames.waitForProgress,
} as UpdateDefinition<ProgressLook, [ProgressWanted]>;
