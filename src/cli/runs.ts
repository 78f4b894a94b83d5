import Table from 'cli-table3';
import { feedCountsInWords } from '../contract/couriers/feed-counts';
import { isoSecond } from '../contract/iso-second';
import type { RunView } from '../runs/run-view';
import { courierLine } from './courier-line';
import { duration } from './progress-bar';

/** The table of `longshore runs`. */
export function runsTable(runs: readonly RunView[]): string {
  if (runs.length === 0) return 'No runs yet.\n';
  const hasPending = runs.some(({ counts }) => counts.pending > 0);
  const head = [
    'Run ID',
    'Import',
    'Version',
    'Tracker ID',
    'Status',
    'Started',
    'Updated',
    'Duration',
    'Read',
    'Delivered',
    'Rejected',
    'Skipped',
    ...(hasPending ? ['Pending'] : []),
  ];
  const table = new Table({ head, style: { head: [], border: [] } });
  for (const run of runs) {
    const { read, delivered, rejected, skipped, pending } = run.counts;
    table.push([
      run.runId,
      run.import,
      run.version,
      run.trackerId ?? '',
      run.status,
      isoSecond(run.startedAt),
      isoSecond(run.updatedAt),
      duration((run.closedAt ?? Date.now()) - run.startedAt),
      ...[read, delivered, rejected, skipped, ...(hasPending ? [pending] : [])].map(String),
    ]);
  }
  return `${table.toString()}\n`;
}

/** Everything that `longshore show` tells of one run. */
export function runText(run: RunView): string {
  const { counts, kinds, files } = run;
  const pending = counts.pending > 0 ? `, ${counts.pending} pending at the destination` : '';
  const rows: [string, string][] = [
    ['Run', run.runId],
    ['Import', run.import],
    ['Workflow id', run.workflowId],
    ['Version', run.version],
    ['Tracker', run.trackerId ?? '-'],
    ['Status', run.status],
    ...(run.scheduledAt === undefined ? [] : [['Scheduled', run.scheduledAt] satisfies [string, string]]),
    ['Started', isoSecond(run.startedAt)],
    [run.closedAt === undefined ? 'Updated' : 'Closed', isoSecond(run.updatedAt)],
    ['Duration', duration((run.closedAt ?? Date.now()) - run.startedAt)],
    [
      'Records',
      `${counts.read} read, ${counts.delivered} delivered, ${counts.rejected} rejected, ${counts.skipped} skipped${pending}`,
    ],
    ...Object.entries(kinds ?? {}).map(([kind, of]): [string, string] => [
      '',
      `${kind}: ${of.delivered} delivered, ${of.rejected} rejected`,
    ]),
  ];
  if (files) rows.push(['Files', `${files.done} of ${files.found} done, ${files.quarantined} quarantined`]);
  for (const [lane, id] of (run.reached ?? []).entries()) rows.push([`Lane ${lane + 1}`, `up to ${id}`]);
  for (const [index, { name, state }] of (run.tasks ?? []).entries()) {
    rows.push([index === 0 ? 'Tasks' : '', `${name}: ${state}`]);
  }
  for (const [index, one] of (run.couriers ?? []).entries()) {
    rows.push([index === 0 ? 'Couriers' : '', courierLine(one)]);
    for (const { name, state } of one.tasks ?? []) rows.push(['', `  ${name}: ${state}`]);
  }
  for (const [name, feed] of Object.entries(run.feeds ?? {})) {
    rows.push(['Feed', `${name}: ${feedCountsInWords(feed)}`]);
    const { files: loaded = [], more = 0 } = run.loadedFiles?.[name] ?? {};
    for (const { file, read, errors } of loaded) rows.push(['', `  ${file}: ${read} read, ${errors} errors`]);
    if (more > 0) rows.push(['', `  and ${more} more ${more === 1 ? 'file' : 'files'}`]);
  }
  if (run.rejects) rows.push(['Rejects', run.rejects]);
  if (run.error) rows.push(['Error', `${run.error.code}: ${run.error.message}`], ['Remedy', run.error.remedy]);
  return `${rows.map(([name, value]) => `${name.padEnd(12)} ${value}`).join('\n')}\n`;
}
