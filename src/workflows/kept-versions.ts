import {
  type BookmarkHistoryEntry,
  type BookmarkState,
  type BookmarkVersion,
  emptyBookmark,
  historyLength,
} from '../contract/bookmark';
import type { KeptVersion, VersionWanted } from '../contract/kept-bookmark';

/**
 * 144 KiB of values. With the metadata of 50 versions (under 2 KB each, see require-storable.ts) the state stays under
 * 256 KB, and so does the argument of a continue-as-new.
 */
const valuesLimit = 144 * 1_024;

/** What a bookmark's workflow keeps, and carries through its continue-as-new. */
export interface KeptVersions {
  /** Newest first, 50 at most; none where the bookmark was never written. */
  readonly versions: readonly KeptVersion[];
  /** The newest completed version, also where it is too old to be among the others. */
  readonly completed?: KeptVersion;
  /** Id of the last write, so that a repeat stays a repeat. */
  readonly writeId?: string;
}

/** What a workflow of the first form carried: its newest state alone. */
export interface LoneVersion extends BookmarkState {
  readonly writeId?: string;
}

export function openKept(carried: KeptVersions | LoneVersion | undefined): KeptVersions {
  if (carried === undefined) return { versions: [] };
  if ('versions' in carried) return carried;
  const { writeId, ...version } = carried;
  return {
    versions: version.version > 0 ? [version] : [],
    ...(version.status === 'completed' ? { completed: version } : {}),
    ...(writeId === undefined ? {} : { writeId }),
  };
}

/** Puts a version on top. The oldest lose their values first; the newest and the newest completed never do. */
export function keepVersion(kept: KeptVersions, next: KeptVersion, writeId: string): KeptVersions {
  const completed = next.status === 'completed' ? next : kept.completed;
  let bytes = completed === undefined || completed === next ? 0 : valueBytes(completed);
  const versions = [next, ...kept.versions].slice(0, historyLength).map((version, index) => {
    bytes += valueBytes(version);
    return index === 0 || bytes <= valuesLimit ? version : withoutValue(version);
  });
  return { versions, ...(completed ? { completed } : {}), writeId };
}

/** Undefined where this version is not kept; the empty bookmark where none was written, or none completed. */
export function findVersion(kept: KeptVersions, wanted: VersionWanted): KeptVersion | undefined {
  if (wanted === 'newest') return kept.versions[0] ?? emptyBookmark;
  if (wanted === 'completed') return kept.completed ?? emptyBookmark;
  if (kept.completed?.version === wanted) return kept.completed;
  return kept.versions.find(({ version }) => version === wanted);
}

/** Newest first. */
export function historyOf(kept: KeptVersions): readonly BookmarkHistoryEntry[] {
  return kept.versions.map((version) => ({
    ...withoutValue(version),
    hasValue: version.value !== undefined || version.stored !== undefined,
  }));
}

export function withoutValue({ value: _, stored: __, ...version }: KeptVersion): BookmarkVersion {
  return version;
}

const encoder = new TextEncoder();
/** A value never changes, and is measured once in an execution and not at every write. */
const measured = new WeakMap<KeptVersion, number>();

function valueBytes(version: KeptVersion): number {
  if (version.value === undefined) return 0;
  const known = measured.get(version);
  if (known !== undefined) return known;
  const bytes = encoder.encode(JSON.stringify(version.value)).byteLength;
  measured.set(version, bytes);
  return bytes;
}
