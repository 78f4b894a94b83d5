import type { FeedConfig } from '../../config';
import { LongshoreError } from '../../contract/failure';
import type { Drift, LocalFile } from '../tables';
import type { ReadFiles } from './file-group';

/** What files call the field of a feed. */
export function nameInFile(field: string, settings: FeedConfig): string {
  return settings.fields[field]?.from ?? field;
}

/** Of columns those that are a field of a feed, case aside. A name that stands there twice is found at its first place. */
export function columnOfField<Column extends { readonly name: string }>(
  columns: readonly Column[],
  field: string,
  settings: FeedConfig,
): Column | undefined {
  const wanted = nameInFile(field, settings);
  const named = columns.filter(({ name }) => name.toLowerCase() === wanted.toLowerCase());
  return named.find(({ name }) => name === wanted) ?? named[0];
}

/**
 * How the columns of files differ from those of the feed. Throws `file-drifted` where a required one is missing, or where
 * the feed takes no file with other columns.
 */
export function driftOf(files: readonly LocalFile[], columnsOf: ReadFiles['columnsOf'], settings: FeedConfig): Drift[] {
  const fields = Object.keys(settings.fields);
  const wanted = new Set(fields.map((field) => nameInFile(field, settings).toLowerCase()));
  return files.flatMap(({ name: file }, place) => {
    const columns = columnsOf.get(place);
    if (columns === undefined) return [];
    const has = new Set(columns.map((column) => column.toLowerCase()));
    const missing = fields.filter((field) => !has.has(nameInFile(field, settings).toLowerCase()));
    const added = columns.filter((column) => !wanted.has(column.toLowerCase()));
    const required = missing.filter((field) => settings.fields[field]?.required || settings.primaryKey.includes(field));
    const lacking = listed(required.map((field) => nameInFile(field, settings)));
    if (required.length > 0)
      throw new LongshoreError('file-drifted', `${file} lacks ${lacking}, which its feed requires.`);
    if (missing.length + added.length === 0) return [];
    if (settings.onDrift === 'refuse')
      throw new LongshoreError('file-drifted', `${file} ${otherColumns(missing, added)}.`);
    return [{ file, missing, added }];
  });
}

function otherColumns(missing: readonly string[], added: readonly string[]): string {
  const parts = [
    missing.length === 0 ? [] : [`lacks ${listed(missing)}`],
    added.length === 0 ? [] : [`has ${listed(added)}, which its feed does not know`],
  ];
  return parts.flat().join(', and ');
}

/** Names of columns come from files: as many as a line holds. */
function listed(names: readonly string[]): string {
  const shown = names.slice(0, 5).map((name) => `"${name.slice(0, 100)}"`);
  return names.length > 5 ? `${shown.join(', ')} and ${names.length - 5} more` : shown.join(', ');
}
