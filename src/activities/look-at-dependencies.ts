import { getClient } from '@temporalio/activity';
import { type Client, WorkflowNotFoundError } from '@temporalio/client';
import type { BookmarkPlace, PlacedBookmark } from '../bookmarks';
import type { Config } from '../config';
import { importBookmark } from '../contract/bookmark-names';
import {
  type BatchJobState,
  type Dependency,
  type DependencyState,
  type ImportState,
  isBookmarkDependency,
  type JobState,
} from '../contract/dependency';
import { batchWorkflowId, importWorkflowId } from '../contract/names';
import { newestCompletedBatch, type Storage } from '../storage';
import { openBookmarksOf, openJob } from './open-bookmarks';

/** An import or a batch job that depends on others, as this worker's longshore.yaml has it now. */
export interface Dependent {
  readonly config: Config;
  readonly storage: Storage;
  readonly dependsOn: readonly Dependency[];
}

/** What is to be looked at, by name. */
export interface Looked {
  readonly imports: readonly string[];
  readonly batchJobs?: readonly string[];
  /** Names of jobs whose states are waited for. */
  readonly bookmarks?: readonly string[];
}

/** How all of it is now. Throws what the places of bookmarks throw, `bookmark-lost` say. */
export function lookAtAll(dependent: Dependent, looked: Looked): Promise<readonly DependencyState[]> {
  const { storage, dependsOn } = dependent;
  const imports = looked.imports.map(async (name) =>
    lookAtImport(getClient(), await openBookmarksOf(dependent, name), name),
  );
  const batchJobs = (looked.batchJobs ?? []).map((name) => lookAtBatchJob(getClient(), storage, name));
  const jobs = dependsOn
    .filter(isBookmarkDependency)
    .filter(({ bookmark }) => looked.bookmarks?.includes(bookmark))
    .map(async (job) => lookAtJob(await openJob(dependent, job)));
  return Promise.all([...imports, ...batchJobs, ...jobs]);
}

/** Whether an import runs, and when it completed last. */
async function lookAtImport(client: Client, bookmarks: BookmarkPlace, importName: string): Promise<ImportState> {
  // In this order: a run that ends between the two has completed by the second.
  const running = await isRunning(client, importWorkflowId(importName));
  const { completedAt } = await bookmarks.read(importBookmark(importName));
  return { import: importName, running, ...(completedAt === undefined ? {} : { completedAt }) };
}

/** Whether a batch job works, and when it completed last, by its record. */
async function lookAtBatchJob(client: Client, storage: Storage, name: string): Promise<BatchJobState> {
  const running = await isRunning(client, batchWorkflowId(name));
  const record = await newestCompletedBatch(storage, name);
  return { batchJob: name, running, ...(record ? { completedAt: Date.parse(record.updatedAt) } : {}) };
}

/** The newest completed state of a job. Of the state itself nothing is told. */
async function lookAtJob({ place, address }: PlacedBookmark): Promise<JobState> {
  const { completedAt, version } = await place.readCompleted(address);
  return { bookmark: address.job, ...(completedAt === undefined ? {} : { completedAt, version }) };
}

async function isRunning(client: Client, workflowId: string): Promise<boolean> {
  try {
    const { status, executionTime } = await client.workflow.getHandle(workflowId).describe();
    // Between the fires of a cron Temporal has an execution as running whose first task is yet to come.
    return status.name === 'RUNNING' && (executionTime?.getTime() ?? 0) <= Date.now();
  } catch (error) {
    if (error instanceof WorkflowNotFoundError) return false;
    throw error;
  }
}
