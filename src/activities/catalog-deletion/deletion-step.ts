import { heartbeat } from '@temporalio/activity';
import { LongshoreError } from '../../contract/failure';
import type { StepResult } from '../../contract/step';
import type { KlaviyoAccess } from '../commerce/klaviyo-access';
import { openKlaviyoStep } from '../commerce/open-klaviyo-step';
import { tickMs } from '../pulse';
import { type ResolvedDeletion, resolveDeletion } from '../resolve-import';
import { StepNotes } from '../step-notes';
import type { WorkerContext } from '../worker-context';

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
  const { klaviyo, cancelled, deadline, close } = openKlaviyoStep(context, resolved);
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
        close();
      }
    },
  };
}
