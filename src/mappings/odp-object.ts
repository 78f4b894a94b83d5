import type { OdpType } from '../connectors/odp';
import { LongshoreError } from '../contract/failure';
import type { FailureCode } from '../contract/failure-codes';
import { parseRecordPath } from '../contract/record-path';
import { compileRecordPath } from './compile-record-path';
import { numberAsText, type OdpValue, odpValueReaders, refused, text, type ValueProblem } from './odp-value';

/** How source records become objects of ODP. */
export interface OdpMapping {
  /** Destination field → path in the source record, as `parseRecordPath` reads it. */
  readonly fields: Readonly<Record<string, string>>;
  /** The destination field that is the object's primary key; one of `fields`. */
  readonly key: string;
  /** From the object's schema. A field that is not in it takes any single value as it is. */
  readonly types: Readonly<Record<string, OdpType>>;
  /** Null and blank values: `keep` leaves what ODP has (they are left out), `clear` erases it (they are sent as null). */
  readonly nulls: 'keep' | 'clear';
}

/** The object to send with its key, or why the record cannot be sent: words that name the field and never its value. */
export type Mapped =
  | { readonly key: string; readonly object: Readonly<Record<string, OdpValue>> }
  | { readonly problem: { readonly code: FailureCode; readonly message: string } };

interface FieldPlan {
  readonly name: string;
  readonly isKey: boolean;
  readonly read: (record: Record<string, unknown>) => unknown;
  readonly convert: (value: unknown) => { readonly value: OdpValue } | { readonly problem: ValueProblem };
}

/**
 * Makes the mapping's function, once for a step. It is pure and never throws; of several problems it tells the first in
 * the order of the fields. Throws `config-invalid` for a path that is none and a key that is not mapped.
 */
export function compileOdpMapping(mapping: OdpMapping): (record: Record<string, unknown>) => Mapped {
  const plans = Object.entries(mapping.fields).map(([name, path]) => planField(mapping, name, path));
  if (!plans.some(({ isKey }) => isKey)) {
    throw new LongshoreError('config-invalid', `The key ${mapping.key} is not one of the mapped fields.`, {
      remedy: 'Add it under fields, with the path of the key in the source.',
    });
  }
  const clears = mapping.nulls === 'clear';

  return (record) => {
    const object: Record<string, OdpValue> = {};
    let key = '';
    for (const { name, isKey, read, convert } of plans) {
      const value = read(record);
      if (isKey || !isBlank(value)) {
        const converted = convert(value);
        if ('problem' in converted) return { problem: describe(converted.problem, name, isKey) };
        object[name] = converted.value;
        if (isKey) key = String(converted.value);
      } else if (clears && value !== undefined) {
        object[name] = null;
      }
    }
    return { key, object };
  };
}

function planField(mapping: OdpMapping, name: string, path: string): FieldPlan {
  if (name === '__proto__') {
    throw new LongshoreError('config-invalid', 'No field can be called __proto__.', { remedy: 'Use another name.' });
  }
  const isKey = name === mapping.key;
  const type = Object.hasOwn(mapping.types, name) ? mapping.types[name] : undefined;
  return {
    name,
    isKey,
    read: compileRecordPath(parseRecordPath(path)),
    convert: isKey ? convertKey : odpValueReaders[type ?? 'unknown'],
  };
}

/** A key is sent as a string: ODP documents it so for custom objects, whatever the sources hold. */
function convertKey(value: unknown): { readonly value: string } | { readonly problem: ValueProblem } {
  if (isBlank(value)) return { problem: { code: 'missing-key', reason: 'is missing or blank' } };
  if (typeof value === 'string') return text(value);
  return typeof value === 'number' ? numberAsText(value) : refused(value, 'a text or a number');
}

function isBlank(value: unknown): boolean {
  if (typeof value !== 'string') return value === null || value === undefined;
  // Most texts begin with a letter: 0x20 and below are blanks, beyond 0x7f some are.
  const first = value.charCodeAt(0);
  return !(first > 0x20 && first < 0x80) && value.trim() === '';
}

function describe({ code, reason }: ValueProblem, name: string, isKey: boolean) {
  return { code, message: `${isKey ? 'The key' : 'The field'} ${name} ${reason}.` };
}
