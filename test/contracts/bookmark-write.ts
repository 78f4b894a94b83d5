import type { BookmarkWrite, JsonValue } from '../../src/contract/bookmark';

let writes = 0;

/** A write that is like no other. */
export function writeOf(value: JsonValue, more: Partial<BookmarkWrite> = {}): BookmarkWrite {
  writes += 1;
  return { value, status: 'running', writer: 'run-1', writeId: `write-${writes}`, ...more };
}
