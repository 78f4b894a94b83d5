import * as wf from '@temporalio/workflow';
import type { ProgressLook } from '../contract/batch';
import { waitForProgressUpdate } from '../contract/batch-definitions';
import type { BatchState } from './batch-state';

/** How long a watcher waits for one answer: under the 30 s after which many proxies end a request that is silent. */
const longestMs = 20_000;
/** The server takes 10 at once in one execution. */
const mostWaiting = 8;
/** The server takes 2,000 in one execution; the loop continues as new behind its pass, and a pass may be long. */
const mostUpdates = 1_500;

export interface ProgressWatchers {
  /** True when the execution has taken so many that it is to continue as new. */
  readonly many: boolean;
  /** Lets all that wait have their answer, for the execution is about to end. */
  dismiss(): void;
}

/**
 * Lets clients wait for a job's progress, so that nobody polls. A job that waits for nothing but a person is not watched
 * so: each answer costs events, and a pause may last for days. Who is refused asks the query.
 */
export function watchProgress(job: BatchState): ProgressWatchers {
  let updates = 0;
  let waiting = 0;
  let dismissed = false;
  const hasEnded = (): boolean => !['RUNNING', 'PAUSED', 'CANCELLING'].includes(job.status);
  const look = (): ProgressLook => {
    const { status, progressPercent, description, passes } = job.progress;
    return { status, progressPercent, description, passes };
  };

  wf.setHandler(
    waitForProgressUpdate,
    async ({ percent }) => {
      updates += 1;
      waiting += 1;
      const waitedFor = job.dependencyWait?.names;
      const isThere = (): boolean =>
        dismissed || hasEnded() || job.point.progressPercent >= percent || job.dependencyWait?.names !== waitedFor;
      await untilSoOrLate(isThere);
      waiting -= 1;
      return look();
    },
    {
      validator: (wanted) => {
        if (!Number.isFinite(wanted?.percent)) throw refusal('it names no percent that is a number');
        if (job.status === 'PAUSED') throw refusal('the job is paused');
        if (waiting >= mostWaiting || updates >= mostUpdates) throw refusal('others wait already');
      },
    },
  );
  return {
    get many() {
      return updates >= mostUpdates;
    },
    dismiss() {
      dismissed = true;
    },
  };
}

/**
 * Waits until something is so, for 20 s at most. Both end it by one condition, and conditions are asked behind all else
 * of a task: the answer always comes behind the pass that the loop begins in the same task. A timer that answered by
 * itself came before it or behind it, as the server had cut its tasks, and a replay that cut them otherwise failed.
 */
async function untilSoOrLate(isSo: () => boolean): Promise<void> {
  let isLate = false;
  await wf.CancellationScope.cancellable(async () => {
    const timer = wf.sleep(longestMs).then(
      () => {
        isLate = true;
      },
      () => undefined,
    );
    await wf.condition(() => isLate || isSo());
    wf.CancellationScope.current().cancel();
    await timer;
  });
}

function refusal(why: string): wf.ApplicationFailure {
  const message = `The wait is refused, for ${why}; the query \`progress\` answers at any time`;
  return wf.ApplicationFailure.create({ message, type: 'usage-invalid', nonRetryable: true });
}
