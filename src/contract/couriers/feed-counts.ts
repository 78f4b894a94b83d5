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

/** What became of the rows of one file; which of them were the newest of their keys is told for the feed alone. */
export interface FileLoadCounts {
  /** The object's name, and behind a `!` that in its archive. */
  readonly file: string;
  readonly read: number;
  readonly errors: number;
}
