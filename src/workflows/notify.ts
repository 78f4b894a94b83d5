import { TemporalFailure } from '@temporalio/common';
import * as wf from '@temporalio/workflow';
import type { NotificationActivities } from '../activities/notification-activities';
import type { Notified, NotifyInput } from '../contract/notification';
import { sendingOptions, tryingOptions } from './activity-options';
import { asWorkflowFailure, reportOf } from './failures';

/**
 * Sends one notification by one channel, until it is taken. It is a workflow of its own, so that a run neither waits for a
 * channel that is down nor fails with it; one that cannot be sent fails, and stands in the Web UI as what it is.
 */
export async function notify(input: NotifyInput): Promise<Notified> {
  const { event } = input.notification;
  const isTest = event === 'test';
  const { sendNotification } = wf.proxyActivities<NotificationActivities>(isTest ? tryingOptions : sendingOptions);
  try {
    return await sendNotification.executeWithOptions({ summary: `${event} by ${input.channel}` }, [input]);
  } catch (error) {
    if (!(error instanceof TemporalFailure) || wf.isCancellation(error)) throw error;
    const report = reportOf(error);
    if (isTest) return { failure: report };
    throw asWorkflowFailure(report);
  }
}
