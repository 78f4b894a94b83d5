import { workflowInfo } from '@temporalio/workflow';

/**
 * The id of the execution that a run began with. Under Temporal's cron each fire is a run of its own, though Temporal has
 * them in one chain: its `firstExecutionRunId` is that of the first fire. The original id is the one that a reset keeps.
 */
export function runIdOf(continued: { readonly runId?: string } | undefined): string {
  const { originalExecutionRunId, firstExecutionRunId } = workflowInfo();
  return continued ? (continued.runId ?? firstExecutionRunId) : originalExecutionRunId;
}
