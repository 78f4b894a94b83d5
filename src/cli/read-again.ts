import { isDeepStrictEqual } from 'node:util';
import { diffValues } from '../bookmarks';
import type { JsonValue } from '../contract/bookmark';
import type { CommerceBookmark } from '../contract/commerce';
import { isCommerceBookmark } from '../contract/is-commerce-bookmark';
import { isFilesCursor } from '../contract/is-files-cursor';

/** In one sentence, what the next run would do if a bookmark went back from what it holds `now` to what it held `then`. */
export function readAgainSentence(name: string, now: JsonValue, then: JsonValue): string {
  if (isDeepStrictEqual(now, then)) return `Nothing would be read again: ${name} holds the same now.`;
  if (then === null) return `The next run of ${name} would read everything again.`;
  if (isCommerceBookmark(then)) return shopSentence(name, now, then);
  if (!isFilesCursor(then)) {
    const keys = diffValues(now, then).map(({ key }) => key || 'the value');
    return `The next run of ${name} would find another state: ${keys.join(', ')}.`;
  }
  const { lastFileTimestamp: back } = then;
  const reached = isFilesCursor(now) ? now.lastFileTimestamp : 0;
  if (back > reached) return `The next run of ${name} would pass over files from before ${time(back)}.`;
  if (back === 0) return `The next run of ${name} would read all files again.`;
  return `The next run of ${name} would read again what it has read since: files since ${time(back)}.`;
}

function shopSentence(name: string, now: JsonValue, { open, watermark }: CommerceBookmark): string {
  if (open) return `The next run of ${name} would go on with a reading that was open then.`;
  const reached = isCommerceBookmark(now) ? now.watermark : undefined;
  if (watermark === undefined) return `The next run of ${name} would read everything again.`;
  if (watermark > (reached ?? 0))
    return `The next run of ${name} would pass over what was changed before ${time(watermark)}.`;
  return `The next run of ${name} would read again what was changed since ${time(watermark)}.`;
}

function time(ms: number): string {
  return new Date(ms).toISOString();
}
