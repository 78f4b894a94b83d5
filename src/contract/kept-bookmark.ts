import type { BookmarkVersion, BookmarkWrite, JsonValue } from './bookmark';

/** A value that lies in storage, because it is too large for a history. `bytes` is its size there. */
export interface ValueReference {
  readonly hash: string;
  readonly bytes: number;
}

/** A version as a bookmark's workflow keeps it. One of the past may have lost its value, and has neither of the two. */
export interface KeptVersion extends BookmarkVersion {
  readonly value?: JsonValue;
  readonly stored?: ValueReference;
}

/** A write as a bookmark's workflow takes it, with the value or where it lies. */
export interface KeptWrite extends Omit<BookmarkWrite, 'value'> {
  readonly value?: JsonValue;
  readonly stored?: ValueReference;
  /** Refused as `bookmark-lost` where the bookmark's version is below this one. */
  readonly atLeast?: number;
}

/** Which version is asked for: a number, the newest, or the newest completed. */
export type VersionWanted = number | 'newest' | 'completed';
