import { dateRuns } from './date-runs';

/** What a pattern is made of as it is written: text with its quotes taken away, or letters outside of quotes. */
export type PatternPiece =
  | {
      readonly kind: 'text';
      readonly text: string;
      readonly quoted: boolean;
      /** Where it begins in the pattern, from 0. */
      readonly at: number;
    }
  /** As many of one letter as stand beside each other: `yyyy`. */
  | { readonly kind: 'letters'; readonly text: string; readonly at: number };

/** Why a pattern cannot be read. The message holds nothing of the pattern, the hint does. */
export interface PatternFault {
  /** The end of a sentence that begins with the pattern's key: "must …". */
  readonly message: string;
  readonly hint?: string;
}

/**
 * Cuts a pattern at its quotes. `''` is one quote, inside of quotes and outside. A pattern without any quote and without
 * a date is one text, as if it stood in quotes.
 */
export function patternPieces(pattern: string): readonly PatternPiece[] | PatternFault {
  if (!pattern.includes("'") && dateRuns(pattern).length === 0) {
    return pattern === '' ? [] : [{ kind: 'text', text: pattern, quoted: true, at: 0 }];
  }
  const pieces: PatternPiece[] = [];
  // `''` is tried first: outside of quotes it is one quote that is meant, and never a quoted nothing.
  const piece = /''|'((?:[^']|'')*)'(?!')|([A-Za-z])\2*|[^A-Za-z']+/y;
  while (piece.lastIndex < pattern.length) {
    const at = piece.lastIndex;
    const [found, inQuotes, letter] = piece.exec(pattern) ?? [];
    if (found === undefined) return { message: `must close the quote that opens at character ${at + 1}` };
    if (letter !== undefined) pieces.push({ kind: 'letters', text: found, at });
    else if (inQuotes !== undefined || found === "''") {
      pieces.push({ kind: 'text', text: (inQuotes ?? found).replaceAll("''", "'"), quoted: true, at });
    } else pieces.push({ kind: 'text', text: found, quoted: false, at });
  }
  return pieces;
}
