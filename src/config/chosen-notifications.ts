import type { NotificationEvent } from '../contract/notification';
import type { JobNotifications, NotificationsConfig } from './notifications';

/** What is told of one job, and by which channels. */
export interface ChosenNotifications {
  readonly channels: readonly string[];
  readonly events: readonly NotificationEvent[];
  /** Undefined where no number of rejects is told of. */
  readonly rejectsOver: number | undefined;
  readonly rejectRateOver: number | undefined;
}

/** What somebody should look at; that all is well is told to who asks for it. */
const eventsToldUnasked: readonly NotificationEvent[] = [
  'failed',
  'skipped',
  'rejects',
  'missing-file',
  'runtime-exceeded',
  'recovered',
  'schedule-missed',
];

/** 1 %: what feeds allow of bad rows by default. */
const rateToldUnasked = 0.01;

/** What is told of a job: key by key what it says itself, else what is said for all. */
export function chosenNotifications(all: NotificationsConfig, ofJob: JobNotifications = {}): ChosenNotifications {
  const limits = [ofJob, all].find(({ rejectsOver, rejectRateOver }) => (rejectsOver ?? rejectRateOver) !== undefined);
  return {
    channels: ofJob.via ?? all.via ?? Object.keys(all.channels),
    events: ofJob.events ?? all.events ?? eventsToldUnasked,
    rejectsOver: limits?.rejectsOver,
    rejectRateOver: limits ? limits.rejectRateOver : rateToldUnasked,
  };
}
