import type { FileEncoding, RecordChunk, RecordFormat, SourceRecord } from './source-record';

/** A place between two records of one version of a file, from which reading can go on. Plain JSON, for a cursor. */
export interface RecordPlace {
  readonly format: RecordFormat;
  readonly encoding: FileEncoding;
  /** The uncompressed byte right after the last record taken; 0 is the file's start. */
  readonly offset: number;
  /** Records before it. */
  readonly index: number;
  /** Line of the last record taken, from 1; NDJSON only. */
  readonly line?: number;
}

/** The place after `record`, which came in `chunk`. */
export function placeAfter(chunk: Pick<RecordChunk, 'format' | 'encoding'>, record: SourceRecord): RecordPlace {
  const place = { format: chunk.format, encoding: chunk.encoding, offset: record.end, index: record.index + 1 };
  return record.line === undefined ? place : { ...place, line: record.line };
}
