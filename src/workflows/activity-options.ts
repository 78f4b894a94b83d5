import type { RetryPolicy } from '@temporalio/common';
import type { ActivityOptions } from '@temporalio/workflow';

/**
 * The one place for time-outs and retries.
 *
 * Retries have no limit of attempts: what cannot be helped by waiting is thrown as non-retryable, and for the rest an
 * hour of outage must not need a person. 1 s × 2 up to 60 s: a short hiccup costs a second, a long one a call a minute.
 * Payloads over 2 MB would otherwise be retried for ever.
 */
const retry: RetryPolicy = {
  initialInterval: '1s',
  backoffCoefficient: 2,
  maximumInterval: '60s',
  nonRetryableErrorTypes: ['PayloadsTooLarge'],
};

/** Reads and writes of small states: configuration, bookmark, journal, run record. */
export const stateOptions: ActivityOptions = {
  // They take some ms and tell nothing meanwhile: so long a run rests when a worker dies in one.
  startToCloseTimeout: '15 seconds',
  // An hour of missing storage, then a person is needed; the run then fails with the last cause.
  scheduleToCloseTimeout: '1 hour',
  retry,
};

/** How quickly a dead worker is noticed, and for how long a busy other side is waited for. Both in ms. */
export interface StepTimes {
  readonly heartbeatTimeoutMs: number;
  readonly giveUpAfterMs: number;
}

/** A step aims at 20 s; one that runs for 5 minutes hangs. */
export function stepOptions(times: StepTimes): ActivityOptions {
  return {
    startToCloseTimeout: '5 minutes',
    heartbeatTimeout: times.heartbeatTimeoutMs,
    // What a cancelled step has acknowledged comes with its result, so the result is waited for.
    cancellationType: 'WAIT_CANCELLATION_COMPLETED',
    retry,
  };
}

/**
 * To know that no later record of a file has the key of a reject, all of the file is read; an archive is unpacked to its
 * end. At about 50 MB/s 30 minutes are enough for 90 GB. How long it may wait is the loop's to say, as for every step.
 */
export function scanOptions(times: StepTimes): ActivityOptions {
  return { ...stepOptions(times), startToCloseTimeout: '30 minutes' };
}

/** What an end point says of its passes. Times in ms. */
export interface PassTimes {
  readonly passTimeout: number;
  readonly retry: { readonly attempts: number; readonly initialInterval: number; readonly backoff: number };
}

/** A pass is as long as its end point lets it be; who calls the target ends it then, and tells so. */
export function passOptions(heartbeatTimeoutMs: number, { passTimeout, retry: { attempts, ...waits } }: PassTimes) {
  return {
    // Half a minute for the reads and writes of state around the call.
    startToCloseTimeout: passTimeout + 30_000,
    heartbeatTimeout: heartbeatTimeoutMs,
    // A target that heeds the cancel may still have come to its end.
    cancellationType: 'WAIT_CANCELLATION_COMPLETED',
    retry: {
      ...retry,
      maximumAttempts: attempts,
      initialInterval: waits.initialInterval,
      backoffCoefficient: waits.backoff,
      maximumInterval: Math.max(60_000, waits.initialInterval),
    },
  } satisfies ActivityOptions;
}

/** The wait for a result that is delivered: no worker works on it, so none tells anything, nor hears of a cancel. */
export function deliveryOptions(withinMs: number): ActivityOptions {
  return { startToCloseTimeout: withinMs, cancellationType: 'TRY_CANCEL', retry: { ...retry, maximumAttempts: 1 } };
}

/** A listing takes about 0.2 s for 5,000 names: 30 minutes are enough for 40 million. */
export function listingOptions(times: StepTimes): ActivityOptions {
  return {
    startToCloseTimeout: '30 minutes',
    scheduleToCloseTimeout: times.giveUpAfterMs,
    heartbeatTimeout: times.heartbeatTimeoutMs,
    retry,
  };
}

/** Comparing a list with a ledger takes some ms for 1,000 names; it waits until a worker has the tables open. */
export function comparisonOptions(times: StepTimes, taskQueue: string): ActivityOptions {
  return { ...listingOptions(times), taskQueue };
}

/**
 * A load is one transaction, however large: what would end it before its end would undo all of it. For 12 hours it may work,
 * and as long as every step may it may wait for tables that are locked or away.
 */
export function loadOptions(times: StepTimes, taskQueue: string): ActivityOptions {
  const loadMs = 12 * 3_600_000;
  return {
    taskQueue,
    startToCloseTimeout: loadMs,
    scheduleToCloseTimeout: loadMs + times.giveUpAfterMs,
    heartbeatTimeout: times.heartbeatTimeoutMs,
    // A load that is cancelled is interrupted and rolled back; one that had come to its end is taken.
    cancellationType: 'WAIT_CANCELLATION_COMPLETED',
    retry,
  };
}

/** A single question to a destination: does the object exist, which fields has it. */
export function questionOptions(times: StepTimes): ActivityOptions {
  // The destination is given 30 s to answer.
  return { startToCloseTimeout: '40 seconds', scheduleToCloseTimeout: times.giveUpAfterMs, retry };
}

/** The question of a command to tables. A person waits for it, so it is tried three times and not for an hour. */
export function requestOptions(taskQueue: string, takenWithinMs: number): ActivityOptions {
  return {
    taskQueue,
    scheduleToStartTimeout: takenWithinMs,
    // As for a load: activating a feed may load a sample, and an export may be of all rows.
    startToCloseTimeout: '12 hours',
    heartbeatTimeout: '10 seconds',
    cancellationType: 'WAIT_CANCELLATION_COMPLETED',
    retry: { ...retry, maximumAttempts: 3 },
  };
}

/**
 * A notification is worth sending for a day: 2 s × 2 up to 10 minutes are about 150 attempts, and an hour of outage delays
 * it by ten minutes at most. A mail server is given two minutes to answer, a web hook half of one.
 */
export const sendingOptions: ActivityOptions = {
  startToCloseTimeout: '3 minutes',
  scheduleToCloseTimeout: '1 day',
  heartbeatTimeout: '20 seconds',
  retry: { ...retry, initialInterval: '2s', maximumInterval: '10 minutes' },
};

/** A test, for which a person waits: it tells what is wrong, and does not try again. */
export const tryingOptions: ActivityOptions = {
  ...sendingOptions,
  scheduleToCloseTimeout: '3 minutes',
  retry: { ...retry, maximumAttempts: 1 },
};
