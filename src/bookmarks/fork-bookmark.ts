import { randomUUID } from 'node:crypto';
import type { BookmarkAddress, BookmarkState } from '../contract/bookmark';
import { bookmarkName } from '../contract/bookmark-names';
import type { BookmarkPlace } from './bookmark-place';
import { versionGone } from './version-gone';

/** A bookmark and the place that it is in. */
export interface PlacedBookmark {
  readonly place: BookmarkPlace;
  readonly address: BookmarkAddress;
}

/**
 * Lets another job begin where this one is: for a rename, a second run beside the first, or another place. What was completed last comes
 * along where the newest version is not completed. Answers the state of the new bookmark.
 *
 * Throws a BookmarkConflict where the other job has a bookmark, and `bookmark-version-gone` where this one has none.
 */
export async function forkBookmark(
  { place, address: from }: PlacedBookmark,
  to: PlacedBookmark,
  writer: string,
): Promise<BookmarkState> {
  const newest = await place.read(from);
  if (newest.version === 0) throw versionGone(from, 1);
  const completed = await place.readCompleted(from);
  const versions = completed.version > 0 && newest.status === 'running' ? [completed, newest] : [newest];
  let forked = await to.place.read(to.address);
  for (const [index, version] of versions.entries()) {
    forked = await to.place.write(to.address, {
      value: version.value,
      status: version.status === 'completed' ? 'completed' : 'running',
      expectedVersion: index,
      writer,
      writeId: randomUUID(),
      reason: `Forked from ${bookmarkName(from)}, version ${version.version}`,
      ...(version.completedAt === undefined ? {} : { completedAt: version.completedAt }),
    });
  }
  return forked;
}
