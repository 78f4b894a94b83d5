import { MalformedParameter } from './answer';
import type { Value } from './predicate';

export type Token =
  | { readonly kind: 'word'; readonly text: string }
  | { readonly kind: 'value'; readonly value: Value }
  | { readonly kind: 'sign'; readonly text: string };

const space = /\s+/y;
const quoted = /"(?:[^"\\]|\\.)*"/sy;
const number = /-?\d+(?:\.\d+)?/y;
/** Names with hyphens stand in backticks. */
const word = /[A-Za-z_][\w-]*|`[^`]+`/y;
const sign = /<=|>=|!=|<>|[=<>(),]/y;

/** Cuts a predicate into words, values and signs. Throws `MalformedParameter` for anything else. */
export function predicateTokens(text: string): readonly Token[] {
  const tokens: Token[] = [];
  let at = 0;
  const take = (pattern: RegExp): string | undefined => {
    pattern.lastIndex = at;
    const found = pattern.exec(text)?.[0];
    if (found !== undefined) at += found.length;
    return found;
  };
  while (at < text.length) {
    if (take(space) !== undefined) continue;
    const start = at;
    const string = take(quoted);
    const digits = string === undefined ? take(number) : undefined;
    const name = string === undefined && digits === undefined ? take(word) : undefined;
    if (string !== undefined) tokens.push({ kind: 'value', value: unescaped(string, start) });
    else if (digits !== undefined) tokens.push({ kind: 'value', value: Number(digits) });
    else if (name === 'true' || name === 'false') tokens.push({ kind: 'value', value: name === 'true' });
    else if (name !== undefined) tokens.push({ kind: 'word', text: name.replaceAll('`', '') });
    else {
      const found = take(sign);
      if (found === undefined) throw new MalformedParameter('where', `Syntax error at column ${at + 1}.`);
      tokens.push({ kind: 'sign', text: found === '<>' ? '!=' : found });
    }
  }
  return tokens;
}

function unescaped(quoted: string, at: number): string {
  try {
    return String(JSON.parse(quoted));
  } catch {
    throw new MalformedParameter('where', `Syntax error at column ${at + 1}.`);
  }
}
