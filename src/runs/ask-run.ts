import { QueryNotRegisteredError, ServiceError, WorkflowNotFoundError } from '@temporalio/client';
import type { QueryDefinition } from '@temporalio/common';
import type { Session } from './session';

// What gRPC calls CANCELLED and DEADLINE_EXCEEDED, which both mean that the time is over, and FAILED_PRECONDITION: a run
// that ended, or goes on, without a task that a worker has done.
const notNow: readonly unknown[] = [1, 4, 9];

export interface AskedRun {
  readonly workflowId: string;
  /** Left out, the newest run of the workflow id is asked. */
  readonly runId?: string;
}

/**
 * Asks a run's workflow a query. Undefined where no worker answers within the limit, where Temporal does not know the
 * run (any more), and where it has not come far enough to answer; anything else is thrown.
 */
export async function askRun<Answer>(
  session: Session,
  run: AskedRun,
  query: QueryDefinition<Answer>,
  limitMs: number,
): Promise<Answer | undefined> {
  const handle = session.client.workflow.getHandle(run.workflowId, run.runId);
  try {
    return await session.connection.withDeadline(Date.now() + limitMs, () => handle.query(query));
  } catch (error) {
    if (error instanceof WorkflowNotFoundError || error instanceof QueryNotRegisteredError) return undefined;
    if (error instanceof ServiceError && notNow.includes(codeOf(error.cause))) return undefined;
    throw error;
  }
}

function codeOf(cause: unknown): unknown {
  return typeof cause === 'object' && cause !== null && 'code' in cause ? cause.code : undefined;
}
