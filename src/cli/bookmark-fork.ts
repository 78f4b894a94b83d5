import { forkBookmark } from '../bookmarks';
import type { BookmarkState } from '../contract/bookmark';
import { LongshoreError } from '../contract/failure';
import type { Session } from '../runs/session';
import { readFilesMemory, writeFilesMemory } from '../storage';
import { cursorsOf } from './bookmark-export';
import { refuseWhileHeld } from './change-bookmark';
import {
  answered,
  findBookmark,
  openBookmarks,
  type PathFlags,
  type PlaceFlag,
  parseBookmarkName,
} from './named-bookmark';

/**
 * Lets a new name begin where this one is. The new name need not be in longshore.yaml yet: a rename may begin here.
 *
 * Throws `bookmark-conflict` where the new name has a bookmark, and `usage-invalid` where only one is of an import.
 */
export async function fork(
  session: Session,
  words: string,
  newWords: string,
  flag: PlaceFlag & PathFlags = {},
): Promise<BookmarkState> {
  const from = await findBookmark(session, words, flag);
  const to = parseBookmarkName(newWords, flag);
  if (from.isOfImport !== to.isOfImport) {
    throw new LongshoreError('usage-invalid', `${from.name} and ${to.name} are not of one kind`, {
      remedy: 'Fork an import to the name of an import, and <domain>/<dataset>/<job> to another such name.',
    });
  }
  // A new import has its bookmark where it will look for it, wherever that of the other is.
  const place = await openBookmarks(session, to, to.isOfImport ? {} : flag);
  await refuseWhileHeld(session, { ...to, isChosen: false });
  if (from.isOfImport) {
    const newest = await answered(session, () => from.place.read(from.address));
    const completed = await answered(session, () => from.place.readCompleted(from.address));
    const memory = await readFilesMemory(session.storage, from.name, cursorsOf([newest, completed]));
    await writeFilesMemory(session.storage, to.name, memory);
  }
  return answered(session, () => forkBookmark(from, { ...to, place }, 'command'));
}
