import type { LongshoreError } from '../contract/failure';
import type { RecordFormat, SourceRecord } from './source-record';

/** A consumer gets this many records at once at most: it bounds the memory of a chunk of tiny records. */
export const recordsPerChunk = 1000;

/**
 * Finds the records in a file's uncompressed bytes. The reader gives it one piece after the other, in order and whole:
 * `scan` until the piece is used up, `take` after each scan, `end` after the last piece.
 */
export interface RecordSplitter {
  readonly format: RecordFormat;
  /** Index of the record that is being read, or comes next. */
  readonly index: number;
  /** Why the file cannot be read further. Records that came before it are still to be taken. */
  readonly fault: LongshoreError | undefined;
  /** Reads `piece` from `from`, and returns where it stopped: the end, or earlier when enough records are found. */
  scan(piece: Buffer, from: number): number;
  /** Hands out the records found, but those that the next bytes may still prove wrong. */
  take(): SourceRecord[];
  /** The bytes end here: after it, `take` hands out all, and `fault` says whether the file ends as it should. */
  end(): void;
}
