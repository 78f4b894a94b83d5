import type { BookmarkAddress, BookmarkHistoryEntry, BookmarkState, BookmarkWrite } from '../contract/bookmark';

/**
 * Where bookmarks are kept: versioned JSON values with compare-and-swap. The cursors of imports and the states of a
 * StateStore both lie here, and no other way leads to them.
 *
 * A place that cannot be reached is an error, never an empty bookmark. What is there and cannot be read is
 * `bookmark-unreadable`, names the object, and is left as it is, by reads and by writes.
 */
export interface BookmarkPlace {
  /** For messages: "directory /var/bookmarks". */
  readonly description: string;
  /** The newest version. The empty bookmark (version 0) where none was ever written; `bookmark-lost` where one was. */
  read(bookmark: BookmarkAddress): Promise<BookmarkState>;
  /** The newest completed version, whatever has been written since. The empty bookmark where none was completed. */
  readCompleted(bookmark: BookmarkAddress): Promise<BookmarkState>;
  /** Throws `bookmark-version-gone` where this version does not exist, or its value is no longer kept. */
  readVersion(bookmark: BookmarkAddress, version: number): Promise<BookmarkState>;
  /** The last 50 versions, newest first. */
  history(bookmark: BookmarkAddress): Promise<readonly BookmarkHistoryEntry[]>;
  /**
   * Answers the state after the write. Throws a BookmarkConflict where `expectedVersion` is not the current one,
   * `bookmark-lost` as `read` does, `bookmark-value-invalid`, and `bookmark-too-large` over 1 MB.
   */
  write(bookmark: BookmarkAddress, write: BookmarkWrite): Promise<BookmarkState>;
  /** As `write`, but for a person who puts back what was lost: a lost bookmark begins anew with this value. */
  replace(bookmark: BookmarkAddress, write: BookmarkWrite): Promise<BookmarkState>;
  /** Names of the jobs that have a bookmark in a dataset, in order. */
  list(dataset: Pick<BookmarkAddress, 'domain' | 'dataset'>): Promise<readonly string[]>;
}
