import { dateRuns } from './date-runs';
import { patternParts } from './pattern-parts';
import { type PatternPiece, patternPieces } from './pattern-pieces';

/**
 * The pattern that was most likely meant: dates out of quotes, all other text in them, `yyyy` and `dd` for `YYYY` and `DD`,
 * no `/` at the beginning. Undefined where that is the pattern itself, or none that can be read.
 */
export function repairFilePattern(pattern: string): string | undefined {
  const pieces = patternPieces(pattern);
  if ('message' in pieces) return undefined;
  const isPlain = !pattern.includes("'") && dateRuns(pattern).length === 0;
  if (isPlain) return undefined;
  const segments = segmentsOf(pieces);
  if (segments.some(({ quoted, text }) => !quoted && hasUnclearDate(text))) return undefined;
  const written = write(segments.flatMap(unitsOf));
  const isPattern = isStrict(written) && !('message' in patternParts(written));
  return written === pattern || !isPattern ? undefined : written;
}

/** Text that belongs in quotes, or what stands outside of them: parts of a date and what is between them. */
interface Unit {
  readonly quoted: boolean;
  readonly text: string;
}

/** Pieces outside of quotes that stand beside each other are one: of `files/a.csv` no letter is judged by itself. */
function segmentsOf(pieces: readonly PatternPiece[]): Unit[] {
  const segments: Unit[] = [];
  for (const piece of pieces) {
    const quoted = piece.kind === 'text' && piece.quoted;
    const last = segments.at(-1);
    if (last?.quoted === quoted) segments[segments.length - 1] = { quoted, text: last.text + piece.text };
    else segments.push({ quoted, text: piece.text });
  }
  return segments;
}

/** `yy` and `MMM` were meant as dates, of a form that there is not: in quotes they would find nothing. */
function hasUnclearDate(text: string): boolean {
  const words = text.match(/[A-Za-z]+/g) ?? [];
  return words.some((word) => /^[yYmMdD]+$/.test(word) && !isStrict(inTokens(word)));
}

/** Whether a pattern can be read with a quote that is meant in front, lest one without any quote is taken as one text. */
function isStrict(pattern: string): boolean {
  return !('message' in patternParts(`''${pattern}`));
}

function unitsOf({ quoted, text }: Unit): Unit[] {
  const bare = inTokens(text);
  if (!quoted && isStrict(bare)) return [{ quoted, text: bare }];
  const units: Unit[] = [];
  let from = 0;
  for (const { start, end } of dateRuns(text)) {
    units.push(
      { quoted: true, text: text.slice(from, start) },
      { quoted: false, text: inTokens(text.slice(start, end)) },
    );
    from = end;
  }
  return [...units, { quoted: true, text: text.slice(from) }];
}

function inTokens(text: string): string {
  return text.replace(/(?<!Y)YYYY(?!Y)/g, 'yyyy').replace(/(?<!D)DD(?!D)/g, 'dd');
}

function write(units: readonly Unit[]): string {
  const joined: Unit[] = [];
  for (const unit of units.filter(({ text }) => text !== '')) {
    const last = joined.at(-1);
    if (last?.quoted === unit.quoted) joined[joined.length - 1] = { ...last, text: last.text + unit.text };
    else joined.push(unit);
  }
  const [first, ...rest] = joined;
  if (first === undefined) return '';
  // Of two slashes at the beginning the second would be dropped when the repaired pattern is read.
  const isDropped = /^\/(?!\/)/.test(joined.map(({ text }) => text).join(''));
  const begun = { ...first, text: isDropped ? first.text.slice(1) : first.text };
  return [begun, ...rest]
    .filter(({ text }) => text !== '')
    .map(({ quoted, text }) => (quoted ? inQuotes(text) : text))
    .join('');
}

/** A text of quotes alone would be read as more of them, were it put in quotes. */
function inQuotes(text: string): string {
  const doubled = text.replaceAll("'", "''");
  return /^'+$/.test(text) ? doubled : `'${doubled}'`;
}
