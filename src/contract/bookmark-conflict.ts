import type { BookmarkWrite } from './bookmark';
import { LongshoreError } from './failure';

/**
 * A write expected another version than the bookmark has; nothing was changed. It is the LongshoreError of code
 * `bookmark-conflict`, with what a writer needs to decide anew.
 */
export class BookmarkConflict extends LongshoreError {
  readonly currentVersion: number;
  /** Who wrote the current version; undefined where there is none. */
  readonly currentWriter: string | undefined;

  constructor(
    bookmark: string,
    current: { readonly version: number; readonly writer?: string | undefined },
    write: Pick<BookmarkWrite, 'writer' | 'expectedVersion'>,
  ) {
    super(
      'bookmark-conflict',
      `${bookmark}: the bookmark is at version ${current.version}, written by ${current.writer ?? 'nobody'}; ${write.writer} expected version ${write.expectedVersion}`,
    );
    this.currentVersion = current.version;
    this.currentWriter = current.writer;
  }
}
