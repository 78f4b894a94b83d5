import { activityInfo, CompleteAsyncError, type Context, log } from '@temporalio/activity';
import { ApplicationFailure, ApplicationFailureCategory, CancelledFailure, TemporalFailure } from '@temporalio/common';
import type {
  ActivityExecuteInput,
  ActivityInboundCallsInterceptor,
  ActivityInterceptors,
  Next,
} from '@temporalio/worker';
import { type FailureReport, LongshoreError } from '../contract/failure';
import { failureCodes } from '../contract/failure-codes';

/** A rollout of a new configuration over all workers takes minutes; after ten it is a mistake. */
const configChangedLimitMs = 10 * 60_000;
/** A crash loop logs nothing else: past this many attempts somebody should look. */
const alarmingAttempt = 25;

/** Turns what activities throw into failures that Temporal carries: code as type, report as details. */
export function castFailures(_context: Context): ActivityInterceptors {
  return { inbound: new FailureCast() };
}

class FailureCast implements ActivityInboundCallsInterceptor {
  async execute(input: ActivityExecuteInput, next: Next<ActivityInboundCallsInterceptor, 'execute'>): Promise<unknown> {
    const info = activityInfo();
    if (info.attempt > alarmingAttempt) {
      log.warn('This activity is tried again and again', { activity: info.activityType, attempt: info.attempt });
    }
    try {
      return await next(input);
    } catch (error) {
      throw castFailure(error, { activity: info.activityType, elapsedMs: Date.now() - info.scheduledTimestampMs });
    }
  }
}

/** Cancellation passes unchanged; so does what already is a failure of Temporal's, or none: that an answer comes later. */
export function castFailure(error: unknown, where: { readonly activity: string; readonly elapsedMs: number }): unknown {
  if (error instanceof TemporalFailure || error instanceof CancelledFailure) return error;
  if (error instanceof CompleteAsyncError) return error;
  if (error instanceof Error && error.name === 'AbortError') return error;
  if (error instanceof LongshoreError) {
    const retry = error.code === 'config-changed' ? where.elapsedMs < configChangedLimitMs : error.retryable;
    return asFailure(error.report(), retry, error.retryAfterMs);
  }
  // Only the name of the error: its message may quote a record (JSON.parse does).
  const name = error instanceof Error ? error.name : typeof error;
  const code = error instanceof Error && 'code' in error ? ` (${String(error.code)})` : '';
  log.error('An activity failed with a fault of its own', {
    activity: where.activity,
    error: name,
    stack: framesOf(error),
  });
  const { remedy } = failureCodes['internal-error'];
  return asFailure({ code: 'internal-error', message: `${where.activity} failed with ${name}${code}`, remedy }, true);
}

function asFailure(report: FailureReport, retry: boolean, retryAfterMs?: number): ApplicationFailure {
  return ApplicationFailure.create({
    message: report.message,
    type: report.code,
    nonRetryable: !retry,
    details: [report],
    // Being throttled is a state and no error: it is logged at debug level.
    ...(report.code === 'throttled' ? { category: ApplicationFailureCategory.BENIGN } : {}),
    ...(retryAfterMs === undefined ? {} : { nextRetryDelay: Math.max(retryAfterMs, 1_000) }),
  });
}

/** Where it happened. Without the message, which stands before the frames and may have lines that look like one. */
function framesOf(error: unknown): string[] {
  if (!(error instanceof Error)) return [];
  const { message, stack = '' } = error;
  return stack
    .slice(Math.max(0, stack.indexOf(message)) + message.length)
    .split('\n')
    .filter((line) => /^\s+at .+:\d+:\d+\)?$/.test(line))
    .slice(0, 8);
}
