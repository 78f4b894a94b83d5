export type { WantedFormat } from './choose-splitter';
export { csvRow } from './csv-row';
export type { InflationLimits } from './inflation-limits';
export type { OpenBytes } from './open-bytes';
export { openUncompressed } from './open-uncompressed';
export { type ReadRecordsOptions, readRecords } from './read-records';
export { placeAfter, type RecordPlace } from './record-place';
export type {
  FileEncoding,
  RecordChunk,
  RecordFormat,
  RecordProblem,
  RecordProblemCode,
  RecordRange,
  SourceRecord,
} from './source-record';
