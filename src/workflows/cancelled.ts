import { CancelledFailure } from '@temporalio/common';
import * as wf from '@temporalio/workflow';
import type { RunActivities } from '../activities/run-activities';
import { stateOptions } from './activity-options';
import type { Control } from './control';

const { requestCancel } = wf.proxyActivities<RunActivities>(stateOptions);

/** What a workflow is to throw that was asked to cancel, once Temporal closes it as cancelled for it. */
export async function cancelled(control: Control, reason: string): Promise<CancelledFailure> {
  // After a signal Temporal knows nothing of the cancel yet, and would close the run as failed.
  if (!control.cancelledByTemporal) {
    await requestCancel({ workflowId: wf.workflowInfo().workflowId, runId: wf.workflowInfo().runId });
    await wf.condition(() => control.cancelledByTemporal);
  }
  return new CancelledFailure(reason);
}
