import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { WorkflowHandleWithFirstExecutionRunId } from '@temporalio/client';
import type { JsonObject } from '../src/contract/batch';
import { batchWorkflowId, batchWorkflowType } from '../src/contract/names';
import { type LocalStack, type LocalStackOptions, startLocalStack } from './local-stack';

export interface BatchStackOptions extends Omit<LocalStackOptions, 'sections'> {
  /** What lies under `endPoints:`. */
  readonly endPoints?: Readonly<Record<string, Readonly<Record<string, unknown>>>>;
  /** Modules beside longshore.yaml, by the names of their files. */
  readonly modules?: Readonly<Record<string, string>>;
  /** More sections of longshore.yaml. */
  readonly sections?: Readonly<Record<string, unknown>>;
}

/** What batch jobs need on this machine: Temporal, and a longshore.yaml with end points. */
export interface BatchStack extends LocalStack {
  putModule(name: string, text: string): Promise<void>;
  /** Starts a job as any client of Temporal's would. */
  start(endPointName: string, id: string, endPointParams?: JsonObject): Promise<WorkflowHandleWithFirstExecutionRunId>;
}

export async function startBatchStack({
  endPoints,
  modules = {},
  sections,
  ...options
}: BatchStackOptions): Promise<BatchStack> {
  const stack = await startLocalStack({ ...options, sections: { endPoints, ...sections } });
  const putModule = (name: string, text: string): Promise<void> => writeFile(join(stack.folder, name), text);
  for (const [name, text] of Object.entries(modules)) await putModule(name, text);
  return {
    ...stack,
    putModule,
    start: (endPointName, id, endPointParams = {}) =>
      stack.client.workflow.start(batchWorkflowType, {
        workflowId: batchWorkflowId(id),
        taskQueue: 'longshore',
        args: [{ endPointName, endPointParams, id }],
      }),
  };
}
