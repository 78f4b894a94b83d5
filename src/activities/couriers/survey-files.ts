import type { S3Bucket } from '../../connectors/s3';
import type { CalendarDay } from '../../contract/calendar-day';
import type { FilePattern } from '../../contract/couriers/file-pattern';
import { type ListingOptions, listNames } from './list-names';

/** All that there is of a pattern: its days, earliest first, how many files, and their bytes. */
export interface Survey {
  readonly days: readonly CalendarDay[];
  readonly files: number;
  readonly bytes: number;
}

/** Lists all files of a pattern, of whatever day. Throws as a listing does. */
export async function surveyFiles(
  bucket: Pick<S3Bucket, 'prefix' | 'listPages'>,
  pattern: FilePattern,
  options: ListingOptions = {},
): Promise<Survey> {
  const days = new Set<CalendarDay>();
  let [files, bytes] = [0, 0];
  for await (const page of listNames(bucket, pattern.ofAnyDay.prefix, options)) {
    for (const { name, size } of page) {
      const found = pattern.ofAnyDay.match(name);
      if (found === undefined) continue;
      if (found.day !== undefined) days.add(found.day);
      files += 1;
      bytes += size;
    }
  }
  return { days: [...days].sort(), files, bytes };
}
