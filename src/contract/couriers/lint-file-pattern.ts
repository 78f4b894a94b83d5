import { dateRuns } from './date-runs';
import type { PatternOptions } from './pattern-parts';
import { patternPieces } from './pattern-pieces';
import { repairFilePattern } from './repair-file-pattern';

/** What is allowed in a pattern and seldom meant. */
export interface PatternLint {
  /** Sentences, each with what it is about. */
  readonly warnings: readonly string[];
  /** The pattern as it was most likely meant, where there is something to warn of. */
  readonly repaired?: string;
}

/**
 * Looks at a pattern that can be read: dates in quotes are text, and `YYYY` is the year of an era where `yyyy` is meant.
 *
 *     lintFilePattern("'path/decisions_YYYY-MM-DD.parquet'").repaired; // "'path/decisions_'yyyy-MM-dd'.parquet'"
 */
export function lintFilePattern(pattern: string, { quotedDates = false }: PatternOptions = {}): PatternLint {
  const pieces = patternPieces(pattern);
  if ('message' in pieces) return { warnings: [] };
  const warnings = pieces.flatMap((piece) => {
    if (piece.kind === 'letters') return piece.text === 'YYYY' ? ['`YYYY` is read as `yyyy`, which is the year.'] : [];
    if (!piece.quoted || quotedDates) return [];
    return dateRuns(piece.text).map(({ start, end }) => {
      const date = piece.text.slice(start, end);
      return `\`${date}\` stands in quotes and is no date: files are looked for that have it in their name as it is.`;
    });
  });
  const repaired = warnings.length === 0 ? undefined : repairFilePattern(pattern);
  return { warnings: [...new Set(warnings)], ...(repaired === undefined ? {} : { repaired }) };
}
