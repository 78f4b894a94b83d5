import type { FeedConfig } from '../../config';
import { readTime } from './read-time';

type FeedField = FeedConfig['fields'][string];

/** A column as it comes, or as it goes: an expression of the engine and its type. */
export interface SourceColumn {
  readonly sql: string;
  readonly type: string;
}

export interface CastField {
  readonly sql: string;
  /** When a value that is there could not be read; undefined where that cannot be. */
  readonly bad: string | undefined;
}

/** Types of the engine for fields that are not nested. */
export function typeOfField({ type, scale = 10 }: FeedField): string | undefined {
  switch (type) {
    case 'boolean':
      return 'BOOLEAN';
    case 'date':
      return 'DATE';
    case 'datetime':
      return 'TIMESTAMP';
    case 'decimal':
      return `DECIMAL(38,${scale})`;
    case 'float':
      return 'DOUBLE';
    case 'integer':
      return 'BIGINT';
    case 'string':
      return 'VARCHAR';
    case 'nested':
      return undefined;
  }
}

const integers = ['TINYINT', 'SMALLINT', 'INTEGER', 'BIGINT', 'UTINYINT', 'USMALLINT', 'UINTEGER'];
const instants = ['DATE', 'TIMESTAMP', 'TIMESTAMP_S', 'TIMESTAMP_MS', 'TIMESTAMP_NS', 'TIMESTAMP WITH TIME ZONE'];

/** What needs no look, for each of its values has one in the other type. */
function isSafe(from: string, to: string): boolean {
  if (to === 'VARCHAR') return !isNested(from);
  if (to === 'BIGINT') return integers.includes(from);
  if (to === 'DOUBLE') return integers.includes(from) || from === 'FLOAT';
  return (to === 'TIMESTAMP' || to === 'DATE') && instants.includes(from);
}

/** Lists, structs and maps, which become JSON where they are to be a text. */
export function isNested(type: string): boolean {
  return /\[\d*\]$|^(?:STRUCT|MAP|UNION)\(|^JSON$/.test(type);
}

/**
 * A column of a file as its field says. Where the types are the same already it is the column itself, and costs nothing:
 * a cast that changes nothing would still be run for each value.
 */
export function castField(source: SourceColumn, field: FeedField, target: string): CastField {
  const { sql, type } = source;
  if (type === target) return { sql, bad: undefined };
  if (isSafe(type, target)) return { sql: `${sql}::${target}`, bad: undefined };
  if (target === 'VARCHAR') return { sql: `to_json(${sql})::VARCHAR`, bad: undefined };
  const given = type === 'VARCHAR' ? `nullif(trim(${sql}), '')` : sql;
  const cast = castOf({ sql: given, type }, field, target);
  return { sql: cast, bad: `${given} IS NOT NULL AND ${cast} IS NULL` };
}

function castOf({ sql, type }: SourceColumn, { type: wanted, format }: FeedField, target: string): string {
  const text = type === 'VARCHAR' ? sql : `${sql}::VARCHAR`;
  switch (wanted) {
    case 'boolean':
      return `CASE lower(${text}) ${booleans} END`;
    case 'integer':
      // The engine rounds, and a number that is not whole is none of these.
      return `CASE WHEN regexp_full_match(${text}, '[+-]?\\d+(?:\\.0*)?') THEN TRY_CAST(${text} AS BIGINT) END`;
    case 'date':
      return `${readTime(text, format)}::DATE`;
    case 'datetime':
      return readTime(text, format);
    case 'nested':
      return castNested({ sql, type }, target);
    default:
      return `TRY_CAST(${sql} AS ${target})`;
  }
}

const booleans = [
  ...['true', 'yes', '1'].map((word) => `WHEN '${word}' THEN true`),
  ...['false', 'no', '0'].map((word) => `WHEN '${word}' THEN false`),
].join(' ');

/** By way of JSON, where members are found by their names: what the other type lacks is left out, what it has more is null. */
function castNested({ sql, type }: SourceColumn, target: string): string {
  const json = type === 'VARCHAR' || type === 'JSON' ? `TRY_CAST(${sql} AS JSON)` : `to_json(${sql})`;
  return target === 'JSON' ? json : `TRY_CAST(${json} AS ${target})`;
}
