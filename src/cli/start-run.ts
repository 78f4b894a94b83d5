import { findImport } from '../config';
import { noCounts } from '../contract/counts';
import { LongshoreError } from '../contract/failure';
import { importWorkflowId, workflowTypes } from '../contract/names';
import type { RunInput, RunOptions } from '../contract/run';
import type { RunView } from './run-view';
import type { Session } from './session';

/**
 * Starts a run of an import. Throws `already-running` where one works: the workflow id is the import's, so the server
 * lets only one be.
 */
export async function startRun(session: Session, importName: string, options: RunOptions = {}): Promise<RunView> {
  const settings = findImport(session.config, importName);
  const workflowId = importWorkflowId(importName);
  const input: RunInput = { import: importName, ...(Object.keys(options).length > 0 ? { options } : {}) };
  const { WorkflowExecutionAlreadyStartedError } = await import('@temporalio/client');
  try {
    const handle = await session.client.workflow.start(workflowTypes[settings.type], {
      workflowId,
      taskQueue: session.config.taskQueue,
      args: [input],
      // 200 bytes is what every server takes.
      staticSummary: settings.title.slice(0, 100),
    });
    const now = Date.now();
    const runId = handle.firstExecutionRunId;
    return {
      ...{ import: importName, workflowId, runId, version: '', status: 'RUNNING', startedAt: now, updatedAt: now },
      counts: noCounts,
    };
  } catch (error) {
    if (!(error instanceof WorkflowExecutionAlreadyStartedError)) throw error;
    const description = await session.client.workflow.getHandle(workflowId).describe();
    throw new LongshoreError(
      'already-running',
      `A run of ${importName} is working since ${description.startTime.toISOString()}`,
      {
        remedy: `Follow it with \`longshore watch ${importName}\`, or end it with \`longshore cancel ${importName}\`.`,
      },
    );
  }
}
