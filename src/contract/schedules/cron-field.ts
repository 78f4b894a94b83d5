/** What a field of a cron expression may hold. */
export interface CronFieldForm {
  readonly name: string;
  readonly lowest: number;
  readonly highest: number;
  /** Names of the values, the first for the lowest one. */
  readonly names?: readonly string[];
  /** As in Quartz: `0/15` is "from 0 on, every 15", and a range may go over the end, as `22-2` and `FRI-MON` do. */
  readonly isQuartz?: boolean;
}

/** The values that a field names, the lowest first, each once; undefined where it cannot be read. */
export function readCronField(field: string, form: CronFieldForm): number[] | undefined {
  const values = new Set<number>();
  for (const item of field.split(',')) {
    const range = rangeOf(item, form);
    if (!range) return undefined;
    const { start, end, step } = range;
    const size = form.highest - form.lowest + 1;
    for (let value = start; value <= (end < start ? end + size : end); value += step) {
      values.add(value > form.highest ? value - size : value);
    }
  }
  return [...values].sort((a, b) => a - b);
}

/** The value of a number or a name; undefined for what is neither, or out of bounds. */
export function readCronValue(text: string, form: CronFieldForm): number | undefined {
  const named = form.names?.indexOf(text.toUpperCase()) ?? -1;
  if (named >= 0) return form.lowest + named;
  const value = /^\d{1,4}$/.test(text) ? Number(text) : Number.NaN;
  return value >= form.lowest && value <= form.highest ? value : undefined;
}

interface CronRange {
  readonly start: number;
  readonly end: number;
  readonly step: number;
}

function rangeOf(item: string, form: CronFieldForm): CronRange | undefined {
  const [, base = '', stepText] = /^([^/]+)(?:\/(\d{1,4}))?$/.exec(item) ?? [];
  const step = stepText === undefined ? 1 : Number(stepText);
  if (base === '' || step === 0) return undefined;
  if (base === '*') return { start: form.lowest, end: form.highest, step };
  const [first = '', last, ...more] = base.split('-');
  const start = readCronValue(first, form);
  if (start === undefined || more.length > 0) return undefined;
  if (last === undefined) {
    if (stepText !== undefined && !form.isQuartz) return undefined;
    return { start, end: stepText === undefined ? start : form.highest, step };
  }
  const end = readCronValue(last, form);
  if (end === undefined || (end < start && !form.isQuartz)) return undefined;
  return { start, end, step };
}
