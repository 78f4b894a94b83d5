import { cancellationSignal, heartbeat } from '@temporalio/activity';
import { LongshoreError } from '../../contract/failure';
import type { StepResult } from '../../contract/step';
import { KlaviyoAccess } from '../commerce/klaviyo-access';
import { connectionOf } from '../connection-of';
import { graceAfter } from '../grace-after';
import { tickMs } from '../pulse';
import { type ResolvedDeletion, resolveDeletion } from '../resolve-import';
import { StepNotes } from '../step-notes';
import type { WorkerContext } from '../worker-context';

/** A cancel is closed within 5 s: requests that are out get two of them to be answered. */
const graceMs = 2_000;

/** What every step of a deletion is asked with. */
export interface DeletionStepRequest {
  readonly import: string;
  readonly runId: string;
  readonly fingerprint: Readonly<Record<string, string>>;
}

/** Why a step ended before its work was done; empty where it did not, or where its time was over. */
export type Stopped = Pick<StepResult<never>, 'waitMs' | 'blockedBy' | 'failure'>;

/** What each step of a deletion works with. */
export interface DeletionStep extends ResolvedDeletion {
  readonly klaviyo: KlaviyoAccess;
  readonly notes: StepNotes;
  /** True when the step's time is over, or it is cancelled. */
  readonly stopping: () => boolean;
  /**
   * Does the step's work, and closes the step. The work answers false where a call came to nothing because the account is
   * busy or the step is cancelled. What no repeat mends is answered as the failure, beside what was acknowledged before.
   */
  work(work: () => Promise<boolean>): Promise<Stopped>;
}

export function openDeletionStep(context: WorkerContext, request: DeletionStepRequest): DeletionStep {
  const resolved = resolveDeletion(context, request);
  const { config, settings } = resolved;
  const cancelled = cancellationSignal();
  const grace = graceAfter(cancelled, graceMs);
  const deadline = Date.now() + config.steps.targetMs;
  const klaviyo = new KlaviyoAccess({
    settings: connectionOf(config, settings.destination, 'klaviyo'),
    governors: context.governors,
    budgetMs: config.steps.targetMs,
    signal: grace.signal,
    stopping: () => cancelled.aborted,
  });
  const ticker = setInterval(() => heartbeat(), tickMs);
  return {
    ...resolved,
    klaviyo,
    notes: new StepNotes(),
    stopping: () => cancelled.aborted || Date.now() >= deadline,
    async work(work) {
      try {
        return (await work()) ? {} : (klaviyo.blocked ?? {});
      } catch (error) {
        if (!(error instanceof LongshoreError) || error.retryable) throw error;
        return { failure: error.report() };
      } finally {
        clearInterval(ticker);
        grace.clear();
        klaviyo.close();
      }
    },
  };
}
