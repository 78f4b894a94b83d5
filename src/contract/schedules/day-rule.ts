import { type CronFieldForm, readCronField, readCronValue } from './cron-field';

/** Which days of a month are meant. Weekdays count from 0, Sunday; workdays are Monday to Friday. */
export type DayRule =
  /** A day with one of these numbers that is one of these weekdays. */
  | { readonly kind: 'days'; readonly days: readonly number[]; readonly weekdays: readonly number[] }
  /** So many days before the last one. */
  | { readonly kind: 'last-day'; readonly before: number }
  | { readonly kind: 'last-workday' }
  /** The workday nearest to a day, in the same month. */
  | { readonly kind: 'nearest-workday'; readonly day: number }
  | { readonly kind: 'last-weekday'; readonly weekday: number }
  | { readonly kind: 'nth-weekday'; readonly weekday: number; readonly nth: number };

/** Days with these numbers that are one of these weekdays, which is all that a calendar can say. */
export interface DayChoice {
  readonly days: readonly number[];
  readonly weekdays: readonly number[];
}

export const allDays: readonly number[] = Array.from({ length: 31 }, (_, index) => index + 1);
export const allWeekdays: readonly number[] = [0, 1, 2, 3, 4, 5, 6];
export const workdays: readonly number[] = [1, 2, 3, 4, 5];
const [monday, friday] = [1, 5];

/** Quartz' day of the month, with `L`, `L-3`, `LW` and `15W`; undefined where it cannot be read. */
export function readQuartzDays(field: string, form: CronFieldForm): DayRule[] | undefined {
  return rulesOf(field, (item) => {
    const [, before = '0'] = /^L(?:-(\d{1,2}))?$/i.exec(item) ?? [undefined, undefined];
    if (/^L(-\d{1,2})?$/i.test(item))
      return Number(before) <= 30 ? { kind: 'last-day', before: Number(before) } : undefined;
    if (/^LW$/i.test(item)) return { kind: 'last-workday' };
    const [, near] = /^(\d{1,2})W$/i.exec(item) ?? [];
    if (near !== undefined) {
      const day = readCronValue(near, form);
      return day === undefined ? undefined : { kind: 'nearest-workday', day };
    }
    const days = readCronField(item, form);
    return days && { kind: 'days', days, weekdays: allWeekdays };
  });
}

/** Quartz' weekday, where Sunday is 1, with `6L`, `L` for Saturday, and `6#3`; undefined where it cannot be read. */
export function readQuartzWeekdays(field: string, form: CronFieldForm): DayRule[] | undefined {
  return rulesOf(field, (item) => {
    const [, last, nthOf, nth] = /^(?:(\w+)L|(\w+)#([1-5]))$/i.exec(item) ?? [];
    const named = readCronValue(last ?? nthOf ?? '', form);
    if (named !== undefined) {
      const weekday = named - 1;
      return nth === undefined ? { kind: 'last-weekday', weekday } : { kind: 'nth-weekday', weekday, nth: Number(nth) };
    }
    const weekdays = item.toUpperCase() === 'L' ? [7] : readCronField(item, form);
    return weekdays && { kind: 'days', days: allDays, weekdays: weekdays.map((weekday) => weekday - 1) };
  });
}

/** The rules of a list; what is named plainly in it becomes one rule. */
function rulesOf(field: string, read: (item: string) => DayRule | undefined): DayRule[] | undefined {
  const special: DayRule[] = [];
  const plain: Extract<DayRule, { kind: 'days' }>[] = [];
  for (const item of field.split(',')) {
    const rule = read(item);
    if (!rule) return undefined;
    if (rule.kind === 'days') plain.push(rule);
    else special.push(rule);
  }
  if (plain.length === 0) return special;
  // In either field one of the two is everything, so that the other alone is joined.
  const joined = (all: readonly number[], of: (rule: (typeof plain)[number]) => readonly number[]) =>
    all.filter((value) => plain.some((rule) => of(rule).includes(value)));
  const days = joined(allDays, (rule) => rule.days);
  return [{ kind: 'days', days, weekdays: joined(allWeekdays, (rule) => rule.weekdays) }, ...special];
}

/** True where the rule means other days in a month of another length. */
export function dependsOnLength(rule: DayRule): boolean {
  if (rule.kind === 'nearest-workday') return rule.day >= 28;
  return rule.kind !== 'days' && rule.kind !== 'nth-weekday';
}

/** The days of a month of so many days, each meant by one of the choices or by none. */
export function dayChoices(rule: DayRule, length: number): DayChoice[] {
  const within = (days: readonly number[]) => days.filter((day) => day >= 1 && day <= length);
  return choicesOf(rule, length)
    .map(({ days, weekdays }) => ({ days: within(days), weekdays }))
    .filter(({ days, weekdays }) => days.length > 0 && weekdays.length > 0);
}

function choicesOf(rule: DayRule, length: number): DayChoice[] {
  switch (rule.kind) {
    case 'days':
      return [rule];
    case 'last-day':
      return [{ days: [length - rule.before], weekdays: allWeekdays }];
    case 'last-workday':
      // A Friday before the last day, or two days before it, is the last workday: the rest is the weekend.
      return [
        { days: [length], weekdays: workdays },
        { days: [length - 2, length - 1], weekdays: [friday] },
      ];
    case 'nearest-workday': {
      const { day } = rule;
      if (day > length) return [];
      // Saturday goes back to Friday, Sunday on to Monday, and neither leaves the month.
      const ofSaturday = day > 1 ? { days: [day - 1], weekdays: [friday] } : { days: [3], weekdays: [monday] };
      const ofSunday = day < length ? { days: [day + 1], weekdays: [monday] } : { days: [day - 2], weekdays: [friday] };
      return [{ days: [day], weekdays: workdays }, ofSaturday, ofSunday];
    }
    case 'last-weekday':
      return [{ days: Array.from({ length: 7 }, (_, index) => length - 6 + index), weekdays: [rule.weekday] }];
    case 'nth-weekday':
      return [{ days: Array.from({ length: 7 }, (_, index) => 7 * rule.nth - 6 + index), weekdays: [rule.weekday] }];
  }
}
