import type { Counts } from './counts';

// Types and not interfaces: they are JSON values, and are kept in bookmarks as such.

/** A file of the source, as a listing saw it. `timestamp` is its last change in epoch ms, `size` in bytes. */
export type FoundFile = {
  readonly name: string;
  readonly etag: string;
  readonly timestamp: number;
  readonly size: number;
};

/** A list of found files in storage, carried as reference. `bytes` is the sum of their sizes. */
export type FoundFiles = {
  readonly hash: string;
  readonly total: number;
  readonly bytes: number;
};

/** How far one version of one file has been delivered. `offset` is in bytes of the uncompressed content. */
export type FilePlace = {
  readonly name: string;
  readonly etag: string;
  readonly format: 'array' | 'ndjson';
  readonly encoding: 'identity' | 'gzip' | 'double-gzip';
  readonly offset: number;
  readonly index: number;
  readonly line?: number;
  /** Counts of this file alone, which maxRejects and maxRejectRate judge. */
  readonly counts: Counts;
};

/**
 * The cursor of an import of files, and the value of its bookmark.
 *
 * Done are the files of the ledger and those of the list before `position`; the ledger needs only what lies at and just
 * before `lastFileTimestamp`, for whatever is older is not looked at again.
 */
export type FilesCursor = {
  /** What was listed: a bookmark is not used for another source. */
  readonly source: string;
  /** Last change of the newest file that is done, epoch ms; 0 before the first. */
  readonly lastFileTimestamp: number;
  readonly ledger?: string;
  readonly list?: FoundFiles;
  readonly position: number;
  /** Bytes of the files before `position`. */
  readonly bytesDone: number;
  /** Files among these that were quarantined. */
  readonly quarantined: number;
  /** The file at `position`, where it is delivered in part. */
  readonly file?: FilePlace;
  /** Files of the list beyond `position` that are done as well, where files are imported side by side. */
  readonly ahead?: readonly FilesRange[];
  /** Files beyond `position` that are delivered in part, at most one per lane. */
  readonly begun?: readonly FilePlace[];
  /** In a second chance, and in no bookmark: rejects, or files, that are left as they are. */
  readonly leftOut?: number;
};

/** Positions of a list, from `from` to before `to`. */
export type FilesRange = { readonly from: number; readonly to: number };
