import type { OdpType } from '../connectors/odp';
import { LongshoreError } from '../contract/failure';
import type { MappingProblem } from './mapping-problem';
import { numberAsText, type OdpValue, odpValueReaders, refused, text, type ValueProblem } from './odp-value';

/** What all fields of an object have in common. */
export interface OdpFieldRules {
  /** The field that is the object's primary key. */
  readonly key: string;
  /** From the object's schema. A field that is not in it takes any single value as it is. */
  readonly types: Readonly<Record<string, OdpType>>;
  /** Null and blank values: `keep` leaves what ODP has (they are left out), `clear` erases it (they are sent as null). */
  readonly nulls: 'keep' | 'clear';
}

/** Lays one value into an object as ODP takes it. */
export interface OdpFieldWriter {
  readonly name: string;
  readonly isKey: boolean;
  /** Answers why the value cannot be sent, or undefined. Absent and blank values are none, but for the key. */
  write(object: Record<string, OdpValue>, value: unknown): MappingProblem | undefined;
}

/** Throws `config-invalid` for a name that no field can have. */
export function odpFieldWriter(rules: OdpFieldRules, name: string): OdpFieldWriter {
  if (name === '__proto__') {
    throw new LongshoreError('config-invalid', 'No field can be called __proto__.', { remedy: 'Use another name.' });
  }
  const isKey = name === rules.key;
  const type = Object.hasOwn(rules.types, name) ? rules.types[name] : undefined;
  const convert = isKey ? convertKey : odpValueReaders[type ?? 'unknown'];
  const clears = rules.nulls === 'clear';
  return {
    name,
    isKey,
    write: (object, value) => {
      if (isKey || !isBlank(value)) {
        const converted = convert(value);
        if ('problem' in converted) return describe(converted.problem, name, isKey);
        object[name] = converted.value;
      } else if (clears && value !== undefined) {
        object[name] = null;
      }
      return undefined;
    },
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

function describe({ code, reason }: ValueProblem, name: string, isKey: boolean): MappingProblem {
  return { code, message: `${isKey ? 'The key' : 'The field'} ${name} ${reason}.` };
}
