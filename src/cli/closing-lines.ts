import type { ImportConfig } from '../config';
import { durationInWords } from '../contract/couriers/duration-in-words';
import { feedCountsInWords } from '../contract/couriers/feed-counts';
import { resolutionsOf } from '../contract/couriers/run-task';
import type { RunView } from '../runs/run-view';
import { courierLine } from './courier-line';
import { grouped } from './progress-bar';

/** How a run ended, in a sentence or two, of an import of this configuration. */
export function closingLinesOf(run: RunView, settings: ImportConfig | undefined): string {
  const done =
    settings?.type === 'catalog-deletion'
      ? 'deleted'
      : settings?.type === 'courier' || settings?.type === 'courier-group'
        ? 'loaded'
        : 'delivered';
  return closingLines(run, settings?.records ?? 'records', done);
}

/** The same, where `records` is what they are called ("offline stores"), and `done` what is done with them. */
export function closingLines(run: RunView, records: string, done = 'delivered'): string {
  const { counts, kinds, files } = run;
  const seconds = ((run.closedAt ?? Date.now()) - run.startedAt) / 1_000;
  const what = `${grouped(counts.delivered)} ${records} ${done}, ${counts.rejected} rejected, ${counts.skipped} skipped`;
  const of = files ? ` from ${files.done} of ${files.found} files` : '';
  const lines = [`${run.import} ${run.status.toLowerCase()}: ${what}${of} in ${seconds.toFixed(1)} s`];
  const nothing = done === 'deleted' ? 'nothing to delete' : 'nothing new';
  const isEmpty = files ? files.found === 0 : counts.read === 0;
  if (isEmpty && !run.leftOut && run.status === 'COMPLETED') lines[0] = `${run.import}: ${nothing}`;
  for (const [kind, { delivered, rejected }] of Object.entries(kinds ?? {})) {
    lines.push(`  ${kind}: ${grouped(delivered)} delivered, ${grouped(rejected)} rejected`);
  }
  if (done === 'loaded' && run.status === 'COMPLETED') {
    lines.push(`Completed in ${durationInWords((run.closedAt ?? Date.now()) - run.startedAt)}`);
  }
  for (const one of run.couriers ?? []) lines.push(`  ${courierLine(one)}`);
  for (const [name, feed] of Object.entries(run.feeds ?? {})) lines.push(`  ${name}: ${feedCountsInWords(feed)}`);
  if (counts.pending > 0) {
    lines.push(
      `${grouped(counts.pending)} ${records} are pending at the destination: the next run reads what came of them`,
    );
  }
  if (files && files.quarantined > 0) {
    const those = files.quarantined === 1 ? '1 file is' : `${files.quarantined} files are`;
    lines.push(`${those} in quarantine: longshore logs ${run.import}`);
  }
  if (run.leftOut) lines.push(`${run.leftOut} left out; why: longshore logs ${run.import}`);
  if (counts.rejected > 0) lines.push(`See what was rejected: longshore rejects list ${run.import} --run ${run.runId}`);
  if (run.error) lines.push(`${run.error.code}: ${run.error.message}`, run.error.remedy);
  if (run.tasks && run.status === 'FAILED')
    lines.push(`Go on with: longshore resolve ${run.import} ${resolutionsIn(run)}`);
  return `${lines.join('\n')}\n`;
}

/** What can be done about the task that has failed: "retry|skip". */
function resolutionsIn({ tasks = [], error }: RunView): string {
  const failed = tasks.find(({ state }) => state === 'failed');
  return resolutionsOf(failed?.name ?? '', error?.code ?? '').join('|');
}
