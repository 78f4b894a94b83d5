import type { CourierOfGroup } from '../contract/couriers/courier-group';
import { feedCountsInWords } from '../contract/couriers/feed-counts';
import { windowInWords } from '../contract/couriers/group-windows';
import { dependencyWaitCode } from '../contract/dependency';
import type { RunProgress } from '../contract/run';

const barWidth = 20;

/**
 * What the Web UI shows of a running import, as Markdown. Under the 20 KB that it takes. Lists and no tables, but for couriers: the
 * Web UI draws the cells of a table without a space between them, so those have one that is not left out.
 */
export function progressDetails(progress: RunProgress, title: string): string {
  const { counts, files, waiting, error, progressPercent } = progress;
  const lines = [`**${title}**: ${progress.phase}`];
  if (progress.status === 'PAUSED' || progress.status === 'CANCELLING') lines.push('', `Status: ${progress.status}`);
  if (progressPercent !== undefined)
    lines.push('', `\`${progressBar(progressPercent)}\` ${progressPercent.toFixed(1)} %`);
  if (waiting?.code === dependencyWaitCode) lines.push('', `Waiting: ${waiting.message}`);
  else if (waiting)
    lines.push('', `Waiting until ${new Date(waiting.until).toISOString()}: ${waiting.code}: ${waiting.message}`);
  if (error) lines.push('', `Failed: ${error.code}: ${error.message}`, '', error.remedy);
  lines.push('', `- **${grouped(counts.delivered)}** ${progress.records} delivered of ${grouped(counts.read)} read`);
  const pending = counts.pending > 0 ? `, **${grouped(counts.pending)}** pending at the destination` : '';
  lines.push(`- **${grouped(counts.rejected)}** rejected, **${grouped(counts.skipped)}** skipped${pending}`);
  for (const [kind, { delivered, rejected }] of Object.entries(progress.kinds ?? {})) {
    lines.push(`- ${kind}: ${grouped(delivered)} delivered, ${grouped(rejected)} rejected`);
  }
  if (files) {
    lines.push(`- **${grouped(files.done)}** of ${grouped(files.found)} files done, ${files.quarantined} quarantined`);
  }
  for (const [name, feed] of Object.entries(progress.feeds ?? {})) lines.push(`- ${name}: ${feedCountsInWords(feed)}`);
  if (progress.couriers) lines.push('', ...couriersTable(progress.couriers));
  if (progress.tasks) lines.push('', ...progress.tasks.map(({ name, state }) => `- ${name}: **${state}**`));
  return lines.join('\n');
}

/** Of a hundred couriers these are about 15 KB. */
const mostRows = 60;
const mostInCell = 120;

/** A table of the couriers of a group: how far each is, its days, its rows, and what it works at. */
function couriersTable(couriers: readonly CourierOfGroup[]): string[] {
  const cells = (...texts: string[]) =>
    `| ${texts.map((text) => `${text.slice(0, mostInCell)}\u00a0\u00a0`).join('| ')}|`;
  const rows = couriers.slice(0, mostRows).map(({ courier, state, window, tasks = [], counts, error }) => {
    const task = tasks.find((one) => one.state === 'running' || one.state === 'waiting' || one.state === 'failed');
    const now = error?.code ?? (task ? `${task.name}: ${task.state}` : '');
    return cells(courier, state, windowInWords(window), counts ? grouped(counts.delivered) : '', now);
  });
  const more = couriers.length > mostRows ? [`and ${couriers.length - mostRows} more`] : [];
  return [cells('Courier', 'State', 'Window', 'Rows', 'Task'), '| --- | --- | --- | --- | --- |', ...rows, ...more];
}

/** Twenty blocks, those full that are done. */
export function progressBar(percent: number): string {
  const full = Math.round((Math.min(100, percent) / 100) * barWidth);
  return `${'█'.repeat(full)}${'░'.repeat(barWidth - full)}`;
}

function grouped(number: number): string {
  return number.toLocaleString('en-US');
}
