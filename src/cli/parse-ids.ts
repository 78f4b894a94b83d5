import { LongshoreError } from '../contract/failure';

/** How `--ids` is read. What an id may be is looked at with all other options of a run. Throws `usage-invalid`. */
export function parseIds(text: string): readonly string[] {
  const ids = text.split(',').map((id) => id.trim());
  if (ids.every((id) => id !== '')) return ids;
  throw new LongshoreError('usage-invalid', `--ids cannot be '${text}'`, {
    remedy: 'Write ids with commas between them: --ids a,b,c',
  });
}
