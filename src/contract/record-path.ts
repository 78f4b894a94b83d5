import { LongshoreError } from './failure';

/** Where a value lies in a record: names of an object's properties, and zero-based indices of lists. Never empty. */
export type RecordPath = readonly (string | number)[];

const name = /[^.[\]"]+/y;
const index = /\[(0|[1-9]\d{0,8})\]/y;
const quoted = /\[("(?:[^"\\]|\\.)*")\]/y;

/**
 * Reads a path as the configuration writes it: `a.b.c`, `items[0].x`, and `["a.b"].c` for names that hold dots, brackets
 * or quotes (a JSON string within the brackets). Throws `config-invalid`, naming the character where it stops being one.
 */
export function parseRecordPath(text: string): RecordPath {
  const path: (string | number)[] = [];
  let at = 0;
  const take = (pattern: RegExp): string | undefined => {
    pattern.lastIndex = at;
    const found = pattern.exec(text);
    if (found !== null) at = pattern.lastIndex;
    return found?.[1] ?? found?.[0];
  };
  while (at < text.length || path.length === 0) {
    const bracket = take(index);
    const quote = bracket === undefined ? take(quoted) : undefined;
    if (bracket !== undefined) path.push(Number(bracket));
    else if (quote !== undefined) path.push(unquote(quote, text, at));
    else {
      if (path.length > 0) {
        if (text[at] !== '.') throw notAPath(text, at);
        at++;
      }
      const plain = take(name);
      if (plain === undefined) throw notAPath(text, at);
      path.push(plain);
    }
  }
  return path;
}

function unquote(quote: string, text: string, end: number): string {
  try {
    return String(JSON.parse(quote));
  } catch {
    throw notAPath(text, end - quote.length - 1);
  }
}

function notAPath(text: string, at: number): LongshoreError {
  const place = at >= text.length ? 'it ends too early' : `character ${at + 1} cannot stand there`;
  return new LongshoreError('config-invalid', `${JSON.stringify(text)} is not a path in a record: ${place}.`, {
    remedy: 'Write a path as id, address.city, items[0].price, or ["name.with.dots"].',
  });
}
