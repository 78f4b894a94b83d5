import { LongshoreError } from '../contract/failure';

/** Something in the file that must be corrected, and where; line and column count from 1. */
export interface ConfigProblem {
  readonly line: number;
  readonly column: number;
  /** What is wrong and what was expected; never a value. */
  readonly text: string;
}

/** Throws what is wrong with the file, all of it, in the file's order: one line of `file:line:column: text` each. */
export function refuseConfig(
  file: string,
  problems: readonly ConfigProblem[],
  code: 'config-invalid' | 'config-missing-variable' = 'config-invalid',
): never {
  const inOrder = problems.toSorted((a, b) => a.line - b.line || a.column - b.column);
  const lines = inOrder.map(({ line, column, text }) => `${file}:${line}:${column}: ${text}`);
  throw new LongshoreError(code, [...new Set(lines)].join('\n'));
}
