import type { OdpType } from '../connectors/odp';
import type { FailureCode } from '../contract/failure-codes';
import { isTimestamp } from './timestamp';

export type OdpValue = string | number | boolean | null | readonly number[];

/** Why a value cannot be sent. `expected` completes "… is not": words without the value itself. */
export interface ValueProblem {
  readonly code: FailureCode;
  readonly reason: string;
}

/** What ODP takes in one string. */
export const longestString = 1024;

/**
 * A value as ODP takes it for a field of this type, or why it takes it not. Absent, null and blank values are decided
 * before, by `nulls`.
 */
export type OdpValueReader = (value: unknown) => { readonly value: OdpValue } | { readonly problem: ValueProblem };

export const odpValueReaders: Readonly<Record<OdpType, OdpValueReader>> = {
  string: (value) => {
    if (typeof value === 'string') return text(value);
    if (typeof value === 'number') return numberAsText(value);
    return typeof value === 'boolean' ? { value: String(value) } : refused(value, 'a text');
  },
  number: (value) => {
    if (typeof value === 'number' && Number.isFinite(value)) return { value };
    if (typeof value !== 'string' || !decimal.test(value.trim())) return refused(value, 'a number');
    const number = Number(value);
    if (!Number.isFinite(number)) return refused(value, 'a number of a size that can be sent');
    return wholeDigits.test(value.trim()) && !Number.isSafeInteger(number) ? notExact : { value: number };
  },
  boolean: (value) => {
    if (value === true || value === 1 || value === 'true' || value === '1') return { value: true };
    if (value === false || value === 0 || value === 'false' || value === '0') return { value: false };
    return refused(value, 'true, false, 0 or 1');
  },
  timestamp: (value) => {
    const good = (typeof value === 'string' || typeof value === 'number') && isTimestamp(value);
    return good ? { value } : refused(value, 'a time: ISO 8601 as a text, or seconds since 1970 as a number');
  },
  vector: (value) => {
    const good = Array.isArray(value) && value.every((part) => Number.isFinite(part));
    return good ? { value: value as number[] } : wrongType('a list of numbers');
  },
  unknown: (value) => {
    if (typeof value === 'string') return text(value);
    const good = typeof value === 'boolean' || (typeof value === 'number' && Number.isFinite(value));
    return good ? { value } : refused(value, 'a single value');
  },
};

/** A number as the text that stands for it exactly. */
export function numberAsText(value: number): { value: string } | { problem: ValueProblem } {
  if (!Number.isFinite(value)) return wrongType('a finite number');
  return Number.isInteger(value) && !Number.isSafeInteger(value) ? notExact : { value: String(value) };
}

export function text(value: string): { value: string } | { problem: ValueProblem } {
  return isTooLong(value) ? tooLong : { value };
}

/** A list or an object is not a single value, anything else is one of a wrong type. */
export function refused(value: unknown, expected: string): { problem: ValueProblem } {
  return typeof value === 'object' && value !== null ? notScalar : wrongType(expected);
}

const decimal = /^[+-]?(?:\d+\.?\d*|\.\d+)(?:[eE][+-]?\d+)?$/;
const wholeDigits = /^[+-]?\d+$/;

const notExact = {
  problem: { code: 'number-not-exact', reason: 'holds a whole number too large to be exact' },
} as const;
const notScalar = { problem: { code: 'value-not-scalar', reason: 'is a list or an object' } } as const;
const tooLong = { problem: { code: 'string-too-long', reason: `has over ${longestString} characters` } } as const;

function wrongType(expected: string): { problem: ValueProblem } {
  return { problem: { code: 'wrong-type', reason: `is not ${expected}` } };
}

/** ODP counts characters and not UTF-16 units: an emoji is one, of two units. Most texts are told by their units alone. */
function isTooLong(value: string): boolean {
  if (value.length <= longestString) return false;
  if (value.length > 2 * longestString) return true;
  let characters = 0;
  for (const _ of value) characters++;
  return characters > longestString;
}
