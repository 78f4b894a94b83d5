import type { BookmarkAddress } from '../contract/bookmark';
import { bookmarkName } from '../contract/bookmark-names';
import { LongshoreError } from '../contract/failure';

/** The error for a version that a place does not have, or whose value it no longer keeps. */
export function versionGone(bookmark: BookmarkAddress, version: number | undefined): LongshoreError {
  return new LongshoreError('bookmark-version-gone', `Version ${version} of ${bookmarkName(bookmark)} is not kept`);
}
