import { quotedText } from '../../connectors/duckdb';
import { type TimeFormat, timeFormat } from '../../contract/couriers/time-format';
import { LongshoreError } from '../../contract/failure';

/** In the order in which they are tried where a field says no format. */
const dates = [
  'yyyyMMdd',
  'yyyy-MM-dd',
  'yyyy/MM/dd',
  'MM/dd/yyyy',
  'MM/dd/yy',
  'dd-MMM-yyyy',
  'dd-MMM-yy',
  'dd MMM yyyy',
  'ddMMMyyyy',
];
const times = [
  'HHmmssZ',
  'HHmmss',
  'HHmmss.SSSSSSSSSZ',
  'HHmmss.SSSSSSSSS',
  'HH:mm:ss.SSS ZZZ',
  'HH:mm:ss.SSSSSSSSSZ',
  'HH:mm:ss.SSSSSSSSS',
  'HH:mm:ssZ',
  'HH:mm:ss',
  'HH:mm',
  'HH',
  'hh:mm:ss a',
  'hh:mm a',
  'hh:mma ZZZ',
];

/**
 * A text of the engine as a time of UTC, null where it is none. Without a format the first of the automatic ones that fits
 * counts; a text without a zone is of UTC.
 *
 * Throws `config-invalid` for a format that cannot be read.
 */
export function readTime(text: string, format: string | undefined): string {
  // The engine reads an offset and no Z.
  const value = `regexp_replace(${text}, '[zZ]$', '+00:00')`;
  if (format !== undefined) return `${when(value, [requireFormat(format)])}::TIMESTAMP`;
  return `coalesce(${[iso(text), ...dates.flatMap((date) => automatic(value, date))].join(', ')})`;
}

function requireFormat(format: string): TimeFormat {
  const read = timeFormat(format);
  if ('fault' in read) {
    throw new LongshoreError('config-invalid', `The format ${JSON.stringify(format)} cannot be read: ${read.fault}.`);
  }
  return read;
}

/**
 * What nearly all texts are, by the engine's own quick reader; what it does not read, the formats behind it may. The day is
 * looked at apart, for beside a zone the 30th of February is read as the 1st of March.
 */
function iso(text: string): string {
  const shape = '\\d{4}-\\d{2}-\\d{2}(?:[ T]\\d{2}:\\d{2}:\\d{2}(?:\\.\\d{1,9})?(?:[Zz]|[+-]\\d{2}(?::?\\d{2})?)?)?';
  const isOne = `regexp_full_match(${text}, ${quotedText(shape)}) AND TRY_CAST(left(${text}, 10) AS DATE) IS NOT NULL`;
  return `CASE WHEN ${isOne} THEN TRY_CAST(${text} AS TIMESTAMPTZ)::TIMESTAMP END`;
}

function automatic(value: string, date: string): string[] {
  const separated = ['', ' ', "'T'"].flatMap((between) => times.map((time) => between + time));
  // A time right behind the date is read behind eight digits alone: elsewhere it could be part of the year.
  const behind = separated.filter((time) => date === 'yyyyMMdd' || /^[ ']/.test(time));
  const formats = ['', ...behind].map((time) => requireFormat(date + time));
  // Apart, for among formats with a zone the engine reads the 30th of February without one as the 1st of March.
  return [false, true].map(
    (zoned) =>
      `${when(
        value,
        formats.filter(({ hasZone }) => hasZone === zoned),
      )}::TIMESTAMP`,
  );
}

/** One shape for all formats, so that a text of another date costs a single look. */
function when(value: string, formats: readonly TimeFormat[]): string {
  const shape = formats.map((format) => `(?:${format.shape})`).join('|');
  const list = formats.map((format) => quotedText(format.strptime)).join(', ');
  return `CASE WHEN regexp_full_match(${value}, ${quotedText(shape)}) THEN try_strptime(${value}, [${list}]) END`;
}
