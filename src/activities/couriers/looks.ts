import type { S3Bucket } from '../../connectors/s3';
import type { CalendarDay } from '../../contract/calendar-day';
import { type CourierWindow, daysOfWindow } from '../../contract/couriers/courier-window';
import type { FilePattern, FilledPattern } from '../../contract/couriers/file-pattern';
import { filesOn } from './files-on';
import type { ListingOptions } from './list-names';
import { surveyFiles } from './survey-files';

/** One listing of the files of an entity. */
export interface Look {
  /** Undefined where all files are looked for and their names say no day. */
  readonly day: CalendarDay | undefined;
  /** True where the day lies before the window: its files should have been there long ago. */
  readonly late: boolean;
  readonly files: FilledPattern;
}

/** The listings of a window, one for each different pattern, the earliest day first. */
export async function looksIn(
  bucket: Pick<S3Bucket, 'prefix' | 'listPages'>,
  pattern: FilePattern,
  window: CourierWindow,
  options: ListingOptions,
): Promise<Look[]> {
  if (window.kind === 'days') return looksOnDays(pattern, window);
  if (!pattern.ofAnyDay.saysDay) return [{ day: undefined, late: false, files: filesOn(pattern, undefined) }];
  const { days } = await surveyFiles(bucket, pattern, options);
  return days.map((day) => ({
    day,
    late: false,
    files: pattern.isAmbiguous ? filesOfItsOwn(pattern, day) : pattern.on(day),
  }));
}

/** A pattern without a day has the same files on all days: then it is the last one's, and one of the window's before others. */
function looksOnDays(pattern: FilePattern, window: Extract<CourierWindow, { kind: 'days' }>): Look[] {
  const { days, earlier } = daysOfWindow(window);
  const looks = new Map<string, Look>();
  for (const [late, some] of [[true, earlier] as const, [false, days] as const]) {
    for (const day of some) {
      const files = pattern.on(day);
      looks.set(files.text, { day, late, files });
    }
  }
  const inOrder = [...looks.values()].toSorted((a, b) => ((a.day ?? '') < (b.day ?? '') ? -1 : 1));
  return pattern.isAmbiguous ? inOrder.map((look, index) => withoutThoseOf(inOrder.slice(0, index), look)) : inOrder;
}

/** A name that may be of several days is found on the first of them alone. */
function withoutThoseOf(others: readonly Look[], look: Look): Look {
  const matches = (name: string) =>
    look.files.matches(name) && !others.some(({ files: earlier }) => earlier.matches(name));
  return { ...look, files: { ...look.files, matches } };
}

/** Those of a day whose names are said to be of that day, where they may as well be of another. */
function filesOfItsOwn(pattern: FilePattern, day: CalendarDay): FilledPattern {
  return { ...pattern.on(day), matches: (name) => pattern.ofAnyDay.match(name)?.day === day };
}
