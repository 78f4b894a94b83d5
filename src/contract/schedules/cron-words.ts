import type { Cron } from './cron';
import { type DayRule, workdays } from './day-rule';

const monthNames = [
  ...['January', 'February', 'March', 'April', 'May', 'June'],
  ...['July', 'August', 'September', 'October', 'November', 'December'],
];
const weekdayNames = ['Sunday', 'Monday', 'Tuesday', 'Wednesday', 'Thursday', 'Friday', 'Saturday'];
const nthNames = ['first', 'second', 'third', 'fourth', 'fifth'];
/** More times of a day than this are not told one by one. */
const mostTimes = 6;

/** An expression in words: "every day at 06:00 UTC", "Monday to Friday at 17:00 Europe/Berlin", "every 15 minutes". */
export function cronWords(cron: Cron, timeZone: string): string {
  const days = dayWords(cron);
  const { clock, times } = timeWords(cron);
  if (clock) return `${days} at ${times} ${timeZone}`;
  const isAlways = days === 'every day';
  if (isAlways && cron.hours.length === 24) return times;
  return `${isAlways ? times : `${days}, ${times}`}, ${timeZone}`;
}

function dayWords({ days: rules, months, years }: Cron): string {
  const isAllMonths = months.length === 12;
  const ofMonths = isAllMonths ? 'every month' : listed(months, (month) => monthNames[month - 1] ?? '');
  const told = joined(rules.map((rule) => ruleWords(rule, ofMonths, isAllMonths)));
  const inYears = years === undefined ? '' : ` in ${listed(years, String)}`;
  return `${told}${inYears}`;
}

function ruleWords(rule: DayRule, ofMonths: string, isAllMonths: boolean): string {
  switch (rule.kind) {
    case 'days':
      return plainDayWords(rule, ofMonths, isAllMonths);
    case 'last-day':
      if (rule.before === 0) return `on the last day of ${ofMonths}`;
      return `${rule.before} ${rule.before === 1 ? 'day' : 'days'} before the last day of ${ofMonths}`;
    case 'last-workday':
      return `on the last weekday (Monday to Friday) of ${ofMonths}`;
    case 'nearest-workday':
      return `on the weekday (Monday to Friday) nearest to the ${ordinal(rule.day)} of ${ofMonths}`;
    case 'last-weekday':
      return `on the last ${weekdayNames[rule.weekday]} of ${ofMonths}`;
    case 'nth-weekday':
      return `on the ${nthNames[rule.nth - 1]} ${weekdayNames[rule.weekday]} of ${ofMonths}`;
  }
}

function plainDayWords(rule: Extract<DayRule, { kind: 'days' }>, ofMonths: string, isAllMonths: boolean): string {
  const inMonths = isAllMonths ? '' : ` in ${ofMonths}`;
  const weekdays = weekdayWords(rule.weekdays);
  if (rule.days.length === 31) return `${weekdays}${inMonths}`;
  const days = `on the ${listed(rule.days, ordinal)} of ${ofMonths}`;
  return rule.weekdays.length === 7 ? days : `${days} where that is ${joined(rule.weekdays.map(weekdayName), 'or')}`;
}

function weekdayWords(weekdays: readonly number[]): string {
  if (weekdays.length === 7) return 'every day';
  if (weekdays.join() === workdays.join()) return 'Monday to Friday';
  // A week begins with Monday here, so that a weekend is no gap.
  const ofWeek = weekdays.map((weekday) => (weekday + 6) % 7).sort();
  return `every ${listed(ofWeek, (weekday) => weekdayName((weekday + 1) % 7))}`;
}

const weekdayName = (weekday: number): string => weekdayNames[weekday] ?? '';

/** `clock` where the times are told as those of a clock. */
function timeWords({ hours, minutes, seconds }: Cron): { readonly clock: boolean; readonly times: string } {
  const count = hours.length * minutes.length * seconds.length;
  if (count <= mostTimes) {
    const isWhole = seconds.length === 1 && seconds[0] === 0;
    const times = hours.flatMap((hour) =>
      minutes.flatMap((minute) =>
        seconds.map((second) => [hour, minute, ...(isWhole ? [] : [second])].map(twoDigits).join(':')),
      ),
    );
    return { clock: true, times: joined(times) };
  }
  const everyHour = { clock: false, times: `${often(minutes, seconds)}${ofHours(hours)}` };
  if (seconds.length > 1 || seconds[0] !== 0 || minutes.length > 1) return everyHour;
  const [minute = 0] = minutes;
  const atMinute = minute === 0 ? '' : ` at ${minute} ${minute === 1 ? 'minute' : 'minutes'} past`;
  const step = evenStep(hours, 24);
  if (step === undefined) return { clock: false, times: `at minute ${minute}${ofHours(hours)}` };
  return { clock: false, times: `${step === 1 ? 'every hour' : `every ${step} hours`}${atMinute}` };
}

function often(minutes: readonly number[], seconds: readonly number[]): string {
  const atSeconds = seconds.length === 1 && seconds[0] === 0 ? '' : secondsWords(seconds);
  const step = evenStep(minutes, 60);
  if (step === 1) return atSeconds === '' ? 'every minute' : `${atSeconds} of every minute`;
  const ofMinutes = step === undefined ? `at the minutes ${listed(minutes, String)}` : `every ${step} minutes`;
  return atSeconds === '' ? ofMinutes : `${atSeconds}, ${ofMinutes}`;
}

function secondsWords(seconds: readonly number[]): string {
  const step = evenStep(seconds, 60);
  if (step !== undefined) return step === 1 ? 'every second' : `every ${step} seconds`;
  return `at the seconds ${listed(seconds, String)}`;
}

function ofHours(hours: readonly number[]): string {
  if (hours.length === 24) return '';
  const isOne = hours.length === 1;
  return ` of the ${isOne ? 'hour' : 'hours'} ${listed(hours, String)}`;
}

/** The step of values that go round evenly from 0, such as 0, 15, 30, 45 of an hour; undefined where they do not. */
function evenStep(values: readonly number[], size: number): number | undefined {
  const step = size / values.length;
  return Number.isInteger(step) && values.every((value, index) => value === index * step) ? step : undefined;
}

/** "1, 3 and 5", and "8 to 17" for three and more in a row. */
function listed(values: readonly number[], name: (value: number) => string): string {
  const stretches: { start: number; end: number }[] = [];
  for (const value of values) {
    const last = stretches.at(-1);
    if (last && last.end === value - 1) last.end = value;
    else stretches.push({ start: value, end: value });
  }
  return joined(
    stretches.flatMap(({ start, end }) => {
      if (end - start > 1) return [`${name(start)} to ${name(end)}`];
      return start === end ? [name(start)] : [name(start), name(end)];
    }),
  );
}

function joined(words: readonly string[], last = 'and'): string {
  const before = words.slice(0, -1);
  return before.length === 0 ? (words[0] ?? '') : `${before.join(', ')} ${last} ${words.at(-1)}`;
}

const twoDigits = (value: number): string => String(value).padStart(2, '0');

function ordinal(day: number): string {
  const isTeen = day >= 11 && day <= 13;
  return `${day}${isTeen ? 'th' : (['th', 'st', 'nd', 'rd'][day % 10] ?? 'th')}`;
}
