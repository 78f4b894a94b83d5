import type { ChosenNotifications } from '../../config';
import type { Counts } from '../../contract/counts';
import { describeFailure, type FailureReport } from '../../contract/failure';
import type { FailureCode } from '../../contract/failure-codes';
import type { Notification, NotificationEvent, NotifiedJob } from '../../contract/notification';

/** A run of an import or of a batch job that has ended. */
export interface EndedWork {
  readonly job: NotifiedJob;
  readonly run: { readonly workflowId: string; readonly runId: string };
  readonly status: 'COMPLETED' | 'FAILED';
  /** ISO 8601. */
  readonly endedAt: string;
  /** Of an import: what its records are called. */
  readonly records?: string;
  readonly counts?: Counts;
  readonly failure?: FailureReport;
  /** Runs before it, one behind the other, that have failed. */
  readonly failuresBefore: number;
}

const missingFileCodes: readonly FailureCode[] = ['required-file-missing', 'files-not-ready', 'archived-file-missing'];

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

function toldOf(work: EndedWork, chosen: ChosenNotifications): [NotificationEvent, string][] {
  const { job, status, counts, failure, failuresBefore } = work;
  const { title } = job;
  const wanted = (event: NotificationEvent): boolean => chosen.events.includes(event);
  if (status === 'FAILED') {
    const why = failure ? `Reason: ${describeFailure(failure)}` : 'It left no reason';
    const isMissing = failure !== undefined && missingFileCodes.includes(failure.code);
    // Who wants to be told of failures alone is told of this one too.
    if (isMissing && wanted('missing-file')) return [['missing-file', `${title} misses a file. ${why}`]];
    return wanted('failed') ? [['failed', `${title} has failed. ${why}`]] : [];
  }
  const what = inWords(work);
  const told: [NotificationEvent, string][] = [['completed', `${title} has completed${what}.`]];
  if (failuresBefore > 0) {
    const failures = failuresBefore === 1 ? 'a failure' : `${failuresBefore} failures in a row`;
    told.push(['recovered', `${title} has completed after ${failures}${what}.`]);
  }
  if (counts?.read === 0) told.push(['nothing-new', `${title} has completed, and there was nothing new.`]);
  if (counts && isOver(counts, chosen)) {
    const percent = Math.round((counts.rejected / counts.read) * 1_000) / 10;
    const share = `${counts.rejected} of ${counts.read} (${percent} %)`;
    told.push([
      'rejects',
      `${title}: ${share} ${work.records ?? 'records'} were rejected. \`longshore rejects list\` tells why.`,
    ]);
  }
  return told.filter(([event]) => wanted(event));
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
