import type { JsonValue } from './bookmark';
import type { FilesCursor } from './files';

/** True for the value of the bookmark of an import of files. */
export function isFilesCursor(value: JsonValue): value is FilesCursor {
  return (
    typeof value === 'object' &&
    value !== null &&
    'source' in value &&
    typeof value.source === 'string' &&
    'lastFileTimestamp' in value &&
    typeof value.lastFileTimestamp === 'number' &&
    'position' in value &&
    typeof value.position === 'number'
  );
}
