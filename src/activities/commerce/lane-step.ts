import { activityInfo } from '@temporalio/activity';
import type { CommerceLane } from '../../contract/commerce';
import { LongshoreError } from '../../contract/failure';
import type { StepResult } from '../../contract/step';
import type { ResolvedCommerce } from '../resolve-import';
import { StepNotes } from '../step-notes';
import { troubleWaitMs } from '../trouble-wait';
import type { WorkerContext } from '../worker-context';
import type { KlaviyoAccess } from './klaviyo-access';
import { LanePulse } from './lane-pulse';
import { openKlaviyoStep } from './open-klaviyo-step';

/** A step may take so much longer to fill a request; the activity's time-out of 5 minutes is far. */
const patientMs = 60_000;
/** What each step in a lane works with. */
export interface LaneStep {
  readonly klaviyo: KlaviyoAccess;
  readonly pulse: LanePulse;
  readonly notes: StepNotes;
  /** Aborted at once when the step is cancelled. */
  readonly cancelled: AbortSignal;
  /** True when the step's time is over, or it is cancelled. */
  readonly stopping: () => boolean;
  /** True when it is so long over that what there is goes out as it is. */
  readonly late: () => boolean;
  /** What the step has come to, with what more there is to say of it. */
  answer(more: Partial<StepResult<CommerceLane>>): StepResult<CommerceLane>;
  /** What a step answers that cannot go on: a wait, or the end of the run. Throws what is a fault of the code. */
  troubled(error: unknown): StepResult<CommerceLane>;
  close(): void;
}

/** Opens a step; who opens it closes it. */
export function openLaneStep(context: WorkerContext, resolved: ResolvedCommerce, lane: CommerceLane): LaneStep {
  const { klaviyo, cancelled, deadline, close } = openKlaviyoStep(context, resolved);
  const pulse = new LanePulse(lane, activityInfo().heartbeatDetails, () => klaviyo.waiting);
  const notes = new StepNotes();
  if (pulse.resumed) notes.add('warn', 'Going on after a worker was lost');
  const answer: LaneStep['answer'] = (more) => ({
    cursor: pulse.lane,
    complete: false,
    counts: pulse.counts,
    ...(Object.keys(pulse.kinds).length > 0 ? { kinds: pulse.kinds } : {}),
    notes: notes.all,
    ...more,
  });
  return {
    klaviyo,
    pulse,
    notes,
    cancelled,
    stopping: () => cancelled.aborted || Date.now() >= deadline || notes.full,
    late: () => Date.now() >= deadline + patientMs,
    answer,
    troubled: (error) => {
      if (cancelled.aborted) return answer({});
      if (!(error instanceof LongshoreError)) throw error;
      if (!error.retryable) return answer({ failure: error.report() });
      return answer({ waitMs: error.retryAfterMs ?? troubleWaitMs, blockedBy: error.report() });
    },
    close: () => {
      close();
      pulse.stop();
    },
  };
}
