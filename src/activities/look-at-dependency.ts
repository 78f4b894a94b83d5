import { type Client, WorkflowNotFoundError } from '@temporalio/client';
import type { BookmarkPlace, PlacedBookmark } from '../bookmarks';
import { importBookmark } from '../contract/bookmark-names';
import type { ImportState, JobState } from '../contract/dependency';
import { importWorkflowId } from '../contract/names';

/** Whether an import runs, and when it completed last. Throws what its bookmark's place throws, `bookmark-lost` say. */
export async function lookAtImport(client: Client, bookmarks: BookmarkPlace, importName: string): Promise<ImportState> {
  // In this order: a run that ends between the two has completed by the second.
  const running = await isRunning(client, importName);
  const { completedAt } = await bookmarks.read(importBookmark(importName));
  return { import: importName, running, ...(completedAt === undefined ? {} : { completedAt }) };
}

/** The newest completed state of a job. Of the state itself nothing is told. */
export async function lookAtJob({ place, address }: PlacedBookmark): Promise<JobState> {
  const { completedAt, version } = await place.readCompleted(address);
  return { bookmark: address.job, ...(completedAt === undefined ? {} : { completedAt, version }) };
}

async function isRunning(client: Client, importName: string): Promise<boolean> {
  try {
    const { status, executionTime } = await client.workflow.getHandle(importWorkflowId(importName)).describe();
    // Between the fires of a cron Temporal has an execution as running whose first task is yet to come.
    return status.name === 'RUNNING' && (executionTime?.getTime() ?? 0) <= Date.now();
  } catch (error) {
    if (error instanceof WorkflowNotFoundError) return false;
    throw error;
  }
}
