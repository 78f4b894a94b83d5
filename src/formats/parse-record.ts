import { mayHoldLargeIntegers, quoteLargeIntegers } from './large-integers';
import { rejectRecord } from './reject-record';
import type { RecordRange, SourceRecord } from './source-record';

/** What holds for all records of a file. */
export interface RecordRules {
  /** The file's name, for messages. */
  readonly name: string;
  readonly maxRecordBytes: number;
  /** `reject` leaves them to JSON.parse, which rounds them, and to the mapping, which refuses what is not exact. */
  readonly largeIntegers: 'reject' | 'string';
}

/** `ignoreBOM` keeps a byte order mark in the text, where JSON.parse refuses it: only a file may begin with one. */
const utf8 = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true });

/**
 * Parses the whole bytes of one record. Of a repeated key the last value counts; `__proto__` is a key like any other,
 * so a value must never be copied by assignment.
 */
export function parseRecord(rules: RecordRules, range: RecordRange, bytes: Uint8Array): SourceRecord {
  const file = rules.name;
  let text: string;
  try {
    text = utf8.decode(bytes);
  } catch {
    return rejectRecord(range, { code: 'record-invalid-utf8', what: 'holds bytes that are not UTF-8', file }, bytes);
  }
  let value: unknown;
  try {
    value = parseText(text, rules.largeIntegers);
  } catch {
    // The parser's own message quotes the record, so it is not passed on.
    return rejectRecord(range, { code: 'record-malformed', what: 'is not valid JSON', file }, bytes);
  }
  if (!isObject(value)) {
    const what = `is ${nameOf(value)} and not an object`;
    return rejectRecord(range, { code: 'record-not-an-object', what, file }, bytes);
  }
  const { index, start, end, line } = range;
  return line === undefined ? { index, start, end, value } : { index, start, end, line, value };
}

function parseText(text: string, largeIntegers: RecordRules['largeIntegers']): unknown {
  const value: unknown = JSON.parse(text);
  if (largeIntegers === 'reject' || !mayHoldLargeIntegers(text)) return value;
  return JSON.parse(quoteLargeIntegers(text));
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function nameOf(value: unknown): string {
  if (value === null) return 'null';
  return Array.isArray(value) ? 'a list' : `a ${typeof value}`;
}
