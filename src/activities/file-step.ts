import { activityInfo, cancellationSignal } from '@temporalio/activity';
import { type OdpClient, openOdp } from '../connectors/odp';
import { LongshoreError } from '../contract/failure';
import type { FilesCursor } from '../contract/files';
import type { StepResult } from '../contract/step';
import { connectionOf } from './connection-of';
import type { Governor } from './delivery/governor';
import { Patience } from './delivery/patience';
import { cancelGraceMs, graceAfter } from './grace-after';
import type { ResolvedFiles } from './resolve-import';
import { StepNotes } from './step-notes';
import { StepPulse } from './step-pulse';
import { troubleWaitMs } from './trouble-wait';
import type { WorkerContext } from './worker-context';

/** What each step over a list of files works with, whatever it does with them. */
export interface FileStep {
  readonly odp: OdpClient;
  readonly governor: Governor;
  readonly patience: Patience;
  readonly pulse: StepPulse;
  readonly notes: StepNotes;
  /** Aborted at once when the step is cancelled. */
  readonly cancelled: AbortSignal;
  /** Aborted a moment later: ends requests that are still out. */
  readonly abandoned: AbortSignal;
  /** True when the step's time is over, it is cancelled, or it has said all that it may. */
  readonly stopping: () => boolean;
  /** What the step has come to, with what more there is to say of it. */
  answer(more: Partial<StepResult<FilesCursor>>): StepResult<FilesCursor>;
  /** What a step answers that cannot go on: a wait, or the end of the run. Throws what is a fault of the code. */
  troubled(error: unknown): StepResult<FilesCursor>;
  close(): void;
}

/** Opens a step; who opens it closes it. */
export function openFileStep(
  context: WorkerContext,
  { config, settings }: ResolvedFiles,
  request: { readonly files: FilesCursor; readonly percent: number },
): FileStep {
  // One for all files of the step: with one each, thousands of small files would leave thousands of connections open.
  const connection = connectionOf(config, settings.destination, 'odp');
  const odp = openOdp(connection);
  const { requestsPerSecond } = connection;
  const governor = context.governors.of(odp.account, { ...settings, requestsPerSecond });
  const pulse = new StepPulse(request.files, activityInfo().heartbeatDetails, request.percent);
  const notes = new StepNotes();
  if (pulse.resumed) notes.add('warn', `Going on after a worker was lost, at ${pulse.place}`);
  const cancelled = cancellationSignal();
  const grace = graceAfter(cancelled, cancelGraceMs);
  const deadline = Date.now() + config.steps.targetMs;
  const answer: FileStep['answer'] = (more) => ({
    cursor: pulse.cursor,
    complete: false,
    counts: pulse.counts,
    progressPercent: pulse.progressPercent,
    notes: notes.all,
    ...more,
  });
  return {
    odp,
    governor,
    patience: new Patience({ backoff: governor.backoff, budgetMs: config.steps.targetMs }),
    pulse,
    notes,
    cancelled,
    abandoned: grace.signal,
    stopping: () => cancelled.aborted || Date.now() >= deadline || notes.full,
    answer,
    troubled: (error) => {
      if (!(error instanceof LongshoreError)) throw error;
      if (!error.retryable) return answer({ failure: error.report() });
      return answer({ waitMs: error.retryAfterMs ?? troubleWaitMs, blockedBy: error.report() });
    },
    close: () => {
      odp.close();
      pulse.stop();
      grace.clear();
    },
  };
}
