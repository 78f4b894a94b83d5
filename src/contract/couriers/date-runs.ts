/** A part of a text that was meant as a date: `YYYY-MM-DD` in `decisions_YYYY-MM-DD.parquet`. Places count from 0. */
export interface DateRun {
  readonly start: number;
  readonly end: number;
}

// Exactly so many of each letter: `MMM` is the name of a month, and `yyyyy` nothing.
const token = '(?:(?<!y)yyyy(?!y)|(?<!Y)YYYY(?!Y)|(?<!M)MM(?!M)|(?<!d)dd(?!d)|(?<!D)DD(?!D))';
// Whether the day is told as day of month or, by mistake, of the year, a single character may stand between the parts.
const run = new RegExp(`${token}(?:[^A-Za-z0-9*']?${token})*`, 'g');

/**
 * What looks like a date in a text of literals. The parts of a date are short, and stand in words too (`address`, `COMMON`):
 * so they are only taken for one beside a year, or where no letter is their neighbour.
 */
export function dateRuns(text: string): DateRun[] {
  return [...text.matchAll(run)].flatMap(({ 0: found, index: start }) => {
    const end = start + found.length;
    const stands = !/[A-Za-z]/.test((text[start - 1] ?? '') + (text[end] ?? ''));
    return stands || /yyyy|YYYY/.test(found) ? [{ start, end }] : [];
  });
}
