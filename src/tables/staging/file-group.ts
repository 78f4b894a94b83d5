import type { FeedConfig } from '../../config';
import type { DuckDbSession } from '../../connectors/duckdb';
import type { LocalFile } from '../tables';
import type { SourceColumn } from './cast-field';
import type { RowErrors } from './row-errors';

/** A column of files, as they name it. */
export interface FileColumn extends SourceColumn {
  readonly name: string;
}

/** Files with the same columns, which are read by one statement. */
export interface FileGroup {
  /** What stands behind FROM. */
  readonly from: string;
  readonly columns: readonly FileColumn[];
  /** Expressions: the file's place among all of the load; the row's in its file, from 0; its line, or null. */
  readonly file: string;
  readonly row: string;
  readonly line: string;
  /** An expression: the row as JSON, with all that the file has. */
  readonly record: string;
  /** The place of its last file among all. */
  readonly last: number;
}

/** A row of a file as it stands there. */
export interface PlacedRow {
  readonly row: number;
  readonly line: number;
  readonly text: string;
}

/** What reading files has found, each by its place among all files of the load. */
export interface ReadFiles {
  readonly groups: readonly FileGroup[];
  /** None for a file that says nothing of columns, for it has no rows. */
  readonly columnsOf: ReadonlyMap<number, readonly string[]>;
  /** How many rows are none, such as a line that is cut. They are in no group, and have been reported. */
  readonly unread: ReadonlyMap<number, number>;
  /** The rows of a file that are in a group, for those whose text alone knows their lines. */
  readonly rowsOf: ReadonlyMap<number, () => AsyncIterable<PlacedRow>>;
}

/** A file, and its place among all of the load. */
export interface PlacedFile {
  readonly place: number;
  readonly file: LocalFile;
}

/** What the files of one type of content are read with. */
export interface ReadInput {
  readonly session: DuckDbSession;
  readonly files: readonly PlacedFile[];
  readonly settings: FeedConfig;
  readonly errors: RowErrors;
  readonly signal?: AbortSignal;
}
