import type { FailureReport } from '../failure';
import type { FeedCounts } from './feed-counts';

export const exportFormats = ['csv', 'json', 'parquet'] as const;
export type ExportFormat = (typeof exportFormats)[number];

/** Argument of the workflow `tableRequest`. What is asked lies in storage, for the text of a query may hold personal data. */
export interface TableRequestInput {
  /** Under which question and answer lie in storage. */
  readonly request: string;
  /** The task queue of who can answer: of the one that owns the tables, or of any worker. */
  readonly queue: string;
  /** How long until somebody there takes it, in ms. */
  readonly takenWithinMs: number;
}

/** Who has answered; the answer itself, which may be that it cannot be done, lies in storage. */
export type TableRequestEnd = 'answered' | 'nobody-there';

/** A table, as commands tell of it. */
export interface ToldTable {
  readonly name: string;
  readonly rows: number;
  readonly columns: readonly { readonly name: string; readonly type: string; readonly tag?: string }[];
  readonly primaryKey: readonly string[];
  /** Of the load that was the last; epoch ms. */
  readonly loadedAt?: number;
}

/** A column of rows that were asked for. Of a masked one there is nothing in storage but whether a row has a value. */
export interface ToldColumn {
  readonly name: string;
  readonly type: string;
  readonly masked: boolean;
}

/** A column of a file, and what its rows say of it. */
export interface SampleColumn {
  readonly name: string;
  /** In the words of DuckDB: `VARCHAR`, `STRUCT(id VARCHAR)[]`. */
  readonly type: string;
  readonly nulls: number;
  /** Different values. */
  readonly distinct: number;
}

/** The columns of a file, without those that its path says. */
export interface FileSample {
  readonly rows: number;
  readonly columns: readonly SampleColumn[];
}

/** A content in storage. */
interface ToldContent {
  readonly pieces: readonly string[];
  readonly bytes: number;
}

export type TableAnswer =
  | { readonly is: 'failed'; readonly failure: FailureReport }
  | { readonly is: 'tables'; readonly tables: readonly ToldTable[] }
  /** The content has a JSON array of values on each line. */
  | {
      readonly is: 'rows';
      readonly columns: readonly ToldColumn[];
      readonly count: number;
      /** True where there are more than were asked for. */
      readonly more: boolean;
      readonly content: ToldContent;
    }
  | { readonly is: 'export'; readonly rows: number; readonly content: ToldContent }
  | { readonly is: 'sample'; readonly sample: FileSample }
  | { readonly is: 'activated'; readonly loaded?: FeedCounts };
