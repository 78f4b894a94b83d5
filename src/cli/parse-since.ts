// Not through the room's index, which loads zod: `--help` answers at once.
import { parseDuration } from '../config/duration';
import { LongshoreError } from '../contract/failure';

const dayForm = /^\d{4}-\d{2}-\d{2}$/;
const timeForm = /^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}(:\d{2}(\.\d{1,3})?)?(Z|[+-]\d{2}:\d{2})$/;

/**
 * How `--since` is read, into ISO 8601 in UTC: a time with its zone, a day as its beginning in UTC, a length of time as
 * that long ago. Throws `usage-invalid` for everything else.
 *
 * @param now epoch ms
 */
export function parseSince(text: string, now: number): string {
  const ago = parseDuration(text);
  const time =
    ago !== undefined
      ? now - ago
      : dayForm.test(text)
        ? Date.parse(`${text}T00:00:00Z`)
        : timeForm.test(text)
          ? Date.parse(text)
          : Number.NaN;
  if (!Number.isNaN(time)) return new Date(time).toISOString();
  throw new LongshoreError('usage-invalid', `--since cannot be '${text}'`, {
    remedy: 'Write a time with its zone (2026-01-31T08:00:00Z), a day (2026-01-31), or how long ago (36h).',
  });
}
