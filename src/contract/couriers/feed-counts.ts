import type { Counts } from '../counts';

/**
 * What became of the rows of one feed in one load. `read = errors + rejected + inserted + updated` holds for each load.
 *
 * The words are those of people who load feeds: what they call rejected is harmless, and is `skipped` in the counts of a run.
 */
export interface FeedCounts {
  readonly read: number;
  /** Rows that are bad: a value of another type, a key without a value, a line that is cut. */
  readonly errors: number;
  /** Rows that are not the newest of their key: beside another of the load, or what the table has. */
  readonly rejected: number;
  readonly inserted: number;
  readonly updated: number;
}

export const noFeedCounts: FeedCounts = { read: 0, errors: 0, rejected: 0, inserted: 0, updated: 0 };

export function addFeedCounts(a: FeedCounts, b: FeedCounts): FeedCounts {
  return {
    read: a.read + b.read,
    errors: a.errors + b.errors,
    rejected: a.rejected + b.rejected,
    inserted: a.inserted + b.inserted,
    updated: a.updated + b.updated,
  };
}

/** The same in the words of all runs: what was not the newest of its key was skipped, what is bad was rejected. */
export function countsOfFeed({ read, errors, rejected, inserted, updated }: FeedCounts): Counts {
  return { read, delivered: inserted + updated, rejected: errors, skipped: rejected, pending: 0 };
}

/** "1000 read: 400 inserted, 200 updated, 200 rejected, 200 errors". */
export function feedCountsInWords({ read, errors, rejected, inserted, updated }: FeedCounts): string {
  return `${read} read: ${inserted} inserted, ${updated} updated, ${rejected} rejected, ${errors} errors`;
}

/** What became of the rows of one file; which of them were the newest of their keys is told for the feed alone. */
export interface FileLoadCounts {
  /** The object's name, and behind a `!` that in its archive. */
  readonly file: string;
  readonly read: number;
  readonly errors: number;
}
