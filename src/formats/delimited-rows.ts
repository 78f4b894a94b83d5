/** A row of a file of rows with columns. */
export interface DelimitedRow {
  /** Its first line, from 1; a value in quotes may have several. */
  readonly line: number;
  /** As it stands there, without its line break. */
  readonly text: string;
}

/** How a file divides its columns. */
export interface Dialect {
  readonly separator: string;
  readonly quote: string;
}

/**
 * Finds the rows of a file, blank ones included, by stream: of a quote that is never closed, the file's rest is one row,
 * of which the first `maxRowChars` are kept.
 */
export async function* delimitedRows(
  texts: AsyncIterable<string>,
  { separator, quote }: Dialect,
  maxRowChars = 16_384,
): AsyncGenerator<DelimitedRow, void> {
  let row = '';
  let line = 1;
  let breaks = 0;
  let isQuoted = false;
  // A quote opens at the beginning of a value, and right behind one that closed: two of them are one that is meant.
  let mayOpen = true;
  let isAfterReturn = false;
  let isBlank = true;
  for await (const text of texts) {
    for (const character of text) {
      if (isAfterReturn && character === '\n') {
        isAfterReturn = false;
        continue;
      }
      isAfterReturn = character === '\r';
      const isBreak = character === '\n' || character === '\r';
      if (isBreak) breaks += 1;
      if (isBreak && !isQuoted) {
        yield { line, text: row };
        row = '';
        line += breaks;
        breaks = 0;
        mayOpen = true;
        isBlank = true;
        continue;
      }
      isBlank = false;
      if (row.length < maxRowChars) row += isBreak ? '\n' : character;
      const isMark: boolean = character === quote && (isQuoted || mayOpen);
      if (isMark) isQuoted = !isQuoted;
      mayOpen = character === separator || (isMark && !isQuoted);
    }
  }
  if (!isBlank) yield { line, text: row };
}

/** The values of a row, without their quotes. */
export function valuesOfRow(text: string, { separator, quote }: Dialect): string[] {
  const values: string[] = [];
  let value = '';
  let isQuoted = false;
  for (let at = 0; at < text.length; at++) {
    const character = text.charAt(at);
    if (isQuoted && character === quote && text[at + 1] === quote) {
      value += quote;
      at += 1;
    } else if (character === quote && (isQuoted || value === '')) isQuoted = !isQuoted;
    else if (character === separator && !isQuoted) {
      values.push(value);
      value = '';
    } else value += character;
  }
  return [...values, value];
}
