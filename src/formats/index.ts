export type { ArchivedFile, RandomBytes } from './archived-file';
export type { WantedFormat } from './choose-splitter';
export { countLines } from './count-lines';
export { csvRow } from './csv-row';
export { type DelimitedRow, type Dialect, delimitedRows, valuesOfRow } from './delimited-rows';
export type { InflationLimits } from './inflation-limits';
export type { OpenBytes } from './open-bytes';
export { openUncompressed } from './open-uncompressed';
export { readArchive } from './read-archive';
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
