import { LongshoreError } from '../../src/contract/failure';

/** A place in the text, both from 1. */
export interface QueryLocation {
  readonly line: number;
  readonly column: number;
}

/** One word or mark of a query; the last is `end`. */
export interface Token {
  readonly kind: 'mark' | 'name' | 'string' | 'number' | 'end';
  readonly text: string;
  readonly location: QueryLocation;
}

const tokenPattern =
  /(?<skip>[\s,]+|#.*)|(?<mark>[{}():$![\]=])|(?<name>[A-Za-z_]\w*)|(?<number>-?\d+(?:\.\d+)?)|(?<string>"(?:[^"\\\n]|\\.)*")/y;

/** Where a query is wrong. It travels as the cause of the error. */
export class QueryProblem {
  readonly location: QueryLocation;

  constructor(location: QueryLocation) {
    this.location = location;
  }
}

/** An error of the query itself, which the answer shows with its place. */
export function queryError(message: string, location: QueryLocation): LongshoreError {
  return new LongshoreError('destination-refused', message, { cause: new QueryProblem(location) });
}

/** Cuts a query into tokens. Throws `destination-refused` with a `QueryProblem` as its cause. */
export function tokensOf(text: string): Token[] {
  const tokens: Token[] = [];
  let position = 0;
  while (position < text.length) {
    tokenPattern.lastIndex = position;
    const match = tokenPattern.exec(text);
    const location = locationOf(text, position);
    if (match === null) throw queryError('Invalid syntax: unexpected character', location);
    position = tokenPattern.lastIndex;
    for (const kind of ['mark', 'name', 'number', 'string'] as const) {
      const found = match.groups?.[kind];
      if (found !== undefined) tokens.push({ kind, text: found, location });
    }
  }
  tokens.push({ kind: 'end', text: 'end of query', location: locationOf(text, text.length) });
  return tokens;
}

function locationOf(text: string, position: number): QueryLocation {
  const lines = text.slice(0, position).split('\n');
  return { line: lines.length, column: (lines.at(-1)?.length ?? 0) + 1 };
}
