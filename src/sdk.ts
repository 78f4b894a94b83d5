// What a program imports as `longshore/client` to start, watch and steer runs with @temporalio/client. It loads nothing
// of the worker, and no configuration.

import type { BatchRequest } from './contract/batch';
import type { BatchResult } from './contract/batch-run';
import { LongshoreError } from './contract/failure';
import type { RunInput, RunResult } from './contract/run';

export type {
  BatchProgress,
  BatchRequest,
  BatchStatus,
  JsonObject,
  PassRequest,
  ProgressLook,
  ProgressWanted,
  SessionData,
  TargetAnswer,
} from './contract/batch';
export { batchProgressQuery, waitForProgressUpdate } from './contract/batch-definitions';
export type { BatchResult } from './contract/batch-run';
export type { JsonValue } from './contract/bookmark';
export type { Counts, KindCounts } from './contract/counts';
export type { FeedCounts } from './contract/couriers/feed-counts';
export type { ResolveAction, ResolveRequest, RunTask, TaskState } from './contract/couriers/run-task';
export { type DeliveryPlace, deliverBatchResult } from './contract/deliver-batch-result';
export type { FailureReport } from './contract/failure';
export type { FailureCode } from './contract/failure-codes';
export {
  batchWorkflowId,
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
export {
  cancelSignal,
  journalQuery,
  pauseSignal,
  progressQuery,
  resolveSignal,
  resumeSignal,
} from './contract/run-definitions';
export type { RejectFilter, ReplayOptions, RunOptions } from './contract/run-options';

/**
 * Stands for the workflow of imports of type `files-to-odp`: a client takes its name, and the types of its argument and
 * its result, from here. Called directly it throws `usage-invalid`.
 */
export async function filesToOdp(_input: RunInput): Promise<RunResult> {
  throw runsInWorker('filesToOdp');
}

/** Stands likewise for the workflow of imports of type `commerce-customers`. */
export async function commerceCustomers(_input: RunInput): Promise<RunResult> {
  throw runsInWorker('commerceCustomers');
}

/** Stands likewise for the workflow of imports of type `commerce-orders`. */
export async function commerceOrders(_input: RunInput): Promise<RunResult> {
  throw runsInWorker('commerceOrders');
}

/** Stands likewise for the workflow of imports of type `commerce-categories`. */
export async function commerceCategories(_input: RunInput): Promise<RunResult> {
  throw runsInWorker('commerceCategories');
}

/** Stands likewise for the workflow of imports of type `commerce-products`. */
export async function commerceProducts(_input: RunInput): Promise<RunResult> {
  throw runsInWorker('commerceProducts');
}

/** Stands likewise for the workflow of deletions of a catalog; their options are `of` and `confirm`, or `of` and `dryRun`. */
export async function catalogDeletion(_input: RunInput): Promise<RunResult> {
  throw runsInWorker('catalogDeletion');
}

/**
 * Stands likewise for the workflow of couriers; of their options one names the files: `day`, `from` and `to`, or `all`. Where
 * each pattern is without a date there need be none.
 */
export async function courier(_input: RunInput): Promise<RunResult> {
  throw runsInWorker('courier');
}

/**
 * Stands likewise for the workflow of courier groups, which are called `group/<name>`; their options are `day`, `from` and `to`, or
 * `asOf`, and `applyOffset` and `loadOnly`.
 */
export async function courierGroup(_input: RunInput): Promise<RunResult> {
  throw runsInWorker('courierGroup');
}

/** Stands likewise for the workflow of batch jobs; its workflow id is `batchWorkflowId(request.id)`. */
export async function batchJob(_request: BatchRequest): Promise<BatchResult> {
  throw runsInWorker('batchJob');
}

function runsInWorker(name: string): LongshoreError {
  return new LongshoreError('usage-invalid', `${name} runs in a worker and cannot be called`, {
    remedy: 'Give it to `client.workflow.start`.',
  });
}
