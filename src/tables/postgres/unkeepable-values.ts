import { quotedText } from '../../connectors/duckdb';
import type { RefusedValues } from '../staging';
import { nestedAsJson } from './copied-column';

/** A key has an index, and of one entry of it PostgreSQL keeps 2,704 bytes at most; what else is in it takes a few. */
const maxKeyBytes = 2_600;

/** That of the last timestamp is 294276. */
const lastYear = 294_000;

/** What may be wrong in JSON, found in one pass: most rows have none of it. */
const suspicious = quotedText('\\\\u0000|[nN]a[nN]|[iI]nf|[eE]\\+?\\d{4}');
const escapedNul = quotedText('(?:^|[^\\\\])(?:\\\\\\\\)*\\\\u0000');
const text = quotedText('"(?:[^"\\\\]|\\\\.)*"');
const noNumber = quotedText('[nN]a[nN]|[iI]nf|[eE]\\+?\\d{4}');

/**
 * Values that files can have, and PostgreSQL cannot keep: rows with one are bad. Were they copied, one would end the whole
 * load.
 */
export const unkeepableValues =
  (primaryKey: readonly string[]): RefusedValues =>
  ({ name, type }, field, sql) => {
    switch (field.type) {
      case 'string':
        return unkeepableText(sql, primaryKey.includes(name) ? Math.floor(maxKeyBytes / primaryKey.length) : undefined);
      case 'date':
      case 'datetime':
        return {
          when: `(isfinite(${sql}) AND year(${sql}) NOT BETWEEN 1 AND ${lastYear})`,
          what: `is not between the years 1 and ${lastYear}`,
        };
      case 'nested':
        return unkeepableJson(nestedAsJson(type, sql));
      default:
        return undefined;
    }
  };

function unkeepableText(sql: string, maxBytes: number | undefined): { readonly when: string; readonly what: string } {
  const hasNul = `contains(${sql}, chr(0))`;
  if (maxBytes === undefined) return { when: hasNul, what: 'has a NUL character, which PostgreSQL does not keep' };
  return {
    when: `(${hasNul} OR strlen(${sql}) > ${maxBytes})`,
    what: `has a NUL character, or more than the ${maxBytes} bytes that PostgreSQL keeps of it in a key`,
  };
}

function unkeepableJson(json: string): { readonly when: string; readonly what: string } {
  const withoutTexts = `regexp_replace(${json}, ${text}, '', 'g')`;
  return {
    when: `(regexp_matches(${json}, ${suspicious})
      AND (regexp_matches(${json}, ${escapedNul}) OR regexp_matches(${withoutTexts}, ${noNumber})))`,
    what: 'has a NUL character, or a number that PostgreSQL does not keep in JSON',
  };
}
