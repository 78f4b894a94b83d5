import { ActivityFailure, type TemporalFailure, TimeoutFailure } from '@temporalio/common';
import type { FailureReport } from '../contract/failure';
import { failure, reportOf } from './failures';

/** What a pass has failed with, after its attempts. */
export function passFailure(error: TemporalFailure, pass: number): FailureReport {
  const { code, message, remedy } = timeoutOf(error) ?? reportOf(error);
  return { code, message: `Pass ${pass}: ${message}`, remedy };
}

/** True for what the target is to blame for: another pass may do better. */
export function isOfTarget({ code }: FailureReport): boolean {
  return code.startsWith('target-');
}

function timeoutOf(error: TemporalFailure): FailureReport | undefined {
  const cause = error instanceof ActivityFailure ? error.cause : undefined;
  if (!(cause instanceof TimeoutFailure)) return undefined;
  return cause.timeoutType === 'HEARTBEAT'
    ? failure('target-keeps-dying', 'its workers fell silent in each attempt')
    : failure('target-timed-out', 'it did not end in its time');
}
