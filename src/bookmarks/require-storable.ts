import type { BookmarkAddress, BookmarkWrite } from '../contract/bookmark';
import { bookmarkName, requireAddress } from '../contract/bookmark-names';
import { LongshoreError } from '../contract/failure';
import { requireJson } from './require-json';

export const largestValue = 1_024 * 1_024;
/** 300 and 128 characters: 50 versions with texts of these lengths are under 100 KiB in any script. */
const longestReason = 300;
const longestName = 128;

/** What every place does with a write before anything else. Answers the write and its value as JSON text. */
export function requireStorable(
  bookmark: BookmarkAddress,
  write: BookmarkWrite,
): { readonly write: BookmarkWrite; readonly text: string } {
  const name = bookmarkName(requireAddress(bookmark));
  const { value, reason } = write;
  if (typeof value === 'object' && value !== null && !Array.isArray(value)) {
    for (const [key, element] of Object.entries(value)) requireJson(key, element);
  } else {
    requireJson(name, value);
  }
  for (const part of [write.writer, write.runId ?? '', write.writeId]) {
    if (part.length <= longestName) continue;
    throw new LongshoreError(
      'usage-invalid',
      `The name of who writes ${name} is longer than ${longestName} characters`,
    );
  }
  const text = JSON.stringify(value);
  const bytes = Buffer.byteLength(text);
  if (bytes > largestValue) {
    throw new LongshoreError('bookmark-too-large', `The value of ${name} has ${bytes} bytes; ${largestValue} may be`);
  }
  return { write: reason === undefined ? write : { ...write, reason: reason.slice(0, longestReason) }, text };
}
