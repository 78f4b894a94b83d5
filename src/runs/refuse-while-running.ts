import { LongshoreError } from '../contract/failure';
import { importWorkflowId } from '../contract/names';
import { isScheduled } from './run-view';
import type { Session } from './session';

/** Throws `already-running`, which says what a run `holds`, where one of the import works. */
export async function refuseWhileRunning(session: Session, importName: string, holds: string): Promise<void> {
  const { WorkflowNotFoundError } = await import('@temporalio/client');
  try {
    const description = await session.client.workflow.getHandle(importWorkflowId(importName)).describe();
    // What is to run later reads and writes only then.
    if (description.status.name !== 'RUNNING' || isScheduled(description)) return;
  } catch (error) {
    if (error instanceof WorkflowNotFoundError) return;
    throw error;
  }
  throw new LongshoreError('already-running', `A run of ${importName} holds its ${holds}`);
}
