// What a program imports as `longshore/client` to start, watch and steer runs with @temporalio/client. It loads nothing
// of the worker, and no configuration.

import { LongshoreError } from './contract/failure';
import type { RunInput, RunResult } from './contract/run';

export type { Counts } from './contract/counts';
export type { FailureReport } from './contract/failure';
export type { FailureCode } from './contract/failure-codes';
export {
  type CancelRequest,
  defaultTaskQueue,
  type ImportType,
  importWorkflowId,
  workflowTypes,
} from './contract/names';
export type {
  FileCounts,
  JournalEntry,
  RunInput,
  RunMemo,
  RunProgress,
  RunResult,
  RunStatus,
  Waiting,
} from './contract/run';
export { cancelSignal, journalQuery, pauseSignal, progressQuery, resumeSignal } from './contract/run-definitions';
export type { RejectFilter, ReplayOptions, RunOptions } from './contract/run-options';

/**
 * Stands for the workflow of imports of type `files-to-odp`: a client takes its name, and the types of its argument and
 * its result, from here. Called directly it throws `usage-invalid`.
 */
export async function filesToOdp(_input: RunInput): Promise<RunResult> {
  throw new LongshoreError('usage-invalid', 'filesToOdp runs in a worker and cannot be called', {
    remedy: 'Give it to `client.workflow.start`.',
  });
}
