import { type WorkflowExecutionDescription, WorkflowNotFoundError } from '@temporalio/client';
import { importWorkflowId } from '../contract/names';
import { readProgress } from './find-runs';
import { isScheduled, type RunView, viewOfExecution } from './run-view';
import type { Session } from './session';

/**
 * The newest run of an import that Temporal still has; undefined where it has none. It asks for the run itself and not for a
 * list, which may be a moment behind.
 */
export async function newestRun(session: Session, importName: string): Promise<RunView | undefined> {
  const description = await describeNewest(session, importName);
  return description && viewOfExecution(description, undefined);
}

/** The same, with what a run that works says of itself, where a worker answers for it. */
export async function newestRunWithProgress(session: Session, importName: string): Promise<RunView | undefined> {
  const description = await describeNewest(session, importName);
  if (!description) return undefined;
  const isWorking = description.status.name === 'RUNNING' && !isScheduled(description);
  const { workflowId } = description;
  return viewOfExecution(description, isWorking ? await readProgress(session, { workflowId }) : undefined);
}

async function describeNewest(
  { client }: Session,
  importName: string,
): Promise<WorkflowExecutionDescription | undefined> {
  try {
    return await client.workflow.getHandle(importWorkflowId(importName)).describe();
  } catch (error) {
    if (error instanceof WorkflowNotFoundError) return undefined;
    throw error;
  }
}
