import type { JsonValue } from './bookmark';
import type { CommerceBookmark } from './commerce';

/** True for the value of the bookmark of an import of a shop. */
export function isCommerceBookmark(value: JsonValue): value is CommerceBookmark {
  return (
    typeof value === 'object' &&
    value !== null &&
    'source' in value &&
    typeof value.source === 'string' &&
    !('lastFileTimestamp' in value) &&
    ('watermark' in value ? typeof value.watermark === 'number' : 'open' in value && typeof value.open === 'object')
  );
}
