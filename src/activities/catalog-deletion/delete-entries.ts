import type { DeletedKind, DeletionJob } from '../../contract/catalog-deletion';
import { addCounts, type Counts, noCounts } from '../../contract/counts';
import type { Note } from '../../contract/step';
import { readListedPage, writeListedPage } from '../../storage';
import type { WorkerContext } from '../worker-context';
import { type DeletionStepRequest, openDeletionStep, type Stopped } from './deletion-step';
import { submitDeletion } from './submit-deletion';

export interface DeleteEntriesRequest extends DeletionStepRequest {
  readonly kind: DeletedKind;
  /** The pages that are to go: from this one on, and before that one. */
  readonly from: number;
  readonly to: number;
  /** The step ends where so many jobs are out. */
  readonly mostJobs: number;
}

export interface DeleteEntriesResult extends Stopped {
  /** The page with which the next step begins. */
  readonly next: number;
  readonly jobs: readonly DeletionJob[];
  readonly counts: Counts;
  readonly notes: readonly Note[];
}

/**
 * Hands listed entries over to be deleted, a job for each page. What was taken is noted on the page at once: a step that is
 * repeated after a worker was lost finds its jobs there, and submits none of them again.
 */
export async function deleteEntries(
  context: WorkerContext,
  request: DeleteEntriesRequest,
): Promise<DeleteEntriesResult> {
  const step = openDeletionStep(context, request);
  const { import: importName, runId, kind, from, to, mostJobs } = request;
  const jobs: DeletionJob[] = [];
  let next = from;
  let counts = noCounts;
  const stopped = await step.work(async () => {
    while (next < to && jobs.length < mostJobs && !step.stopping()) {
      const place = { import: importName, runId, kind, page: next };
      const { ids, sent: before } = await readListedPage(step.storage, place);
      const sent = before ?? (await submitDeletion(step, request, { kind, ids, page: next }));
      if (!sent) return false;
      if (!before) await writeListedPage(step.storage, place, { ids, sent });
      jobs.push(...sent.jobs);
      const { refused } = sent;
      counts = addCounts(counts, {
        ...noCounts,
        read: ids.length,
        rejected: refused,
        pending: ids.length - refused,
      });
      next += 1;
    }
    return true;
  });
  return { next, jobs, counts, notes: step.notes.all, ...stopped };
}
