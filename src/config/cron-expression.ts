import { Cron } from 'croner';

export interface CronFault {
  /** The end of a sentence that begins with the key; holds nothing of the expression. */
  readonly message: string;
  /** What to write instead, made from the expression. */
  readonly hint?: string;
}

const unixFields = ['minute', 'hour', 'day', 'month', 'weekday'];
const quartzFields = ['second', ...unixFields, 'year'];

const forms =
  'five fields (minute hour day month weekday), or six or seven as in Quartz (second minute hour day month weekday, year) with ? as day or weekday';

/**
 * What is wrong with a cron expression, or undefined where nothing is.
 *
 * Five fields are Unix cron (Sunday is 0 or 7). Six or seven are Quartz (seconds first, Sunday is 1), and have one `?`.
 * Six without `?` are refused: Quartz begins them with seconds and Temporal ends them with a year, and to guess would
 * start runs at the wrong time.
 */
export function cronFault(expression: string): CronFault | undefined {
  const fields = expression.trim().split(/\s+/);
  if (fields.length === 5) return unixFault(fields);
  if (fields.length === 6 || fields.length === 7) return quartzFault(fields);
  return { message: `must be a cron expression: ${forms}` };
}

function unixFault(fields: readonly string[]): CronFault | undefined {
  if (fields.some((field) => field.includes('?'))) {
    const repaired = fields.map((field) => field.replaceAll('?', '*'));
    return { message: 'has five fields, where ? means nothing: write *', ...hintOf(repaired) };
  }
  // Unix has none of these; a `+` would be taken for an extension of the library that reads the rest.
  const wrong = unixFields.filter((_, index) => /[LW#+]/.test(withoutNames(fields[index] ?? '')));
  if (wrong.length > 0)
    return { message: `has a ${wrong.join(' and a ')} that five fields do not allow: L, W, # and +` };
  return fieldsFault(fields, unixFields, '5-part');
}

function quartzFault(fields: readonly string[]): CronFault | undefined {
  const [, , , day, , weekday] = fields;
  const marks = fields.filter((field) => field.includes('?')).length;
  if (marks === 0) {
    const quartz = weekday === '*' ? fields.with(5, '?') : day === '*' ? fields.with(3, '?') : undefined;
    const unix =
      fields.length === 6 && fields[0] === '0' && /^[*\d]$/.test(weekday ?? '') ? fields.slice(1) : undefined;
    return {
      message: `has ${fields.length} fields and no ?, which can be read in two ways: write ${forms}`,
      ...hintOf(quartz, unix),
    };
  }
  if (marks > 1 || (day !== '?' && weekday !== '?')) {
    return { message: 'must have one ?, as its day or as its weekday, which is then decided by the other' };
  }
  // Quartz alone writes `0/15` for "from 0 on, every 15".
  const last = [59, 59, 23, 31, 12, 7, 2099];
  const plain = fields.map((field, index) => field.replace('?', '*').replace(/(^|,)(\d+)\//g, `$1$2-${last[index]}/`));
  if (plain.some((field) => field.includes('+'))) return { message: `must be a cron expression: ${forms}` };
  // The library takes 8 for another Sunday; Quartz counts from 1 to 7.
  if (/(^|[,-])8/.test(weekday ?? '')) return { message: 'must be a cron expression, and its weekday cannot be read' };
  return fieldsFault(plain, quartzFields, fields.length === 6 ? '6-part' : '7-part');
}

/** Proposes those of the repaired expressions that can be read. */
function hintOf(...choices: readonly (readonly string[] | undefined)[]): Pick<CronFault, 'hint'> {
  const repaired = choices.flatMap((choice) => choice?.join(' ') ?? []).filter((choice) => !cronFault(choice));
  return repaired.length === 0
    ? {}
    : { hint: `did you mean ${repaired.map((choice) => `\`${choice}\``).join(' or ')}?` };
}

function fieldsFault(
  fields: readonly string[],
  names: readonly string[],
  mode: '5-part' | '6-part' | '7-part',
): CronFault | undefined {
  const reads = (tried: readonly string[]) => {
    try {
      return new Cron(tried.join(' '), { mode, paused: true, timezone: 'UTC', alternativeWeekdays: mode !== '5-part' });
    } catch {
      return undefined; // its message quotes the expression
    }
  };
  const wrong = fields.flatMap((field, index) =>
    reads(fields.map((_, other) => (other === index ? field : '*'))) === undefined ? [names[index]] : [],
  );
  if (wrong.length > 0) return { message: `must be a cron expression, and its ${wrong.join(' and ')} cannot be read` };
  // The year is left out, so that an expression does not become wrong when its last year ends. From 2000 on every day
  // that exists comes within eight years.
  const years = mode === '7-part' ? fields.with(6, '*') : fields;
  const neverComes = reads(years)?.nextRun(new Date('2000-01-01T00:00:00Z')) === null;
  return neverComes ? { message: 'names a day that no month has' } : undefined;
}

function withoutNames(field: string): string {
  return field
    .toUpperCase()
    .replace(/SUN|MON|TUE|WED|THU|FRI|SAT|JAN|FEB|MAR|APR|MAY|JUN|JUL|AUG|SEP|OCT|NOV|DEC/g, '');
}
