import type { DescribeWorkflowExecutionResponse } from '@temporalio/client';
import { defaultPayloadConverter } from '@temporalio/common';
import { addCounts, addKinds, type KindCounts } from '../contract/counts';
import { importingPhase } from '../contract/importing-phase';
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

/** What the steps that work now have told with their heartbeats, on top of what the run itself knows. */
export function withHeartbeats(progress: RunProgress, pending: PendingActivities): LiveProgress {
  const beats = pending.flatMap((activity) => beatOf(activity) ?? []);
  const retrying = pending.map((activity) => activity.lastFailure?.message).find((message) => message);
  const added = beats.reduce((sum, beat) => sum + (beat.addedPercent ?? 0), 0);
  const finished = beats.reduce((sum, beat) => sum + (beat.filesDone ?? 0), 0);
  const files = progress.files && { ...progress.files, done: progress.files.done + finished };
  // Where one of them goes on, the run does.
  const waits = beats.flatMap(({ waiting }) => waiting ?? []);
  const next = waits.length === beats.length ? waits.sort((a, b) => a.until - b.until)[0] : undefined;
  const currents = beats.flatMap((beat) => beat.current ?? []);
  return {
    ...progress,
    ...(files && finished > 0 ? { files, phase: importingPhase(files) } : {}),
    counts: beats.reduce((sum, beat) => addCounts(sum, beat.counts), progress.counts),
    ...kindsField(beats.reduce((sum, { kinds = {} }) => addKinds(sum, kinds), progress.kinds ?? {})),
    ...(added === 0 ? {} : { progressPercent: Math.min(100, (progress.progressPercent ?? 0) + added) }),
    ...(currents[0] === undefined ? {} : { current: currents[0] + (currents[1] === undefined ? '' : ' …') }),
    ...(next && !progress.waiting ? { waiting: next } : {}),
    ...(retrying ? { retrying } : {}),
  };
}

function kindsField(kinds: KindCounts): { kinds?: KindCounts } {
  return Object.keys(kinds).length > 0 ? { kinds } : {};
}

function beatOf(activity: PendingActivities[number]): StepHeartbeat<unknown> | undefined {
  const [payload] = activity.heartbeatDetails?.payloads ?? [];
  if (!payload) return undefined;
  const beat = defaultPayloadConverter.fromPayload<Partial<StepHeartbeat<unknown>> | undefined>(payload);
  // Of another shape: a worker of another version, or a listing, which tells nothing.
  return beat?.counts && { ...beat, counts: beat.counts, cursor: beat.cursor };
}
