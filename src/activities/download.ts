import type { BlobContainer } from '../connectors/azure-blob';
import type { FilePlace, FoundFile } from '../contract/files';
import { type RecordChunk, readRecords } from '../formats';

export interface DownloadOptions {
  readonly container: BlobContainer;
  readonly format: 'auto' | 'array' | 'ndjson';
  readonly maxRecordBytes: number;
  readonly largeIntegers: 'reject' | 'string';
  readonly signal: AbortSignal;
}

/**
 * Reads a file's records by stream, pinned to the version that was listed, from where it was left. Memory is bounded by
 * the largest record.
 *
 * Throws `file-changed` where the listed version is gone, the faults of files (`empty-file` …) after the records before
 * them, and the faults of the source.
 */
export function download(
  file: FoundFile,
  from: FilePlace | undefined,
  options: DownloadOptions,
): AsyncGenerator<RecordChunk> {
  const { container, signal, ...reading } = options;
  const open = (offset: number) => container.read(file.name, { etag: file.etag, offset, signal });
  return readRecords(open, {
    ...reading,
    name: file.name,
    signal,
    ...(from === undefined ? {} : { resume: from }),
  });
}
