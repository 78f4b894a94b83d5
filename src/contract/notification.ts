import type { Counts } from './counts';
import type { FailureReport } from './failure';

/** What people can be told of, in the order of the documents. */
export const notificationEvents = [
  'completed',
  'failed',
  'skipped',
  'rejects',
  'nothing-new',
  'missing-file',
  'runtime-exceeded',
  'recovered',
  'schedule-missed',
] as const;
export type NotificationEvent = (typeof notificationEvents)[number];

/** What a notification is of: an import, as which a courier counts, or a batch job. */
export interface NotifiedJob {
  readonly kind: 'import' | 'batchJob';
  readonly name: string;
  /** How people call it. */
  readonly title: string;
}

/**
 * One thing that happened, as it is told by every channel. It travels through histories and leaves the house: it holds
 * counts, names, codes and times, and never a record's key or value, a parameter, or a secret.
 */
export interface Notification {
  readonly event: NotificationEvent | 'test';
  /** The same for the same thing, whoever tells it and how often: `failed/<run>`. */
  readonly key: string;
  /** Left out in a test. */
  readonly job?: NotifiedJob;
  /** Left out where no run has begun. */
  readonly run?: { readonly workflowId: string; readonly runId: string };
  /** ISO 8601 in UTC. */
  readonly at: string;
  /** One sentence or two. */
  readonly text: string;
  readonly counts?: Counts;
  readonly failure?: FailureReport;
}

/** The argument of the workflow `notify`: one notification by one channel. */
export interface NotifyInput {
  readonly channel: string;
  readonly notification: Notification;
}

/** What came of sending it. */
export interface Sent {
  /** Of an e-mail to several: how many of them the server has refused for good. */
  readonly refusedRecipients: number;
}

/** What the workflow `notify` answers; of a test also why it was not sent. Any other that cannot be sent fails. */
export type Notified = Sent | { readonly failure: FailureReport };

/** By this a receiver knows what has come to it before. */
export function idempotencyKey({ channel, notification }: NotifyInput): string {
  return `${notification.key}/${channel}`;
}
