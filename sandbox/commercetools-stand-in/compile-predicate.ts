import { MalformedParameter } from './answer';
import type { Field, Fields } from './fields';
import type { Comparison, Predicate, Value } from './predicate';

/** Whether something fulfils a predicate; `look` gives its field of a name. */
export type Test = (look: (field: string) => unknown) => boolean;

/**
 * Makes a test of a predicate. Throws `MalformedParameter` for a field that is not there, which the service answers with
 * 400, and for a value that its field cannot have.
 */
export function compilePredicate(predicate: Predicate, fields: Fields | 'any'): Test {
  switch (predicate.kind) {
    case 'and': {
      const tests = predicate.parts.map((part) => compilePredicate(part, fields));
      return (look) => tests.every((test) => test(look));
    }
    case 'or': {
      const tests = predicate.parts.map((part) => compilePredicate(part, fields));
      return (look) => tests.some((test) => test(look));
    }
    case 'not': {
      const test = compilePredicate(predicate.part, fields);
      return (look) => !test(look);
    }
    case 'within': {
      const below = fieldOf(predicate.field, fields);
      if (typeof below === 'string' && below !== 'any') throw noSuch(predicate.field, 'has no fields');
      const test = compilePredicate(predicate.part, below === 'any' ? 'any' : below);
      return (look) => each(look(predicate.field)).some((value) => isObject(value) && test((name) => value[name]));
    }
    case 'defined':
      fieldOf(predicate.field, fields);
      return (look) => (look(predicate.field) ?? undefined) !== undefined;
    case 'in': {
      const field = fieldOf(predicate.field, fields);
      const values = new Set<Comparable>(predicate.values.map((value) => comparable(value, field, predicate.field)));
      return (look) => each(look(predicate.field)).some((value) => values.has(found(value, field)));
    }
    case 'compare': {
      const field = fieldOf(predicate.field, fields);
      const value = comparable(predicate.value, field, predicate.field);
      const holds = operators[predicate.operator];
      return (look) => each(look(predicate.field)).some((other) => holds(found(other, field), value));
    }
  }
}

type Comparable = Value | undefined;

const operators: Readonly<Record<Comparison, (a: Comparable, b: Value) => boolean>> = {
  '=': (a, b) => a === b,
  '!=': (a, b) => a !== undefined && a !== b,
  '<': (a, b) => a !== undefined && a < b,
  '<=': (a, b) => a !== undefined && a <= b,
  '>': (a, b) => a !== undefined && a > b,
  '>=': (a, b) => a !== undefined && a >= b,
};

function fieldOf(name: string, fields: Fields | 'any'): Field {
  if (fields === 'any') return 'any';
  const field = Object.hasOwn(fields, name) ? fields[name] : undefined;
  return field ?? throwIt(noSuch(name, 'does not exist'));
}

function noSuch(name: string, what: string): MalformedParameter {
  return new MalformedParameter('where', `The field '${name}' ${what}.`);
}

function throwIt(error: Error): never {
  throw error;
}

/** A predicate's value as it is compared: a time in epoch ms. */
function comparable(value: Value, field: Field, name: string): Value {
  const wrong = () => throwIt(noSuch(name, 'cannot have this value'));
  if (field === 'time') {
    const time = typeof value === 'string' ? Date.parse(value) : Number.NaN;
    return Number.isNaN(time) ? wrong() : time;
  }
  if (field === 'any') return value;
  const kind = { text: 'string', number: 'number', boolean: 'boolean' }[String(field)];
  return typeof value === kind ? value : wrong();
}

/** A record's value as it is compared. */
function found(value: unknown, field: Field): Comparable {
  if (field === 'time' && typeof value === 'string') return Date.parse(value);
  return typeof value === 'string' || typeof value === 'number' || typeof value === 'boolean' ? value : undefined;
}

/** Of a list one value has to fulfil what is asked. */
function each(value: unknown): readonly unknown[] {
  return Array.isArray(value) ? value : [value];
}

function isObject(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null;
}
