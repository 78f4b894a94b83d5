import { findImport } from '../config';
import type { RunView } from '../runs/run-view';
import type { Session } from '../runs/session';
import { type PreviewPart, readPreviewParts } from '../storage';
import { print, printJson } from './print';
import { duration, grouped } from './progress-bar';

const mostShown = 3;

/** What a dry run would have sent. Times in ms. */
export interface Preview {
  readonly records: number;
  readonly rejected: number;
  readonly requests: number;
  /** What the dry run took, which reads all that a run reads. */
  readonly readMs: number;
  /** What the account's limits alone would take. */
  readonly limitMs: number;
  /** The same, where the destination has every record already and takes them one by one. */
  readonly singlyMs?: number;
  /** What more is to be said of the plan: so many of what. */
  readonly details: NonNullable<PreviewPart['details']>;
  readonly payloads: readonly unknown[];
  readonly errors: PreviewPart['errors'];
}

/** How long so many requests take where nothing but the two windows of their limits holds them. */
export function timeAtLimits(requests: number, { perSecond, perMinute }: PreviewPart['limits']): number {
  const minutes = Math.max(0, Math.ceil(requests / perMinute) - 1);
  const left = requests - minutes * perMinute;
  return minutes * 60_000 + Math.max(0, Math.ceil(left / perSecond) - 1) * 1_000;
}

/** Prints what a dry run of an import of a shop has found: it shows records. */
export async function tellPreview(
  session: Session,
  run: RunView,
  { json }: { readonly json?: boolean },
): Promise<void> {
  const parts: PreviewPart[] = [];
  for await (const part of readPreviewParts(session.storage, run)) parts.push(part);
  const requests = parts.reduce((sum, part) => sum + part.requests, 0);
  const records = parts.reduce((sum, part) => sum + part.records, 0);
  const singly = parts[0]?.singly;
  const preview: Preview = {
    records,
    rejected: run.counts.rejected,
    requests,
    readMs: (run.closedAt ?? run.updatedAt) - run.startedAt,
    limitMs: parts[0] ? timeAtLimits(requests, parts[0].limits) : 0,
    ...(singly ? { singlyMs: timeAtLimits(records, singly) } : {}),
    details: sumsOf(parts),
    payloads: parts.flatMap((part) => part.payloads).slice(0, mostShown),
    errors: parts.flatMap((part) => part.errors).slice(0, mostShown),
  };
  if (json) printJson(preview);
  else {
    const settings = findImport(session.config, run.import);
    print(previewText(preview, settings.records, settings.type === 'catalog-deletion' ? 'deleted' : 'sent'));
  }
}

function sumsOf(parts: readonly PreviewPart[]): Preview['details'] {
  const sums = new Map<string, number>();
  for (const { what, count } of parts.flatMap(({ details = [] }) => details)) {
    sums.set(what, (sums.get(what) ?? 0) + count);
  }
  return [...sums].map(([what, count]) => ({ what, count }));
}

/** @param done what would be done with the records */
export function previewText(preview: Preview, records: string, done: 'sent' | 'deleted' = 'sent'): string {
  const { records: count, rejected, requests, readMs, limitMs, singlyMs } = preview;
  const inBulk = requests === 1 ? '1 request' : `${grouped(requests)} requests`;
  const lines = [
    `Nothing was ${done}: this was a dry run.`,
    `${grouped(count)} ${records} would be ${done} in ${inBulk}, ${grouped(rejected)} would be rejected.`,
    `The account's limits alone make that take ${timeWords(limitMs)}.`,
    // A deletion reads nothing but ids.
    ...(done === 'sent'
      ? [`To read all of it took ${timeWords(readMs)}: a run takes about the longer of the two, and some seconds more.`]
      : []),
    ...(singlyMs === undefined || count === 0
      ? []
      : [
          `What Klaviyo has already it refuses in bulk and takes one by one: at most ${grouped(count)} requests more, ${timeWords(singlyMs)}.`,
        ]),
    ...preview.details.map(({ what, count }) => `${what}: ${grouped(count)}`),
    ...preview.errors.map(({ id, code, message }) => `Rejected: ${id}: ${code}: ${message}`),
    ...(preview.payloads.length > 0 ? ['The first of what would be sent:'] : []),
    ...preview.payloads.map((payload) => JSON.stringify(payload, null, 2)),
  ];
  return `${lines.join('\n')}\n`;
}

function timeWords(ms: number): string {
  return ms < 1_000 ? 'less than a second' : duration(ms);
}
