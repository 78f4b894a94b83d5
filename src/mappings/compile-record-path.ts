import type { RecordPath } from '../contract/record-path';

/**
 * Makes the reader of one path. It follows own properties only: what a record inherits (`constructor`, `toString`) is not
 * in it. Anything that is not there reads as undefined.
 */
export function compileRecordPath(path: RecordPath): (record: Record<string, unknown>) => unknown {
  const [first, ...rest] = path;
  if (rest.length === 0 && typeof first === 'string') {
    return (record) => (Object.hasOwn(record, first) ? record[first] : undefined);
  }
  return (record) => {
    let value: unknown = record;
    for (const part of path) {
      value = typeof part === 'number' ? element(value, part) : property(value, part);
      if (value === undefined) return undefined;
    }
    return value;
  };
}

function element(value: unknown, index: number): unknown {
  return Array.isArray(value) && Object.hasOwn(value, index) ? value[index] : undefined;
}

/** A list has properties too (`length`), which no path means. */
function property(value: unknown, name: string): unknown {
  if (typeof value !== 'object' || value === null || Array.isArray(value) || !Object.hasOwn(value, name)) {
    return undefined;
  }
  return (value as Record<string, unknown>)[name];
}
