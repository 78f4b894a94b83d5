import type { BatchProgress } from '../contract/batch';
import { progressBar } from './progress-details';

/** What the Web UI shows of a batch job, as Markdown. What it has come to is not in it: that is the query's to tell. */
export function batchDetails({ endPointName, progressPercent, description, passes, error }: BatchProgress): string {
  const lines = [`**${endPointName}**: ${description}`, '', `\`${progressBar(progressPercent)}\` ${progressPercent} %`];
  if (error) lines.push('', `Failed: ${error.code}: ${error.message}`, '', error.remedy);
  lines.push('', `- **${passes.toLocaleString('en-US')}** passes`);
  return lines.join('\n');
}
