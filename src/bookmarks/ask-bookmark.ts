import { type Client, WorkflowNotFoundError } from '@temporalio/client';
import type { VersionWanted } from '../contract/kept-bookmark';

/** What the workflow of a bookmark answers to a query; undefined where none is running. */
export async function askBookmark<Answer>(
  client: Client,
  workflowId: string,
  query: string,
  args: readonly VersionWanted[],
): Promise<Answer | undefined> {
  const handle = client.workflow.getHandle(workflowId);
  try {
    const { status } = await handle.describe();
    // A closed bookmark still answers queries, but the next write would begin a new, empty one.
    if (status.name !== 'RUNNING') return undefined;
    return (await handle.query<Answer | null, VersionWanted[]>(query, ...args)) ?? undefined;
  } catch (error) {
    if (error instanceof WorkflowNotFoundError) return undefined;
    throw error;
  }
}
