import { type DateRun, dateRuns } from './date-runs';
import { type PatternFault, type PatternPiece, patternPieces } from './pattern-pieces';

export type DateToken = 'yyyy' | 'MM' | 'dd';

/** What a pattern stands for: text as it is, without `*`; a part of a date; a star, any text without `/`. */
export type PatternPart =
  | { readonly kind: 'text'; readonly text: string }
  | { readonly kind: 'token'; readonly token: DateToken }
  | { readonly kind: 'star' };

export interface PatternOptions {
  /** What looks like a date in quotes is one, and no text. */
  readonly quotedDates?: boolean;
}

/**
 * Reads a file pattern as couriers have them: `'path/'yyyy'/'MM'/'dd'/customers-*.csv'`. Text stands in quotes, letters
 * outside of them are `yyyy`, `MM` and `dd`; `YYYY` is taken for `yyyy`. One `/` at the beginning is dropped, and a `/`
 * at the end means whatever lies one level below.
 */
export function patternParts(pattern: string, options: PatternOptions = {}): readonly PatternPart[] | PatternFault {
  const pieces = patternPieces(pattern);
  if ('message' in pieces) return pieces;
  const parts: PatternPart[] = [];
  for (const piece of pieces) {
    if (piece.kind === 'letters') {
      const token = tokens.get(piece.text);
      if (token === undefined) return strayLetters(piece);
      parts.push({ kind: 'token', token });
    } else {
      const runs = piece.quoted && options.quotedDates ? dateRuns(piece.text) : [];
      parts.push(...partsOfText(piece.text, runs));
    }
  }
  const joined = withoutFirstSlash(join(parts));
  const last = joined.at(-1);
  if (last === undefined) return { message: 'must name a file or a folder' };
  return last.kind === 'text' && last.text.endsWith('/') ? [...joined, { kind: 'star' }] : joined;
}

const tokens: ReadonlyMap<string, DateToken> = new Map([
  ['yyyy', 'yyyy'],
  ['YYYY', 'yyyy'],
  ['MM', 'MM'],
  ['dd', 'dd'],
]);

/** By their first letter; what stands for something else in dates of Java is named with it. */
const meant: Readonly<Record<string, string>> = {
  y: 'the year is yyyy',
  Y: 'the year is yyyy',
  M: 'the month is MM',
  m: 'the month is MM',
  d: 'day of month is dd',
  D: 'day of month is dd',
};

function strayLetters({ text, at }: PatternPiece): PatternFault {
  const hint = meant[text.charAt(0)] ?? 'put text in quotes';
  return {
    message: `must have nothing but yyyy, MM and dd for letters outside of quotes, and has others at character ${at + 1}`,
    hint: `\`${text}\` is no part of a date: ${hint}`,
  };
}

function partsOfText(text: string, runs: readonly DateRun[]): PatternPart[] {
  const parts: PatternPart[] = [];
  let from = 0;
  for (const { start, end } of runs) {
    parts.push(...literals(text.slice(from, start)), ...partsOfRun(text.slice(start, end)));
    from = end;
  }
  return [...parts, ...literals(text.slice(from))];
}

function literals(text: string): PatternPart[] {
  return text
    .split(/(\*)/)
    .filter((part) => part !== '')
    .map((part) => (part === '*' ? { kind: 'star' } : { kind: 'text', text: part }));
}

function partsOfRun(run: string): PatternPart[] {
  return run
    .split(/(yyyy|YYYY|MM|dd|DD)/)
    .filter((part) => part !== '')
    .map((part) => {
      const token = part === 'DD' ? 'dd' : tokens.get(part);
      return token === undefined ? { kind: 'text', text: part } : { kind: 'token', token };
    });
}

/** Text beside text is one text, and stars beside each other are one. */
function join(parts: readonly PatternPart[]): PatternPart[] {
  const joined: PatternPart[] = [];
  for (const part of parts) {
    const last = joined.at(-1);
    if (last?.kind === 'text' && part.kind === 'text') {
      joined[joined.length - 1] = { kind: 'text', text: last.text + part.text };
    } else if (last?.kind !== 'star' || part.kind !== 'star') joined.push(part);
  }
  return joined;
}

function withoutFirstSlash(parts: readonly PatternPart[]): readonly PatternPart[] {
  const [first, ...rest] = parts;
  if (first?.kind !== 'text' || !first.text.startsWith('/')) return parts;
  return first.text === '/' ? rest : [{ kind: 'text', text: first.text.slice(1) }, ...rest];
}
