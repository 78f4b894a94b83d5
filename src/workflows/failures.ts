import {
  ActivityFailure,
  ApplicationFailure,
  ChildWorkflowFailure,
  TemporalFailure,
  TimeoutFailure,
} from '@temporalio/common';
import type { FailureReport } from '../contract/failure';
import { type FailureCode, failureCodes, isFailureCode } from '../contract/failure-codes';

/** A failure of the run with a code of the catalogue. */
export function failure(code: FailureCode, message: string, remedy: string = failureCodes[code].remedy): FailureReport {
  return { code, message, remedy };
}

/** What the workflow closes with: the code as type, so that it is seen in the Web UI, and the report as details. */
export function asWorkflowFailure(report: FailureReport): ApplicationFailure {
  return ApplicationFailure.create({
    message: `${report.message.replace(/\.$/, '')}. ${report.remedy}`,
    type: report.code,
    nonRetryable: true,
    details: [report],
  });
}

/** Reads the report out of what an activity threw, or a run that was started. Faults of ours that carry none come out as `internal-error`. */
export function reportOf(error: TemporalFailure): FailureReport {
  const isOfOther = error instanceof ActivityFailure || error instanceof ChildWorkflowFailure;
  if (isOfOther && error.cause instanceof TemporalFailure) return reportOf(error.cause);
  if (error instanceof TimeoutFailure) {
    const last = error.cause instanceof TemporalFailure ? reportOf(error.cause) : undefined;
    if (last)
      return failure('gave-up', `Gave up waiting; the last cause was ${last.code}: ${last.message}`, last.remedy);
    return failure('gave-up', 'No worker finished the work in time');
  }
  if (error instanceof ApplicationFailure) {
    const [report] = error.details ?? [];
    if (isReport(report)) return report;
    return failure('internal-error', `${error.type ?? 'Error'}: ${error.message}`);
  }
  return failure('internal-error', error.message);
}

function isReport(value: unknown): value is FailureReport {
  return (
    typeof value === 'object' &&
    value !== null &&
    'code' in value &&
    typeof value.code === 'string' &&
    isFailureCode(value.code)
  );
}
