import { getClient, log } from '@temporalio/activity';
import { WorkflowNotFoundError } from '@temporalio/client';
import type { Config } from '../../config';
import { durationInWords } from '../../contract/couriers/duration-in-words';
import { runtimeWatchWorkflowId, runtimeWatchWorkflowType, signalNames } from '../../contract/names';
import type { RuntimeWatched, RuntimeWatchInput } from '../../contract/runtime-watch';
import { handOver } from './hand-over';
import { notificationsOfJob } from './tell-of-end';

/** A server that is there takes a start, or a signal, in some ms. */
const takenWithinMs = 2_000;

/** Has a run watched, by a workflow of its own, so that it is noticed though no worker works. It never throws. */
export async function watchRuntime(taskQueue: string, input: RuntimeWatchInput): Promise<void> {
  try {
    const client = getClient();
    await client.withDeadline(Date.now() + takenWithinMs, () =>
      client.workflow.start(runtimeWatchWorkflowType, {
        workflowId: runtimeWatchWorkflowId(input.run.workflowId),
        taskQueue,
        args: [input],
        // One that is left is of a run that was terminated.
        workflowIdConflictPolicy: 'TERMINATE_EXISTING',
        staticSummary: `${input.job.title.slice(0, 100)}: told of after ${durationInWords(input.alertAfterMs)}`,
      }),
    );
  } catch (error) {
    warn('Nobody watches how long this run works', error);
  }
}

/** Ends the watch of a run that has ended. It never throws: what is not told looks for itself. */
export async function endRuntimeWatch(workflowId: string): Promise<void> {
  try {
    const client = getClient();
    await client.withDeadline(Date.now() + takenWithinMs, () =>
      client.workflow.getHandle(runtimeWatchWorkflowId(workflowId)).signal(signalNames.ended),
    );
  } catch (error) {
    // It has told and ended.
    if (error instanceof WorkflowNotFoundError) return;
    warn('The watch of this run does not hear that it has ended, and will look', error);
  }
}

/** Tells of a run that works for longer than it should, unless it has ended meanwhile. */
export async function tellOfRuntime(
  config: Config,
  taskQueue: string,
  { job, run, alertAfterMs }: RuntimeWatchInput,
): Promise<RuntimeWatched> {
  if (!(await isWorking(run))) return 'ended in time';
  const text = `${job.title} works for longer than ${durationInWords(alertAfterMs)}. It goes on.`;
  log.warn(text, { notification: true });
  const { channels, events } = notificationsOfJob(config, job);
  if (events.includes('runtime-exceeded')) {
    const key = `runtime-exceeded/${run.runId}`;
    const at = new Date().toISOString();
    await handOver({ client: getClient(), taskQueue, log }, channels, {
      event: 'runtime-exceeded',
      key,
      job,
      run,
      at,
      text,
    });
  }
  return 'told';
}

async function isWorking({ workflowId, runId }: RuntimeWatchInput['run']): Promise<boolean> {
  try {
    const { status, raw } = await getClient().workflow.getHandle(workflowId).describe();
    // Of a run that has continued as new, the first.
    return status.name === 'RUNNING' && raw.workflowExecutionInfo?.firstRunId === runId;
  } catch (error) {
    if (error instanceof WorkflowNotFoundError) return false;
    throw error;
  }
}

function warn(what: string, error: unknown): void {
  log.warn(what, { reason: error instanceof Error ? error.name : typeof error });
}
