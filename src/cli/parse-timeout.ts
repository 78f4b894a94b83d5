// Not through the room's index, which loads zod: `--help` answers at once.
import { parseDuration } from '../config/duration';
import { LongshoreError } from '../contract/failure';

/** How `--timeout` is read, in ms. Throws `usage-invalid` for what is no length of time. */
export function parseTimeout(text: string): number {
  const ms = parseDuration(text);
  if (ms !== undefined) return ms;
  throw new LongshoreError('usage-invalid', `--timeout cannot be '${text}'`, {
    remedy: 'Write a length of time as 30s, 5m or 2h30m.',
  });
}
