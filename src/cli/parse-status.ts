import { LongshoreError } from '../contract/failure';
import { nearestWord } from '../contract/nearest-word';
import { type ViewStatus, viewStatuses } from '../runs/run-view';

/** How `--status` is read, in upper or lower case. Throws `usage-invalid` with the nearest for an unknown one. */
export function parseStatus(text: string): ViewStatus {
  const status = viewStatuses.find((known) => known === text.toUpperCase());
  if (status !== undefined) return status;
  const near = nearestWord(text, viewStatuses);
  throw new LongshoreError('usage-invalid', `No run has the status '${text}'`, {
    remedy: near === undefined ? `Write one of ${viewStatuses.join(', ')}.` : `Did you mean ${near}?`,
  });
}
