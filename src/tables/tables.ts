import type { FeedConfig, LandAs } from '../config';
import type { CalendarDay } from '../contract/calendar-day';
import type { FeedCounts, FileLoadCounts } from '../contract/couriers/feed-counts';

/** Which content of an object it is. A listing tells no more of it; the ETag is another whenever it is written anew. */
export interface ObjectVersion {
  readonly etag: string;
  /** In bytes. */
  readonly size: number;
}

/** A file on this machine that an engine reads. */
export interface LocalFile {
  /** Absolute. */
  readonly path: string;
  /** For messages, counts and the order of files: the object's name, and behind a `!` that in its archive. */
  readonly name: string;
  readonly day: CalendarDay | undefined;
  readonly landAs: LandAs;
}

/** An object of the bucket as the ledger keeps it. */
export interface LedgerObject extends ObjectVersion {
  readonly name: string;
  readonly day: CalendarDay | undefined;
}

/** One feed's share of a run. */
export interface FeedLoad {
  readonly courier: string;
  /** Of this load: that of its run, with a number where the run loads this feed more than once. A repeat has the same. */
  readonly runId: string;
  /** Name of the feed, which is that of its table: `Optimizely:Decisions`. */
  readonly feed: string;
  readonly settings: FeedConfig;
  /** The table is emptied first, in the same transaction. */
  readonly truncate: boolean;
  /** In the order in which they count: day, then the bytes of the name. */
  readonly files: readonly LocalFile[];
  /** What the ledger says was loaded when this is done. */
  readonly objects: readonly LedgerObject[];
}

/** A row that was not loaded. It holds personal data: it goes to storage and nowhere else. */
export interface RowError {
  readonly file: string;
  /** From 1; undefined where the format has no lines. */
  readonly line: number | undefined;
  /** From 0 within the file. */
  readonly row: number;
  readonly column: string | undefined;
  readonly message: string;
  /** The row as it stood in the file, or as JSON, cut at 16 KB. */
  readonly record: string;
}

/** Columns of a file that are not as the feed has them. */
export interface Drift {
  readonly file: string;
  readonly missing: readonly string[];
  readonly added: readonly string[];
}

export interface FeedLoaded {
  readonly counts: FeedCounts;
  readonly files: readonly FileLoadCounts[];
  readonly drift: readonly Drift[];
  /** True where this run had loaded this feed before: then nothing was done, and these are the counts of that time. */
  readonly repeated: boolean;
}

export interface LoadOptions {
  /** Interrupts the engine; the transaction is rolled back. */
  readonly signal?: AbortSignal;
  /** Takes the bad rows, some hundreds at a time, also where there are so many that nothing is loaded. */
  readonly onErrors: (errors: readonly RowError[]) => Promise<void>;
}

export interface TableColumn {
  readonly name: string;
  /** In the words of the engine. */
  readonly type: string;
  /** Of a column of a query: that of what it was made of, where that is of a person. */
  readonly tag?: string;
  /** True where it has its tag because it is made of such values, and is not one itself under whatever name. */
  readonly isMade?: boolean;
}

/** A table with the tags of its columns. */
export interface TaggedTable {
  readonly name: string;
  readonly columns: readonly Pick<TableColumn, 'name' | 'tag'>[];
}

export interface QueryOptions {
  readonly signal?: AbortSignal;
  /** Tables with the tags that count for what the query answers. Left out, the tags that they were loaded with count. */
  readonly tables?: readonly TaggedTable[];
}

export interface TableDescription {
  readonly name: string;
  readonly rows: number;
  readonly columns: readonly TableColumn[];
  readonly primaryKey: readonly string[];
  /** Of the load that was the last; epoch ms. */
  readonly loadedAt: number | undefined;
}

export interface QueryResult {
  readonly columns: readonly TableColumn[];
  /** Batches of rows, to be read to their end or returned; a value is a JSON value, an integer beyond 2^53 a text. */
  readonly rows: AsyncIterable<readonly (readonly unknown[])[]>;
}

/**
 * Tables, and the ledger of what was loaded into them, in one database: a load and what the ledger says of it are one
 * transaction. One contract for each engine.
 *
 * Throws `tables-locked` where another process owns the file, `tables-unavailable`, `tables-auth`, `load-threshold`,
 * `feed-key-changed`, `file-drifted`, `file-unreadable`, `config-invalid`, `query-invalid`, and an AbortError when a signal aborts.
 */
export interface Tables {
  /** For messages: `warehouse.duckdb`. */
  readonly description: string;
  /** Of these names those that were loaded into a feed, each with the version that was loaded last. */
  loadedVersions(feed: string, names: readonly string[]): Promise<ReadonlyMap<string, ObjectVersion>>;
  /** All operations of a feed in one transaction, with its rows in the ledger. A repeat changes nothing. */
  load(load: FeedLoad, options: LoadOptions): Promise<FeedLoaded>;
  /** Makes a feed's table as its settings say. `purge` empties it, which a changed key needs. */
  activate(feed: string, settings: FeedConfig, options: { readonly purge: boolean }): Promise<void>;
  describe(): Promise<readonly TableDescription[]>;
  /** Answers one statement that only reads. Its columns have the tags of what they are made of. */
  query(sql: string, options?: QueryOptions): Promise<QueryResult>;
  close(): Promise<void>;
}
