import Table from 'cli-table3';
import type { BatchProgress } from '../contract/batch';

const barWidth = 24;

/** One line that tells how far a job is. */
export function batchLine({
  progressPercent,
  passes,
  description,
}: Pick<BatchProgress, 'progressPercent' | 'passes' | 'description'>): string {
  const full = Math.round((progressPercent / 100) * barWidth);
  const bar = `${'█'.repeat(full)}${'░'.repeat(barWidth - full)}`;
  return `${bar} ${String(progressPercent).padStart(3)} %  ${passes} passes  ${description}`;
}

/** What `batch progress` tells of a job. */
export function batchText(job: BatchProgress): string {
  const rows: [string, string][] = [
    ['Job', job.id],
    ['End point', job.endPointName],
    ['Status', job.status],
    ['Progress', `${job.progressPercent} %`],
    ['Passes', String(job.passes)],
    ['Started', job.startedAt],
    ['Updated', job.updatedAt],
  ];
  if (job.error) rows.push(['Error', `${job.error.code}: ${job.error.message}`], ['Remedy', job.error.remedy]);
  return `${rows.map(([name, value]) => `${name.padEnd(12)} ${value}`).join('\n')}\n`;
}

/** The table of `batch list`. */
export function batchTable(jobs: readonly BatchProgress[]): string {
  if (jobs.length === 0) return 'No batch jobs yet.\n';
  const head = ['ID', 'End point', 'Status', 'Progress', 'Passes', 'Started', 'Updated'];
  const table = new Table({ head, style: { head: [], border: [] } });
  for (const { id, endPointName, status, progressPercent, passes, startedAt, updatedAt } of jobs) {
    table.push([id, endPointName, status, `${progressPercent} %`, String(passes), startedAt, updatedAt]);
  }
  return `${table.toString()}\n`;
}
