import type { CourierImport } from '../config';
import type { CalendarDay } from '../contract/calendar-day';
import { type CourierWindow, daysOfWindow } from '../contract/couriers/courier-window';
import { compileFilePattern } from '../contract/couriers/file-pattern';

/** More lines than fit on a screen tell less. */
const mostLines = 10;

/** What a run of a courier is going to look for: its days, and its patterns with the days filled in. */
export function windowText({ entities, quotedDates }: CourierImport, window: CourierWindow): string {
  const patterns = entities.map(({ pattern }) => compileFilePattern(pattern, { quotedDates }));
  if (window.kind === 'all') return lines(['All files of:', ...patterns.map(({ text }) => `  ${text}`)]);
  const { days, earlier } = daysOfWindow(window);
  const texts = [...new Set(patterns.flatMap((pattern) => days.map((day) => pattern.on(day).text)))];
  const late = earlier.length === 0 ? '' : `, and files that came late of ${spanOf(earlier)}`;
  return lines([`Files of ${spanOf(days)}${late}:`, ...cut(texts).map((text) => `  ${text}`)]);
}

function spanOf(days: readonly CalendarDay[]): string {
  const [first, last] = [days[0], days.at(-1)];
  return days.length === 1 ? `${first}` : `${days.length} days, ${first} to ${last}`;
}

function cut(texts: readonly string[]): readonly string[] {
  if (texts.length <= mostLines) return texts;
  return [...texts.slice(0, mostLines - 1), `and ${texts.length - mostLines + 1} more`];
}

function lines(all: readonly string[]): string {
  return `${all.join('\n')}\n`;
}
