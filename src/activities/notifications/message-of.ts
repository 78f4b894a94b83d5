import type { Config } from '../../config';
import type { Notification } from '../../contract/notification';

/** A notification in words, before a channel gives it its form. */
export interface Message {
  /** One line. */
  readonly subject: string;
  readonly text: string;
  readonly facts: readonly { readonly name: string; readonly value: string }[];
  /** The run in Temporal's Web UI, where its address is known. */
  readonly link?: string;
}

const words: Readonly<Record<Notification['event'], string>> = {
  completed: 'completed',
  failed: 'failed',
  skipped: 'was skipped',
  rejects: 'has rejected records',
  'nothing-new': 'found nothing new',
  'missing-file': 'misses a file',
  'runtime-exceeded': 'runs for too long',
  recovered: 'works again',
  'schedule-missed': 'missed its time',
  test: 'a test of this channel',
};

/** @param at where people look at runs, and the namespace that these lie in */
export function messageOf(
  notification: Notification,
  at: Pick<Config, 'webUi'> & { readonly namespace: string },
): Message {
  const { event, job, run, counts, failure, text } = notification;
  const fact = (name: string, value: string | number | undefined) =>
    value === undefined ? [] : [{ name, value: String(value) }];
  return {
    subject: `${job?.title ?? 'Longshore'}: ${words[event]}`,
    text,
    facts: [
      ...fact(job?.kind === 'batchJob' ? 'Batch job' : 'Import', job?.name),
      ...fact('Run', run?.runId),
      ...fact('At', notification.at),
      ...fact('Code', failure?.code),
      ...(counts && counts.read > 0
        ? [
            ...fact('Read', counts.read),
            ...fact('Delivered', counts.delivered),
            ...fact('Rejected', counts.rejected),
            ...fact('Skipped', counts.skipped),
          ]
        : []),
    ],
    ...(run && at.webUi !== undefined ? { link: linkTo(at.webUi, at.namespace, run) } : {}),
  };
}

function linkTo(webUi: string, namespace: string, run: NonNullable<Notification['run']>): string {
  const path = ['namespaces', namespace, 'workflows', run.workflowId, run.runId, 'history'];
  return `${webUi.replace(/\/+$/, '')}/${path.map(encodeURIComponent).join('/')}`;
}
