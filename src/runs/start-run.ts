import { findImport } from '../config';
import { deletionStart } from '../contract/catalog-deletion';
import { noCounts } from '../contract/counts';
import { LongshoreError } from '../contract/failure';
import { isoSecond } from '../contract/iso-second';
import { importWorkflowId, workflowTypes } from '../contract/names';
import type { RunInput } from '../contract/run';
import { type RunOptions, runOptionsFault } from '../contract/run-options';
import { trackerIdFault } from '../contract/tracker-id';
import { courierWindow } from './courier-window';
import { isScheduled, type RunView } from './run-view';
import type { Session } from './session';

/** Options of a run of a group that name no days: its windows are those of a fire of now. Whole seconds, as fires have. */
export function asOfNow(options: RunOptions): RunOptions {
  if (options.day !== undefined || options.from !== undefined || options.asOf !== undefined) return options;
  return { ...options, asOf: isoSecond(Date.now()) };
}

/**
 * Starts a run of an import. Throws `already-running` where one works: the workflow id is the import's, so the server
 * lets only one be. Throws `usage-invalid` for an option that cannot be.
 */
export async function startRun(session: Session, importName: string, options: RunOptions = {}): Promise<RunView> {
  const settings = findImport(session.config, importName);
  const { trackerId } = options;
  const fault = trackerId === undefined ? undefined : trackerIdFault(trackerId);
  if (fault !== undefined) throw new LongshoreError('usage-invalid', `The id of --tracker ${fault}`);
  const wrong = runOptionsFault({ ...options }, settings.type);
  if (wrong !== undefined) {
    throw new LongshoreError(
      'usage-invalid',
      `${importName}, of type ${settings.type}, cannot be started so. ${wrong}`,
      settings.type === 'catalog-deletion' ? { remedy: deletionStart(importName, options.of) } : {},
    );
  }
  // Refused before anything is started.
  if (settings.type === 'courier') courierWindow(importName, settings, options);
  const given = settings.type === 'courier-group' ? asOfNow(options) : options;
  const workflowId = importWorkflowId(importName);
  const input: RunInput = { import: importName, ...(Object.keys(given).length > 0 ? { options: given } : {}) };
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
      ...(trackerId === undefined ? {} : { trackerId }),
      counts: noCounts,
    };
  } catch (error) {
    if (!(error instanceof WorkflowExecutionAlreadyStartedError)) throw error;
    const description = await session.client.workflow.getHandle(workflowId).describe();
    const since = (description.executionTime ?? description.startTime).toISOString();
    throw new LongshoreError(
      'already-running',
      isScheduled(description)
        ? `${importName} is to run at ${since}, as Temporal was told; there can be no other run until then`
        : `A run of ${importName} is working since ${since}`,
      {
        remedy: `Follow it with \`longshore watch ${importName}\`, or end it with \`longshore cancel ${importName}\`.`,
      },
    );
  }
}
