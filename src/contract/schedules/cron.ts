import { calendarsOf } from './calendars';
import { type CronFieldForm, readCronField } from './cron-field';
import { allDays, allWeekdays, type DayRule, readQuartzDays, readQuartzWeekdays } from './day-rule';

/** A cron expression that was read. A time is meant when each of its fields is, and one of its days. */
export interface Cron {
  readonly seconds: readonly number[];
  readonly minutes: readonly number[];
  readonly hours: readonly number[];
  /** From 1, January. */
  readonly months: readonly number[];
  /** Left out: all. */
  readonly years?: readonly number[];
  readonly days: readonly DayRule[];
}

export interface CronFault {
  /** The end of a sentence that begins with the key; holds nothing of the expression. */
  readonly message: string;
  /** What to write instead, made from the expression. */
  readonly hint?: string;
}

export type CronReading = { readonly cron: Cron } | { readonly fault: CronFault };

const monthNames = ['JAN', 'FEB', 'MAR', 'APR', 'MAY', 'JUN', 'JUL', 'AUG', 'SEP', 'OCT', 'NOV', 'DEC'];
const weekdayNames = ['SUN', 'MON', 'TUE', 'WED', 'THU', 'FRI', 'SAT'];

/** The first and the last year of Temporal's calendars are 2000 and 2100; Quartz ends with 2099. */
const [firstYear, lastYear] = [2000, 2099];

const unixForms: readonly CronFieldForm[] = [
  { name: 'minute', lowest: 0, highest: 59 },
  { name: 'hour', lowest: 0, highest: 23 },
  { name: 'day', lowest: 1, highest: 31 },
  { name: 'month', lowest: 1, highest: 12, names: monthNames },
  { name: 'weekday', lowest: 0, highest: 7, names: weekdayNames },
];
const quartzForms: readonly CronFieldForm[] = [
  { name: 'second', lowest: 0, highest: 59 },
  ...unixForms.slice(0, 4),
  { name: 'weekday', lowest: 1, highest: 7, names: weekdayNames },
  { name: 'year', lowest: firstYear, highest: lastYear },
].map((form) => ({ ...form, isQuartz: true }));

const forms =
  'five fields (minute hour day month weekday), or six or seven as in Quartz (second minute hour day month weekday, year) with ? as day or weekday';

/**
 * Reads a cron expression, or says what is wrong with it.
 *
 * Five fields are Unix cron (Sunday is 0 or 7). Where neither day nor weekday begins with `*`, either is enough. Six or seven
 * are Quartz (seconds first, Sunday is 1), and have one `?`. Six without `?` are refused: Quartz begins them with seconds and
 * Temporal ends them with a year, and to guess would start runs at the wrong time.
 */
export function readCron(expression: string): CronReading {
  const fields = expression.trim().split(/\s+/);
  if (fields.length === 5) return readUnix(fields);
  if (fields.length === 6 || fields.length === 7) return readQuartz(fields);
  return refused(`must be a cron expression: ${forms}`);
}

/** Reads an expression of which it is known that it can be read. Throws a RangeError for one that cannot. */
export function parseCron(expression: string): Cron {
  const reading = readCron(expression);
  if ('fault' in reading) throw new RangeError(`The expression ${reading.fault.message}`);
  return reading.cron;
}

function readUnix(fields: readonly string[]): CronReading {
  if (fields.some((field) => field.includes('?'))) {
    return refused('has five fields, where ? means nothing: write *', [
      fields.map((field) => field.replaceAll('?', '*')),
    ]);
  }
  const wrong = unixForms
    .filter((_, index) => /[LW#+]/.test(withoutNames(fields[index] ?? '')))
    .map(({ name }) => name);
  if (wrong.length > 0) {
    const what = wrong.join(' and a ');
    return refused(`has a ${what} that five fields do not allow: L, W, # and +`, [asQuartz(fields)]);
  }
  const values = fields.map((field, index) => readField(field, unixForms[index]));
  const unread = namesOfUnread(values, unixForms);
  if (unread) return unread;
  const [minutes = [], hours = [], days = [], months = [], weekdays = []] = values.map((value) => value ?? []);
  const sundays = [...new Set(weekdays.map((weekday) => weekday % 7))].sort();
  const isEither = !fields[2]?.startsWith('*') && !fields[4]?.startsWith('*');
  const rules: DayRule[] = isEither
    ? [
        { kind: 'days', days, weekdays: allWeekdays },
        { kind: 'days', days: allDays, weekdays: sundays },
      ]
    : [{ kind: 'days', days, weekdays: sundays }];
  return possible({ seconds: [0], minutes, hours, months, days: rules });
}

function readQuartz(fields: readonly string[]): CronReading {
  const [, , , day = '', , weekday = '', year] = fields;
  const marks = fields.filter((field) => field.includes('?')).length;
  if (marks === 0) {
    const quartz = weekday === '*' ? fields.with(5, '?') : day === '*' ? fields.with(3, '?') : undefined;
    const unix = fields.length === 6 && fields[0] === '0' && /^[*\d]$/.test(weekday) ? fields.slice(1) : undefined;
    const message = `has ${fields.length} fields and no ?, which can be read in two ways: write ${forms}`;
    return refused(message, [quartz, unix]);
  }
  if (marks > 1 || (day !== '?' && weekday !== '?')) {
    return refused('must have one ?, as its day or as its weekday, which is then decided by the other');
  }
  const [dayForm, weekdayForm] = [quartzForms[3], quartzForms[5]];
  const rules =
    weekday === '?' ? dayForm && readQuartzDays(day, dayForm) : weekdayForm && readQuartzWeekdays(weekday, weekdayForm);
  const values = fields.map((field, index) => (index === 3 || index === 5 ? [] : readField(field, quartzForms[index])));
  const unread = namesOfUnread(rules ? values : values.with(weekday === '?' ? 3 : 5, undefined), quartzForms);
  if (unread) return unread;
  const [seconds = [], minutes = [], hours = [], , months = [], , years = []] = values.map((value) => value ?? []);
  const ofYears = year === undefined || year === '*' ? {} : { years };
  return possible({ seconds, minutes, hours, months, days: rules ?? [], ...ofYears });
}

function readField(field: string, form: CronFieldForm | undefined): number[] | undefined {
  return form && readCronField(field, form);
}

function namesOfUnread(
  values: readonly (readonly number[] | undefined)[],
  fieldForms: readonly CronFieldForm[],
): CronReading | undefined {
  const unread = fieldForms.filter((_, index) => index < values.length && values[index] === undefined);
  if (unread.length === 0) return undefined;
  return refused(`must be a cron expression, and its ${unread.map(({ name }) => name).join(' and ')} cannot be read`);
}

function possible(cron: Cron): CronReading {
  if (calendarsOf(cron).length > 0) return { cron };
  const { years: _, ...everyYear } = cron;
  return refused(
    calendarsOf(everyYear).length > 0 ? 'names a day that its years do not have' : 'names a day that no month has',
  );
}

/** Proposes those of the repaired expressions that can be read. */
function refused(message: string, choices: readonly (readonly string[] | undefined)[] = []): CronReading {
  const repaired = choices.flatMap((choice) => choice?.join(' ') ?? []).filter((choice) => 'cron' in readCron(choice));
  if (repaired.length === 0) return { fault: { message } };
  return { fault: { message, hint: `did you mean ${repaired.map((choice) => `\`${choice}\``).join(' or ')}?` } };
}

/** Five fields as the six of Quartz, where L, W and # have a meaning; undefined where day and weekday are both restricted. */
function asQuartz([minute = '', hour = '', day = '', month = '', weekday = '']: readonly string[]):
  | string[]
  | undefined {
  if (weekday === '*') return ['0', minute, hour, day, month, '?'];
  if (day !== '*') return undefined;
  const shifted = weekday.replace(
    /(^|,)([0-7])(?=[L#])/gi,
    (_, before, number) => `${before}${(Number(number) % 7) + 1}`,
  );
  return ['0', minute, hour, '?', month, shifted];
}

function withoutNames(field: string): string {
  const names = new RegExp([...monthNames, ...weekdayNames].join('|'), 'g');
  return field.toUpperCase().replace(names, '');
}
