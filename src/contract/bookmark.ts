/** What a bookmark remembers, and how it is written. Values are a few KB: names in bulk lie in storage. */

export type JsonValue =
  | null
  | boolean
  | number
  | string
  | readonly JsonValue[]
  | { readonly [key: string]: JsonValue | undefined };

export type BookmarkStatus = 'none' | 'running' | 'completed';

/** Times are epoch ms. `version` is 0 for a bookmark that was never written. */
export interface BookmarkState {
  readonly version: number;
  readonly status: BookmarkStatus;
  readonly value: JsonValue;
  readonly writer?: string;
  readonly updatedAt?: number;
  readonly completedAt?: number;
}

/** One write. A repeat of the last write, known by its `writeId`, changes nothing and answers the same version. */
export interface BookmarkWrite {
  readonly value: JsonValue;
  readonly status: 'running' | 'completed';
  /** Refused unless the bookmark has this version; left out, the write goes through. */
  readonly expectedVersion?: number;
  /** Who writes: a run id, or `command`. */
  readonly writer: string;
  readonly writeId: string;
}

/** A write as a bookmark's workflow takes it. Refused as `bookmark-lost` where its version is below `atLeast`. */
export interface WitnessedWrite extends BookmarkWrite {
  readonly atLeast?: number;
}

export const emptyBookmark: BookmarkState = { version: 0, status: 'none', value: null };
