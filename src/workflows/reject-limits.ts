import { asWorkflowFailure, failure } from './failures';
import type { RunState } from './run-state';

/**
 * Judges the rejects of a run that reads no files; those of files are judged file by file. `maxRejects` counts at once,
 * so that a wrong mapping does not fill the storage, and `maxRejectRate` at the end, when a share means something; of
 * chosen records, and of rejects that are sent again, it means nothing.
 *
 * Throws `too-many-rejects` and `reject-rate-exceeded`.
 */
export function judgeRejects(run: RunState<unknown>, isEnd: boolean): void {
  const { rejectLimits, records } = run.about;
  if (!rejectLimits) return;
  const { ids, replay } = run.options;
  const { rejected, read } = run.counts;
  const { maxRejects, maxRejectRate } = rejectLimits;
  const share = `${rejected} of ${read} ${records} were rejected`;
  if (rejected > maxRejects) {
    throw asWorkflowFailure(failure('too-many-rejects', `${share}, and maxRejects is ${maxRejects}`));
  }
  if (isEnd && !ids && !replay && rejected > read * maxRejectRate) {
    throw asWorkflowFailure(failure('reject-rate-exceeded', `${share}, and maxRejectRate is ${maxRejectRate}`));
  }
}
