import type { DescribeWorkflowExecutionResponse } from '@temporalio/client';
import { defaultPayloadConverter } from '@temporalio/common';
import { addCounts } from '../contract/counts';
import type { RunProgress } from '../contract/run';
import type { StepHeartbeat } from '../contract/step';

/** The progress of a run with that of the step that works now, so that a bar moves within a step. */
export interface LiveProgress extends RunProgress {
  /** The file that is worked on. */
  readonly current?: string;
  /** Why the work of now is being tried again, where it is. */
  readonly retrying?: string;
}

type PendingActivities = NonNullable<DescribeWorkflowExecutionResponse['pendingActivities']>;

export function withHeartbeat(progress: RunProgress, pending: PendingActivities): LiveProgress {
  const [activity] = pending;
  const retrying = activity?.lastFailure?.message;
  const [payload] = activity?.heartbeatDetails?.payloads ?? [];
  const base = retrying ? { ...progress, retrying } : progress;
  if (!payload) return base;
  const beat = defaultPayloadConverter.fromPayload<Partial<StepHeartbeat<unknown>> | undefined>(payload);
  if (!beat?.counts) return base;
  return {
    ...base,
    counts: addCounts(progress.counts, beat.counts),
    ...(beat.progressPercent === undefined ? {} : { progressPercent: beat.progressPercent }),
    ...(beat.current === undefined ? {} : { current: beat.current }),
  };
}
