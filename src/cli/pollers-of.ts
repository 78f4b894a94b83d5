import type { Session } from '../runs/session';

/** The identities of the workers that poll a task queue for activities: process id and host of each, with an @ between. */
export async function pollersOf({ connection, namespace }: Session, taskQueue: string): Promise<readonly string[]> {
  const answer = await connection.workflowService.describeTaskQueue({
    namespace,
    taskQueue: { name: taskQueue },
    // Activities; 1 are workflows, which a worker of tables alone does not work.
    taskQueueType: 2,
  });
  return (answer.pollers ?? []).map((poller) => poller.identity ?? '');
}
