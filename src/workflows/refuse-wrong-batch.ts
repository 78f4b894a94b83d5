import * as wf from '@temporalio/workflow';
import type { BatchRequest } from '../contract/batch';
import { batchRequestFault } from '../contract/batch-request-fault';
import { batchWorkflowId } from '../contract/names';
import { asWorkflowFailure, failure } from './failures';

/**
 * Refuses what was started by hand and not as it must be, with the command that is right. One job of an id at a time
 * follows from its workflow id. Throws `usage-invalid`, and `wrong-workflow-id`.
 */
export function refuseWrongBatch(request: BatchRequest): void {
  const { workflowId } = wf.workflowInfo();
  const fault = batchRequestFault(request);
  if (fault !== undefined) {
    const remedy = 'Start it with `longshore batch start <endPoint> --params <file> --id <id>`.';
    throw asWorkflowFailure(failure('usage-invalid', `This job cannot begin. ${fault}`, remedy));
  }
  const { endPointName, id } = request;
  const expected = batchWorkflowId(id);
  if (workflowId === expected) return;
  throw asWorkflowFailure(
    failure(
      'wrong-workflow-id',
      `This job has the workflow id '${workflowId}', but a job ${id} has '${expected}'`,
      `Start it with \`longshore batch start ${endPointName} --id ${id}\`, or with the workflow id ${expected}.`,
    ),
  );
}
