import type { LongshoreError } from '../../src/contract/failure';
import { type QueryLocation, queryError, type Token, tokensOf } from './graphql-tokens';

export type QueryValue = string | number | boolean | null | { readonly variable: string };

/** A selected field. `selections` is undefined where nothing is selected of it. */
export interface QueryField {
  readonly alias: string;
  readonly name: string;
  readonly location: QueryLocation;
  readonly values: ReadonlyMap<string, QueryValue>;
  readonly selections: readonly QueryField[] | undefined;
}

/**
 * Parses the one query of a GraphQL text, with variables, aliases and arguments; no fragments, no directives.
 * Throws `destination-refused` with a `QueryProblem` as its cause.
 */
export function parseQuery(text: string): readonly QueryField[] {
  return new QueryReader(tokensOf(text)).query();
}

/** Walks over the tokens; the last one, `end`, is never passed. */
class QueryReader {
  readonly #tokens: readonly Token[];
  #position = 0;

  constructor(tokens: readonly Token[]) {
    this.#tokens = tokens;
  }

  query(): readonly QueryField[] {
    if (this.#takes('query')) {
      if (this.#peek().kind === 'name') this.#take('name');
      if (this.#takes('(')) this.#skipVariables();
    }
    const selections = this.#selections();
    this.#take('end');
    return selections;
  }

  #selections(): QueryField[] {
    this.#expect('{');
    const fields: QueryField[] = [];
    do fields.push(this.#field());
    while (!this.#takes('}'));
    return fields;
  }

  #field(): QueryField {
    const first = this.#take('name');
    const name = this.#takes(':') ? this.#take('name') : first;
    const values = this.#takes('(') ? this.#arguments() : new Map<string, QueryValue>();
    const selections = this.#peek().text === '{' ? this.#selections() : undefined;
    return { alias: first.text, name: name.text, location: name.location, values, selections };
  }

  #arguments(): Map<string, QueryValue> {
    const values = new Map<string, QueryValue>();
    do {
      const name = this.#take('name');
      this.#expect(':');
      values.set(name.text, this.#value());
    } while (!this.#takes(')'));
    return values;
  }

  #value(): QueryValue {
    if (this.#takes('$')) return { variable: this.#take('name').text };
    const token = this.#next();
    if (token.kind === 'number') return Number(token.text);
    if (token.kind === 'string') return stringOf(token);
    if (token.text === 'true' || token.text === 'false') return token.text === 'true';
    if (token.text === 'null') return null;
    throw unexpected(token);
  }

  /** Types are not checked: what a variable holds is looked at where it is used. */
  #skipVariables(): void {
    while (!this.#takes(')')) {
      if (this.#peek().kind === 'end') throw unexpected(this.#peek());
      this.#next();
    }
  }

  #peek(): Token {
    const token = this.#tokens[this.#position] ?? this.#tokens.at(-1);
    if (token === undefined) throw queryError('Invalid syntax: no query', { line: 1, column: 1 });
    return token;
  }

  #next(): Token {
    const token = this.#peek();
    this.#position += 1;
    return token;
  }

  #take(kind: Token['kind']): Token {
    const token = this.#next();
    if (token.kind !== kind) throw unexpected(token);
    return token;
  }

  #expect(text: string): void {
    const token = this.#next();
    if (token.text !== text) throw unexpected(token);
  }

  #takes(text: string): boolean {
    if (this.#peek().text !== text) return false;
    this.#position += 1;
    return true;
  }
}

function unexpected(token: Token): LongshoreError {
  const what = token.kind === 'string' ? 'a text' : `'${token.text}'`;
  return queryError(`Invalid syntax: unexpected ${what}`, token.location);
}

function stringOf(token: Token): string {
  try {
    return JSON.parse(token.text);
  } catch {
    throw queryError('Invalid syntax: unknown escape in a text', token.location);
  }
}
