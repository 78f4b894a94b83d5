import { randomUUID } from 'node:crypto';
import type { BookmarkAddress, BookmarkState } from '../contract/bookmark';
import type { BookmarkPlace } from './bookmark-place';
import { diffValues, type ElementChange } from './diff-values';

export interface RewindOptions {
  /** Only tells what would change. */
  readonly dryRun?: boolean;
  readonly reason: string;
  readonly writer: string;
  readonly runId?: string;
}

export interface Rewind {
  /** The version that was, or would be, replaced. */
  readonly from: number;
  readonly to: number;
  /** What the next run finds otherwise than now. */
  readonly changes: readonly ElementChange[];
  /** The new version, whose value and status are those of version `to`; absent in a dry run. */
  readonly state?: BookmarkState;
}

/**
 * Goes back to an earlier version, as a new one. A completion that is put back keeps its time, so that nobody takes it
 * for a new one. A write in between is a BookmarkConflict: a run that works is not overwritten.
 *
 * Throws `bookmark-version-gone` where there is no such version.
 */
export async function rewindBookmark(
  place: BookmarkPlace,
  bookmark: BookmarkAddress,
  version: number,
  options: RewindOptions,
): Promise<Rewind> {
  const target = await place.readVersion(bookmark, version);
  const current = await place.read(bookmark);
  const rewind = { from: current.version, to: version, changes: diffValues(current.value, target.value) };
  if (options.dryRun) return rewind;
  const { writer, runId, reason } = options;
  const state = await place.write(bookmark, {
    value: target.value,
    status: target.status === 'completed' ? 'completed' : 'running',
    expectedVersion: current.version,
    writer,
    ...(runId === undefined ? {} : { runId }),
    writeId: randomUUID(),
    reason: `Rewound to version ${version}: ${reason}`,
    ...(target.completedAt === undefined ? {} : { completedAt: target.completedAt }),
  });
  return { ...rewind, state };
}
