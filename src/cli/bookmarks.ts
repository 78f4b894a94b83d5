import type { BookmarkHistoryEntry, BookmarkState, BookmarkVersion } from '../contract/bookmark';
import { bookmarkFolder, importBookmark } from '../contract/bookmark-names';
import { LongshoreError } from '../contract/failure';
import { answered, bookmarksOf, findBookmark, parseBookmarkName } from './named-bookmark';
import type { Session } from './session';

/** A line of `bookmarks list`. One that cannot be read has no version, and says why. */
export type ListedBookmark =
  | ({ readonly bookmark: string } & BookmarkVersion)
  | { readonly bookmark: string; readonly error: { readonly code: string; readonly message: string } };

export async function readBookmark(session: Session, name: string): Promise<BookmarkState> {
  const { address } = await findBookmark(session, name);
  return answered(session, () => bookmarksOf(session).read(address));
}

/** Newest first. */
export async function readHistory(session: Session, name: string): Promise<readonly BookmarkHistoryEntry[]> {
  const { address } = await findBookmark(session, name);
  return answered(session, () => bookmarksOf(session).history(address));
}

/**
 * The bookmarks of all imports: those of longshore.yaml and those that others have left. With a `dataset`, written
 * `<domain>/<dataset>`, the states of its jobs.
 */
export async function listBookmarks(session: Session, dataset?: string): Promise<readonly ListedBookmark[]> {
  const { address } = dataset === undefined ? { address: importBookmark('all') } : parseBookmarkName(`${dataset}/all`);
  const place = bookmarksOf(session);
  const written = await answered(session, () => place.list(address));
  const folder = bookmarkFolder(address);
  const configured = folder === '' ? Object.keys(session.config.imports) : [];
  const listed: ListedBookmark[] = [];
  for (const job of [...new Set([...configured, ...written])].sort()) {
    const bookmark = folder + job;
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
