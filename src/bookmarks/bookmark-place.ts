import type { BookmarkState, BookmarkWrite } from '../contract/bookmark';

/** Where bookmarks are kept. A place that cannot be reached is an error, never an empty bookmark. */
export interface BookmarkPlace {
  /** The empty bookmark (version 0) where none was ever written; `bookmark-lost` where one is known to have been. */
  read(name: string): Promise<BookmarkState>;
  /**
   * Answers the state after the write. Throws `bookmark-conflict` where `expectedVersion` is not the current one, and
   * `bookmark-lost` as `read` does.
   */
  write(name: string, write: BookmarkWrite): Promise<BookmarkState>;
  /** As `write`, but for a person who puts back what was lost: a lost bookmark begins anew with this value. */
  replace(name: string, write: BookmarkWrite): Promise<BookmarkState>;
}
