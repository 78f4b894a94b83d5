import { LongshoreError } from '../contract/failure';
import { frozen } from '../contract/frozen';
import { nearestWord } from '../contract/nearest-word';
import { whereItThrew } from '../contract/where-it-threw';
import type { Mapped, MappedOrSkipped } from './mapped';
import { type OdpFieldRules, type OdpFieldWriter, odpFieldWriter } from './odp-field';
import type { OdpValue } from './odp-value';

/** What a function of the user's own is given beside each record; frozen. */
export interface MappingContext {
  /** Elements of the states of other jobs that the import depends on, by the job's name; none of what it begins without. */
  readonly states: Readonly<Record<string, Readonly<Record<string, unknown>>>>;
}

/** A function of the user's own: one record in, the fields of one object out. */
export interface CustomMapping extends OdpFieldRules {
  readonly map: (record: Record<string, unknown>, context: MappingContext) => unknown;
  readonly context: MappingContext;
  /** As messages call the function: its name, and the file it is in. */
  readonly name: string;
  readonly file: string;
  /** The object that is written, for messages. */
  readonly object: string;
}

/**
 * Makes of a function of the user's own a mapping like any other, once for a step. Its values are typed by the schema as
 * those of mapped fields are; null or undefined leaves the record out; whatever else it answers, or throws, rejects the
 * record as `mapping-failed`.
 *
 * Throws `unknown-field` at the first record with a field that the schema lacks. ODP may drop such a field without a
 * word, and it is the function that is wrong and not the record: no record after it would be better.
 */
export function compileCustomMapping(mapping: CustomMapping): (record: Record<string, unknown>) => MappedOrSkipped {
  const { key, name } = mapping;
  const context = frozen(mapping.context);
  const writers = new Map<string, OdpFieldWriter>();
  const failed = (reason: string): Mapped => ({ problem: { code: 'mapping-failed', message: `${name} ${reason}.` } });
  const writerOf = (field: string): OdpFieldWriter => {
    const known = writers.get(field);
    if (known) return known;
    requireField(mapping, field);
    const writer = odpFieldWriter(mapping, field);
    // Without a schema fields may have any names, and any number of them.
    if (Object.hasOwn(mapping.types, field)) writers.set(field, writer);
    return writer;
  };

  return (record) => {
    let answer: unknown;
    let fields: [string, unknown][];
    try {
      // A function that changes what it is given would change the record in its reject as well.
      answer = mapping.map(frozen(record), context);
      if (answer === null || answer === undefined) return { skipped: true };
      if (isPromise(answer)) return failed('returned a promise, but must return the fields themselves');
      if (typeof answer !== 'object' || Array.isArray(answer)) {
        return failed(`returned ${Array.isArray(answer) ? 'a list' : `a ${typeof answer}`}, but must return an object`);
      }
      fields = Object.entries(answer);
    } catch (error) {
      return failed(`threw ${whereItThrew(error, mapping.file)}`);
    }
    const object: Record<string, OdpValue> = {};
    for (const [field, value] of fields) {
      const problem = writerOf(field).write(object, value);
      if (problem) return { problem };
    }
    if (!Object.hasOwn(object, key)) {
      return { problem: { code: 'missing-key', message: `${name} returned no ${key}, which is the key.` } };
    }
    return { key: String(object[key]), object };
  };
}

function requireField({ types, object, name }: CustomMapping, field: string): void {
  const known = Object.keys(types);
  if (known.length === 0 || Object.hasOwn(types, field)) return;
  const near = nearestWord(field, known);
  const meant = near === undefined ? '' : ` (did you mean ${near}?)`;
  throw new LongshoreError('unknown-field', `${name} returned the field ${field}, which ${object} lacks${meant}`, {
    remedy: 'Correct the function, or create the field in the destination.',
  });
}

/** A promise that nobody waits for ends the process when it fails. */
function isPromise(answer: unknown): boolean {
  if (!(answer instanceof Promise)) return false;
  answer.catch(() => undefined);
  return true;
}
