/** What a bookmark remembers, and how it is written. */

export type JsonValue =
  | null
  | boolean
  | number
  | string
  | readonly JsonValue[]
  | { readonly [key: string]: JsonValue | undefined };

/** How many versions a bookmark's history has; the newest completed one is kept besides. */
export const historyLength = 50;

/**
 * Where a bookmark is found: `job` within `dataset` within `domain`. Who writes it (`username`) and as what (`fileType`)
 * are parts of the path in S3 and identify nothing. Each is of letters, digits and `._-`.
 */
export interface BookmarkAddress {
  readonly domain: string;
  readonly dataset: string;
  readonly job: string;
  readonly username: string;
  readonly fileType: string;
}

export type BookmarkStatus = 'none' | 'running' | 'completed';

/** A version of a bookmark without its value. Times are epoch ms. `version` is 0 for a bookmark that was never written. */
export interface BookmarkVersion {
  readonly version: number;
  readonly status: BookmarkStatus;
  /** Who wrote it: the run id of an import, `command`, or a username. */
  readonly writer?: string;
  readonly runId?: string;
  readonly reason?: string;
  readonly updatedAt?: number;
  /** Time of the newest completion up to this version. */
  readonly completedAt?: number;
  /** What a write that expected no version has replaced. */
  readonly replaced?: { readonly version: number; readonly writer?: string };
}

export interface BookmarkState extends BookmarkVersion {
  readonly value: JsonValue;
  /** In S3: the file lies in the landing bucket alone. Those who read the data bucket do not see it yet. */
  readonly isUnmoved?: true;
}

/** A line of a bookmark's history. */
export interface BookmarkHistoryEntry extends BookmarkVersion {
  /** False where the value is no longer kept: it cannot be read, compared or gone back to. */
  readonly hasValue: boolean;
}

/** One write. A repeat of the last write, known by its `writeId`, changes nothing and answers the same version. */
export interface BookmarkWrite {
  readonly value: JsonValue;
  readonly status: 'running' | 'completed';
  /** Refused unless the bookmark has this version; left out, the write goes through. */
  readonly expectedVersion?: number;
  readonly writer: string;
  readonly writeId: string;
  readonly runId?: string;
  readonly reason?: string;
  /** Of a completion that is put back: when it was. Else it is now. Epoch ms. */
  readonly completedAt?: number;
}

export const emptyBookmark: BookmarkState = { version: 0, status: 'none', value: null };
