import { MalformedParameter } from './answer';
import type { Comparison, Predicate, Value } from './predicate';
import { predicateTokens, type Token } from './predicate-tokens';

const comparisons: readonly string[] = ['=', '!=', '<', '<=', '>', '>='];

/**
 * Takes a predicate apart: comparisons, `[not] in (…)`, `is [not] defined`, predicates on nested fields, `and`, `or`,
 * `not` and brackets. Throws `MalformedParameter` for what is not one.
 */
export function parsePredicate(text: string): Predicate {
  const reader = new Reader(predicateTokens(text));
  const predicate = readAll(reader);
  if (!reader.isAtEnd) reader.fail();
  return predicate;
}

class Reader {
  readonly #tokens: readonly Token[];
  #at = 0;

  constructor(tokens: readonly Token[]) {
    this.#tokens = tokens;
  }

  get isAtEnd(): boolean {
    return this.#at >= this.#tokens.length;
  }

  /** Takes the next word or sign if it is this one. */
  skip(text: string): boolean {
    const next = this.#tokens[this.#at];
    if (next === undefined || next.kind === 'value' || next.text !== text) return false;
    this.#at += 1;
    return true;
  }

  require(text: string): void {
    if (!this.skip(text)) this.fail();
  }

  next(): Token {
    const next = this.#tokens[this.#at] ?? this.fail();
    this.#at += 1;
    return next;
  }

  fail(): never {
    throw new MalformedParameter('where', `Syntax error at token ${this.#at + 1}.`);
  }
}

function readAll(reader: Reader): Predicate {
  const parts = [readAnd(reader)];
  while (reader.skip('or')) parts.push(readAnd(reader));
  return joined('or', parts);
}

function readAnd(reader: Reader): Predicate {
  const parts = [readOne(reader)];
  while (reader.skip('and')) parts.push(readOne(reader));
  return joined('and', parts);
}

function joined(kind: 'and' | 'or', parts: readonly Predicate[]): Predicate {
  const [only, ...more] = parts;
  return only !== undefined && more.length === 0 ? only : { kind, parts };
}

function readOne(reader: Reader): Predicate {
  if (reader.skip('not')) {
    reader.require('(');
    return { kind: 'not', part: readBracket(reader) };
  }
  if (reader.skip('(')) return readBracket(reader);
  const name = reader.next();
  if (name.kind !== 'word') return reader.fail();
  const field = name.text;
  if (reader.skip('(')) return { kind: 'within', field, part: readBracket(reader) };
  if (reader.skip('in')) return { kind: 'in', field, values: readValues(reader) };
  if (reader.skip('not')) {
    reader.require('in');
    return { kind: 'not', part: { kind: 'in', field, values: readValues(reader) } };
  }
  if (reader.skip('is')) {
    const isNegated = reader.skip('not');
    reader.require('defined');
    return isNegated ? { kind: 'not', part: { kind: 'defined', field } } : { kind: 'defined', field };
  }
  const operator = reader.next();
  if (operator.kind !== 'sign' || !isComparison(operator.text)) return reader.fail();
  return { kind: 'compare', field, operator: operator.text, value: readValue(reader) };
}

function isComparison(text: string): text is Comparison {
  return comparisons.includes(text);
}

/** What stands behind an opened bracket, and the bracket's end. */
function readBracket(reader: Reader): Predicate {
  const predicate = readAll(reader);
  reader.require(')');
  return predicate;
}

function readValues(reader: Reader): readonly Value[] {
  reader.require('(');
  const values = [readValue(reader)];
  while (reader.skip(',')) values.push(readValue(reader));
  reader.require(')');
  return values;
}

function readValue(reader: Reader): Value {
  const token = reader.next();
  return token.kind === 'value' ? token.value : reader.fail();
}
