import { ApplicationFailure } from '@temporalio/common';
import type { Config } from '../config';
import { LongshoreError } from '../contract/failure';
import type { NotifyInput, Sent } from '../contract/notification';
import type { RuntimeWatched, RuntimeWatchInput } from '../contract/runtime-watch';
import { tellOfRuntime } from './notifications/runtime-alert';
import { sendNotification } from './notifications/send-notification';
import { readConfig } from './resolve-import';
import { ticking } from './tables/ticking';
import type { WorkerContext } from './worker-context';

/** The activities of notifications. */
export interface NotificationActivities {
  /** Sends one by one channel. A repeat has the same idempotency key. */
  sendNotification(input: NotifyInput): Promise<Sent>;
  /** Tells of a run that works for too long, where it still works. */
  tellOfRuntime(input: RuntimeWatchInput): Promise<RuntimeWatched>;
}

export function createNotificationActivities(context: WorkerContext): NotificationActivities {
  return {
    sendNotification: (input) => ticking((signal) => sendNotification(patientConfig(context), input, signal)),
    tellOfRuntime: (input) => tellOfRuntime(patientConfig(context), context.taskQueue, input),
  };
}

/** Throws every fault of the file as one to try again: a longshore.yaml that is wrong for an hour must cost no message. */
function patientConfig(context: WorkerContext): Config {
  try {
    return readConfig(context);
  } catch (error) {
    if (!(error instanceof LongshoreError)) throw error;
    const report = error.report();
    throw ApplicationFailure.create({ message: report.message, type: report.code, details: [report] });
  }
}
