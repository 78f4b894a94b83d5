import {
  type Client,
  type WithStartWorkflowOperation as WithStart,
  WithStartWorkflowOperation,
  WorkflowUpdateFailedError,
} from '@temporalio/client';
import { ApplicationFailure, type Workflow } from '@temporalio/common';
import type { BookmarkAddress, BookmarkVersion } from '../contract/bookmark';
import { BookmarkConflict } from '../contract/bookmark-conflict';
import { bookmarkName, bookmarkWorkflowId } from '../contract/bookmark-names';
import { LongshoreError } from '../contract/failure';
import type { KeptWrite } from '../contract/kept-bookmark';
import { bookmarkWorkflowType, updateNames } from '../contract/names';

/** A handful of writes that meet the end of an execution is rare; a worker that takes no updates refuses each. */
const attempts = 5;

/** Writes to the workflow of a bookmark, which begins with its first write. */
export async function updateBookmark(
  client: Client,
  taskQueue: string,
  bookmark: BookmarkAddress,
  write: KeptWrite,
): Promise<BookmarkVersion> {
  for (let attempt = 1; ; attempt += 1) {
    try {
      return await updateOnce(client, taskQueue, bookmark, write);
    } catch (error) {
      if (attempt === attempts || !wasLeftUnanswered(error)) throw error;
    }
  }
}

/**
 * The server refuses an update by itself when a task ends without an answer to it, as happens, rarely, where it comes
 * as the execution continues as new. It was not applied, and the next execution takes it.
 */
function wasLeftUnanswered(error: unknown): boolean {
  const cause = error instanceof WorkflowUpdateFailedError ? error.cause : undefined;
  return cause instanceof ApplicationFailure && cause.type === 'UnprocessedUpdate';
}

async function updateOnce(
  client: Client,
  taskQueue: string,
  bookmark: BookmarkAddress,
  write: KeptWrite,
): Promise<BookmarkVersion> {
  const name = bookmarkName(bookmark);
  const start: WithStart<Workflow> = new WithStartWorkflowOperation<Workflow>(bookmarkWorkflowType, {
    workflowId: bookmarkWorkflowId(bookmark),
    taskQueue,
    workflowIdConflictPolicy: 'USE_EXISTING',
    staticSummary: `Bookmark of ${name}`,
    args: [],
  });
  try {
    return await client.workflow.executeUpdateWithStart<Workflow, BookmarkVersion, [KeptWrite]>(
      updateNames.writeBookmark,
      { startWorkflowOperation: start, args: [write] },
    );
  } catch (error) {
    if (!(error instanceof WorkflowUpdateFailedError && error.cause instanceof ApplicationFailure)) throw error;
    const { type, message, details } = error.cause;
    if (type === 'bookmark-lost') throw new LongshoreError(type, `${name}: ${message}`, { cause: error });
    if (type !== 'bookmark-conflict') throw error;
    throw new BookmarkConflict(name, details?.[0] as BookmarkVersion, write);
  }
}
