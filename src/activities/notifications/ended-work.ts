import type { ChosenNotifications } from '../../config';
import type { Counts } from '../../contract/counts';
import { missingCodes } from '../../contract/couriers/run-task';
import { describeFailure, type FailureReport } from '../../contract/failure';
import type { FailureCode } from '../../contract/failure-codes';
import type { Notification, NotificationEvent, NotifiedJob } from '../../contract/notification';

/** A run of an import or of a batch job that has ended. */
export interface EndedWork {
  readonly job: NotifiedJob;
  readonly run: { readonly workflowId: string; readonly runId: string };
  readonly status: 'COMPLETED' | 'SKIPPED' | 'FAILED';
  /** ISO 8601. */
  readonly endedAt: string;
  /** Of an import: what its records are called. */
  readonly records?: string;
  readonly counts?: Counts;
  readonly failure?: FailureReport;
  /** Of a courier: files that it has gone on without. */
  readonly missing?: string;
  /** Of a courier that a group has started: the group tells of its end, and says whether of missing files too. */
  readonly ofGroup?: { readonly tellsMissing: boolean };
  /** Runs before it, one behind the other, that have failed. */
  readonly failuresBefore: number;
}

const missingFileCodes: readonly string[] = [...missingCodes, 'archived-file-missing' satisfies FailureCode];

/** What there is to be told of it, to who wants to be told of these events. */
export function notificationsOf(work: EndedWork, chosen: ChosenNotifications): Notification[] {
  const { job, run, endedAt, counts, failure } = work;
  return toldOf(work, chosen).map(([event, text]) => ({
    event,
    key: `${event}/${run.runId}`,
    job,
    run,
    at: endedAt,
    text,
    ...(counts ? { counts } : {}),
    ...(failure ? { failure } : {}),
  }));
}

type Told = readonly [NotificationEvent, string];

function toldOf(work: EndedWork, chosen: ChosenNotifications): Told[] {
  const { failure, missing, ofGroup, job } = work;
  const wanted = chosen.events;
  const misses: Told[] =
    missing === undefined ? [] : [['missing-file', `${job.title} has gone on without ${missing}.`]];
  if (failure && missingFileCodes.includes(failure.code)) {
    misses.push(['missing-file', `${job.title} misses a file. Reason: ${describeFailure(failure)}`]);
  }
  const told = ofGroup ? (ofGroup.tellsMissing ? misses : []) : [...misses, ...toldOfEnd(work, chosen)];
  // Who is told of the file that was missing need not be told that the run has failed.
  const isTold = work.status === 'FAILED' && misses.length > 0 && wanted.includes('missing-file');
  return told.filter(([event]) => wanted.includes(event) && !(isTold && event === 'failed'));
}

function toldOfEnd(work: EndedWork, chosen: ChosenNotifications): Told[] {
  const { job, status, counts, failure, failuresBefore } = work;
  const { title } = job;
  if (status === 'FAILED') {
    const why = failure ? `Reason: ${describeFailure(failure)}` : 'It left no reason';
    return [['failed', `${title} has failed. ${why}`]];
  }
  if (status === 'SKIPPED') {
    const text = 'what it runs after was not complete in time. The next run looks at the same days again.';
    return [['skipped', `${title} was skipped: ${text}`]];
  }
  const what = inWords(work);
  const told: Told[] = [['completed', `${title} has completed${what}.`]];
  if (failuresBefore > 0) {
    const failures = failuresBefore === 1 ? 'a failure' : `${failuresBefore} failures in a row`;
    told.push(['recovered', `${title} has completed after ${failures}${what}.`]);
  }
  if (counts?.read === 0) told.push(['nothing-new', `${title} has completed, and there was nothing new.`]);
  if (counts && isOver(counts, chosen)) {
    const percent = Math.round((counts.rejected / counts.read) * 1_000) / 10;
    const share = `${counts.rejected} of ${counts.read} (${percent} %)`;
    const why = '`longshore rejects list` tells why.';
    told.push(['rejects', `${title}: ${share} ${work.records ?? 'records'} were rejected. ${why}`]);
  }
  return told;
}

function isOver({ read, rejected }: Counts, { rejectsOver, rejectRateOver }: ChosenNotifications): boolean {
  if (rejectsOver !== undefined && rejected > rejectsOver) return true;
  return rejectRateOver !== undefined && read > 0 && rejected / read > rejectRateOver;
}

function inWords({ counts, records = 'records' }: EndedWork): string {
  if (!counts || counts.read === 0) return '';
  const { read, delivered, rejected, skipped } = counts;
  return `: ${read} ${records} read, ${delivered} delivered, ${rejected} rejected, ${skipped} skipped`;
}
