import { LongshoreError } from '../contract/failure';
import { nearestWord } from '../contract/nearest-word';
import { type RunStatus, runStatuses } from '../contract/run';

/** How `--status` is read, in upper or lower case. Throws `usage-invalid` with the nearest for an unknown one. */
export function parseStatus(text: string): RunStatus {
  const status = runStatuses.find((known) => known === text.toUpperCase());
  if (status !== undefined) return status;
  const near = nearestWord(text, runStatuses);
  throw new LongshoreError('usage-invalid', `No run has the status '${text}'`, {
    remedy: near === undefined ? `Write one of ${runStatuses.join(', ')}.` : `Did you mean ${near}?`,
  });
}
