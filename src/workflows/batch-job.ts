import { CancelledFailure, TemporalFailure } from '@temporalio/common';
import * as wf from '@temporalio/workflow';
import type { BatchActivities } from '../activities/batch/batch-activities';
import type { PassEnd } from '../activities/batch/run-pass';
import type { BatchRequest, BatchStatus } from '../contract/batch';
import type { BatchResult, BatchRetry } from '../contract/batch-run';
import { describeFailure, type FailureReport } from '../contract/failure';
import { deliveryOptions, passOptions, stateOptions } from './activity-options';
import { type BatchState, type ContinuedBatch, startBatch } from './batch-state';
import { cancelled } from './cancelled';
import { type Control, takeControl } from './control';
import { asWorkflowFailure, failure, reportOf } from './failures';
import { historyIsLong } from './history-is-long';
import { isOfTarget, passFailure } from './pass-failure';
import { type ProgressWatchers, watchProgress } from './progress-watchers';
import { refuseWrongBatch } from './refuse-wrong-batch';
import { waitForDependencies } from './wait-for-dependencies';

const { openBatch, lookAtJobDependencies, takeDelivery, saveBatchJournal, closeBatch } =
  wf.proxyActivities<BatchActivities>(stateOptions);

/**
 * Calls an end point again and again until it says that it is complete, handing it what it returned the time before.
 * Obeys pause and cancel, keeps what accumulates, and continues as new when the history is long.
 */
export async function batchJob(request: BatchRequest, before?: ContinuedBatch | BatchRetry): Promise<BatchResult> {
  refuseWrongBatch(request);
  const continued = before && 'runId' in before ? before : undefined;
  const job = startBatch(request, continued);
  const control = takeControl((what, reason) => job.controlled(what, reason));
  const watchers = watchProgress(job);
  // Saving must not be cancelled with the pass, which is interrupted by itself.
  return wf.CancellationScope.nonCancellable(async () => {
    let isOpen = continued !== undefined;
    try {
      if (!isOpen) job.opened(await openBatch({ request, jobId: job.jobId, retry: before !== undefined }));
      isOpen = true;
      await waitForDependencies({
        dependencies: job.about.dependencies,
        state: job,
        control,
        options: request.noWaitForDependencies ? { noWaitForDependencies: true } : {},
        isContinued: continued !== undefined,
        look: (looked, summary) => {
          const { endPointName, batchJob: name } = request;
          const named = name === undefined ? {} : { batchJob: name };
          const { fingerprint } = job.about;
          return lookAtJobDependencies.executeWithOptions({ summary }, [
            { endPointName, ...named, fingerprint, ...looked },
          ]);
        },
        isLong: () => watchers.many || historyIsLong(wf.workflowInfo()),
        saveJournal: () => saveJournal(job),
        continueAsNew: () => continueJob(request, job, watchers),
      });
      while (!job.complete) {
        await control.untilGoing();
        if (control.cancelReason !== undefined) throw new CancelledFailure(control.cancelReason);
        if (watchers.many || historyIsLong(wf.workflowInfo())) await continueJob(request, job, watchers);
        await workPass(job, control);
        requireProgress(job);
      }
      job.journal.add('info', `Completed in ${job.point.passes} passes`);
      await close(job, watchers, 'COMPLETED');
      const { id, endPointName, passes, finalResult } = job.progress;
      return { id, endPointName, passes, finalResult };
    } catch (error) {
      if (!(error instanceof TemporalFailure)) throw error;
      throw await fail(job, watchers, { error, control, isOpen });
    }
  });
}

/** Works one pass, with its attempts; takes what it came to, or passes it over where the end point says so. */
async function workPass(job: BatchState, control: Control): Promise<void> {
  const { policy } = job.about;
  try {
    const end = await control.cancellable(() => endOfPass(job));
    if (end) job.took(end);
  } catch (error) {
    if (!(error instanceof TemporalFailure)) throw error;
    const report = passFailure(error, job.point.passes + 1);
    if (policy.onFailure === 'fail' || !isOfTarget(report)) throw asWorkflowFailure(report);
    job.skipped(report);
    if (job.point.skipped <= policy.maxSkips) return;
    const many = `${job.point.skipped} passes have failed, the last with ${report.code}: ${report.message}`;
    throw asWorkflowFailure(failure('too-many-skips', many));
  }
}

async function endOfPass(job: BatchState): Promise<PassEnd> {
  const { about } = job;
  const call = job.call();
  const summary = `pass ${call.pass}`;
  const { runPass } = wf.proxyActivities<BatchActivities>(passOptions(about.heartbeatTimeoutMs, about.policy));
  const outcome = await runPass.executeWithOptions({ summary }, [call]);
  if (outcome !== 'later') return outcome;
  const { awaitDelivery } = wf.proxyActivities<BatchActivities>(deliveryOptions(about.deliverWithin));
  await awaitDelivery.executeWithOptions({ summary: `${summary}: waiting for its result` }, [call]);
  return takeDelivery.executeWithOptions({ summary: `${summary}: result` }, [call]);
}

/** Throws `stalled` where the end point returns the same again and again. */
function requireProgress({ complete, point, about }: BatchState): void {
  const { stallAfter } = about.policy;
  if (complete || stallAfter === 0 || point.same.passes < stallAfter) return;
  const passes = `Pass ${point.passes} and those before it, ${point.same.passes} in a row`;
  throw asWorkflowFailure(failure('stalled', `${passes}, have returned the same`));
}

async function continueJob(request: BatchRequest, job: BatchState, watchers: ProgressWatchers): Promise<void> {
  watchers.dismiss();
  await saveJournal(job);
  await wf.condition(wf.allHandlersFinished);
  const { memo } = wf.workflowInfo();
  const continueAsNew = wf.makeContinueAsNewFunc<typeof batchJob>(memo === undefined ? {} : { memo });
  await continueAsNew(request, job.continued());
}

async function saveJournal({ journal, jobId, progress: { id } }: BatchState): Promise<void> {
  const entries = journal.unsaved();
  if (entries.length === 0) return;
  await saveBatchJournal({ id, jobId, journal: entries });
  journal.saved(entries);
}

interface Failed {
  readonly error: TemporalFailure;
  readonly control: Control;
  readonly isOpen: boolean;
}

/** Closes the job as failed or cancelled, and answers what the workflow is to throw. */
async function fail(job: BatchState, watchers: ProgressWatchers, failed: Failed): Promise<TemporalFailure> {
  const { error, control, isOpen } = failed;
  if (wf.isCancellation(error)) {
    const reason = error instanceof CancelledFailure ? error.message : 'cancelled';
    const where = job.dependencyWait ? 'before it began' : `behind pass ${job.point.passes}`;
    job.journal.add('warn', `Cancelled ${where}: ${reason}`);
    await close(job, watchers, 'CANCELLED');
    return cancelled(control, reason);
  }
  const report = reportOf(error);
  job.journal.add('notification', `Failed. Reason: ${describeFailure(report)}`);
  // Without configuration there is no storage to write to.
  if (isOpen) await close(job, watchers, 'FAILED', report);
  else job.closed('FAILED', report);
  return asWorkflowFailure(report);
}

async function close(
  job: BatchState,
  watchers: ProgressWatchers,
  status: BatchStatus,
  error?: FailureReport,
): Promise<void> {
  job.closed(status, error);
  watchers.dismiss();
  job.moved(await closeBatch({ record: job.record(), journal: job.journal.unsaved() }));
  await wf.condition(wf.allHandlersFinished);
}
