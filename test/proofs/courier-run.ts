import type { WorkflowHandleWithFirstExecutionRunId } from '@temporalio/client';
import type { CourierStack } from '../../sandbox/courier-stack';
import { importWorkflowId, workflowTypes } from '../../src/contract/names';
import type { RunProgress, RunResult } from '../../src/contract/run';
import type { RunOptions } from '../../src/contract/run-options';
import { resultOf } from './run-import';

/** Starts a run of a courier as any client of Temporal's would. */
export function startCourier(
  { client }: Pick<CourierStack, 'client'>,
  options: RunOptions,
  name = 'optimizely',
): Promise<WorkflowHandleWithFirstExecutionRunId> {
  return client.workflow.start(workflowTypes.courier, {
    workflowId: importWorkflowId(name),
    taskQueue: 'longshore',
    workflowTaskTimeout: '3s',
    args: [{ import: name, options }],
  });
}

/** Runs a courier to its end; where it failed, this throws the run's own words. */
export async function runCourier(
  stack: Pick<CourierStack, 'client'>,
  options: RunOptions,
  name = 'optimizely',
): Promise<RunResult> {
  const handle = await startCourier(stack, options, name);
  try {
    return await resultOf(handle);
  } catch (error) {
    const { error: report } = await handle.query<RunProgress>('progress');
    throw new Error(`${report?.code}: ${report?.message}`, { cause: error });
  }
}
