import type { BookmarkHistoryEntry, BookmarkState, BookmarkVersion } from '../contract/bookmark';
import { bookmarkFolder } from '../contract/bookmark-names';
import { LongshoreError } from '../contract/failure';
import type { Session } from '../runs/session';
import { answered, findBookmark, openBookmarks, type PlaceFlag, parseBookmarkName } from './named-bookmark';

/** A line of `bookmarks list`. One that cannot be read has no version, and says why. */
export type ListedBookmark =
  | ({ readonly bookmark: string } & BookmarkVersion)
  | { readonly bookmark: string; readonly error: { readonly code: string; readonly message: string } };

export async function readBookmark(session: Session, name: string, flag: PlaceFlag = {}): Promise<BookmarkState> {
  const { address, place } = await findBookmark(session, name, flag);
  return answered(session, () => place.read(address));
}

/** Newest first. */
export async function readHistory(
  session: Session,
  name: string,
  flag: PlaceFlag = {},
): Promise<readonly BookmarkHistoryEntry[]> {
  const { address, place } = await findBookmark(session, name, flag);
  return answered(session, () => place.history(address));
}

/**
 * The bookmarks of all imports, each in its place: those of longshore.yaml, and those that others have left where all have
 * theirs. With a `dataset`, written `<domain>/<dataset>`, the states of its jobs; with a place, those that are in it.
 */
export async function listBookmarks(
  session: Session,
  dataset?: string,
  flag: PlaceFlag = {},
): Promise<readonly ListedBookmark[]> {
  const { address, isOfImport } = parseBookmarkName(dataset === undefined ? 'all' : `${dataset}/all`);
  const shared = await openBookmarks(session, { name: '', isOfImport }, flag);
  const written = await answered(session, () => shared.list(address));
  const configured = isOfImport && flag.place === undefined ? Object.keys(session.config.imports) : [];
  const listed: ListedBookmark[] = [];
  for (const job of [...new Set([...configured, ...written])].sort()) {
    const bookmark = bookmarkFolder(address) + job;
    const place = await openBookmarks(session, { name: bookmark, isOfImport }, flag);
    try {
      const { value: _, ...version } = await answered(session, () => place.read({ ...address, job }));
      listed.push({ bookmark, ...version });
    } catch (error) {
      // One that is lost is a line of its own, and does not hide the others. Without a worker none can be read.
      if (!(error instanceof LongshoreError) || error.code === 'no-worker') throw error;
      listed.push({ bookmark, error: { code: error.code, message: error.message } });
    }
  }
  return listed;
}
