import type { FieldType } from './object-schema';
import type { OdpSettings } from './options';
import { epochSeconds } from './timestamp';

/** What a check needs of an object. */
export interface RecordShape {
  readonly fields: ReadonlyMap<string, FieldType>;
  readonly keyFields: readonly string[];
}

/** What is wrong with a record; `field` is empty where the record as such is meant. */
export interface Offence {
  readonly field: string;
  readonly reason: string;
}

type CheckRules = Pick<OdpSettings, 'unknownFields' | 'strictKeyType'>;

export const longestString = 1024;
const fine: readonly Offence[] = [];

/**
 * Everything that is wrong with a record, against the declared fields; an empty list for a good one.
 * It is called for each record of each batch, so a good record costs one look-up per field and no allocation.
 */
export function checkRecord(shape: RecordShape, record: unknown, rules: CheckRules): readonly Offence[] {
  if (!isRecord(record)) return [{ field: '', reason: 'must be an object' }];
  let offences: Offence[] | undefined;
  for (const field of shape.keyFields) {
    const reason = keyProblem(Object.hasOwn(record, field) ? record[field] : undefined, rules.strictKeyType);
    if (reason !== undefined) {
      offences ??= [];
      offences.push({ field, reason });
    }
  }
  for (const field in record) {
    const value = record[field];
    if (shape.keyFields.includes(field)) continue;
    const type = shape.fields.get(field);
    const reason = type === undefined ? unknownProblem(value, rules) : valueProblem(type, value);
    if (reason !== undefined) {
      offences ??= [];
      offences.push({ field, reason });
    }
  }
  return offences ?? fine;
}

/** The key under which a record is kept; undefined where it has none. A key of several fields is a JSON array. */
export function keyOf(shape: RecordShape, record: unknown): string | undefined {
  if (!isRecord(record)) return undefined;
  const [only, ...more] = shape.keyFields;
  if (only === undefined) return undefined;
  if (more.length > 0) return JSON.stringify(shape.keyFields.map((field) => String(record[field])));
  const value = record[only];
  return typeof value === 'string' ? value : typeof value === 'number' ? String(value) : undefined;
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function keyProblem(value: unknown, strict: boolean): string | undefined {
  if (value === undefined || value === null) return 'missing';
  if (typeof value === 'number' && !strict) return undefined;
  if (typeof value !== 'string') return 'must be a string';
  if (value.trim() === '') return 'must not be blank';
  return value.length > longestString ? tooLong : undefined;
}

const tooLong = `must not be longer than ${longestString} characters`;

function unknownProblem(value: unknown, rules: CheckRules): string | undefined {
  if (rules.unknownFields === 'reject') return 'is not a known field';
  return typeof value === 'object' && value !== null ? 'must be a single value' : undefined;
}

function valueProblem(type: FieldType, value: unknown): string | undefined {
  if (value === null) return undefined;
  if (type === 'vector') return isVector(value) ? undefined : 'must be a list of numbers';
  if (typeof value === 'object') return 'must be a single value';
  if (typeof value === 'string' && value.length > longestString) return tooLong;
  if (isOfType(type, value)) return undefined;
  return type === 'timestamp' ? 'must be an ISO-8601 time or epoch seconds' : `must be a ${type}`;
}

function isVector(value: unknown): boolean {
  return Array.isArray(value) && value.every((item) => typeof item === 'number');
}

function isOfType(type: Exclude<FieldType, 'vector'>, value: unknown): boolean {
  switch (type) {
    case 'string':
      return typeof value === 'string';
    case 'number':
      return typeof value === 'number' && Number.isFinite(value);
    case 'boolean':
      return typeof value === 'boolean' || value === 0 || value === 1;
    case 'timestamp':
      return epochSeconds(value) !== undefined;
  }
}
