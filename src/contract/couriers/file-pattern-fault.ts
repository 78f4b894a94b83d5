import { type PatternOptions, patternParts } from './pattern-parts';
import type { PatternFault } from './pattern-pieces';
import { repairFilePattern } from './repair-file-pattern';

/** What is wrong with a pattern, with the pattern that was meant where that can be told; undefined where nothing is. */
export function filePatternFault(pattern: string, options: PatternOptions = {}): PatternFault | undefined {
  const parts = patternParts(pattern, options);
  if (!('message' in parts)) return undefined;
  const repaired = repairFilePattern(pattern);
  const hints = [parts.hint, repaired === undefined ? undefined : `did you mean \`${repaired}\`?`];
  const hint = hints.filter((one) => one !== undefined).join('; ');
  return { message: parts.message, ...(hint === '' ? {} : { hint }) };
}
