import type { RunProgress } from '../contract/run';

/** What the Web UI shows of a running import, as Markdown. Far under the 20 KB that it takes. */
export function progressDetails(progress: RunProgress, title: string): string {
  const { counts, files, waiting, error } = progress;
  const lines = [`**${title}**: ${progress.phase}`];
  if (progress.status === 'PAUSED' || progress.status === 'CANCELLING') lines.push('', `Status: ${progress.status}`);
  if (progress.progressPercent !== undefined) lines.push('', `Progress: ${progress.progressPercent.toFixed(1)} %`);
  if (waiting)
    lines.push('', `Waiting until ${new Date(waiting.until).toISOString()}: ${waiting.code}: ${waiting.message}`);
  if (error) lines.push('', `Failed: ${error.code}: ${error.message}`, '', error.remedy);
  lines.push('', '| read | delivered | rejected | skipped |', '|---|---|---|---|');
  lines.push(`| ${counts.read} | ${counts.delivered} | ${counts.rejected} | ${counts.skipped} |`);
  if (files) lines.push('', `Files: ${files.done} of ${files.found}, ${files.quarantined} quarantined`);
  return lines.join('\n');
}
