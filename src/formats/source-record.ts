import type { FailureCode } from '../contract/failure-codes';

/** `array`: one JSON array of records. `ndjson`: one JSON record a line. */
export type RecordFormat = 'array' | 'ndjson';

export type FileEncoding = 'identity' | 'gzip' | 'double-gzip';

export type RecordProblemCode = Extract<
  FailureCode,
  'record-malformed' | 'record-not-an-object' | 'record-invalid-utf8' | 'record-too-large'
>;

/** Why a record cannot be used. The message names file, index and byte, never what the record holds. */
export interface RecordProblem {
  readonly code: RecordProblemCode;
  readonly message: string;
}

/** Where a record lies. Bytes count from 0 in the uncompressed file; `end` is the byte after the last one. */
export interface RecordRange {
  /** From 0, rejected records included. */
  readonly index: number;
  readonly start: number;
  readonly end: number;
  /** From 1, blank lines included; NDJSON only. */
  readonly line?: number;
}

/** One record of a file: it has either a `value`, or a `problem` and its `text`. */
export interface SourceRecord extends RecordRange {
  readonly value?: Record<string, unknown>;
  readonly problem?: RecordProblem;
  /** The raw text, its first 16 KB at most; bytes that are not UTF-8 are replaced by U+FFFD. */
  readonly text?: string;
}

/** Some records in the file's order, 1000 at most, so that a consumer waits once a chunk and not once a record. */
export interface RecordChunk {
  readonly records: SourceRecord[];
  readonly format: RecordFormat;
  readonly encoding: FileEncoding;
  /** Raw (compressed) bytes of the file that were read so far, for progress. Those before a resumed place count. */
  readonly sourceBytes: number;
}
