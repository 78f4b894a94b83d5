import { LongshoreError } from '../contract/failure';
import { chooseSplitter, resumeSplitter, type WantedFormat } from './choose-splitter';
import type { InflationLimits } from './inflation-limits';
import { countNewlines, skipSpace } from './json-space';
import type { OpenBytes } from './open-bytes';
import { openUncompressed, type UncompressedFile } from './open-uncompressed';
import type { RecordRules } from './parse-record';
import type { RecordPlace } from './record-place';
import type { RecordSplitter } from './record-splitter';
import type { RecordChunk } from './source-record';

export interface ReadRecordsOptions extends RecordRules, InflationLimits {
  /** `auto` looks at the first bytes, and at the first lines of what may be NDJSON. A resumed place knows its format. */
  readonly format: WantedFormat;
  /** Goes on after the last record taken of the same version of the file. */
  readonly resume?: RecordPlace;
  /** Ends the reading with the signal's reason, at once, even while the source is silent. */
  readonly signal?: AbortSignal;
}

const byteOrderMark = Buffer.from([0xef, 0xbb, 0xbf]);

/**
 * Reads the records of a file by stream: a JSON array or NDJSON, plain or gzip, known by content. Memory is bounded by
 * `maxRecordBytes` and not by the file. A bad record comes as one with a `problem`, and the rest goes on.
 *
 * Throws, after all complete records before it, `empty-file`, `not-an-array`, `file-malformed`, `file-truncated`,
 * `file-bad-gzip` and `file-changed` (a place that is not of this file), and whatever `open` and its bytes throw.
 *
 *     for await (const chunk of readRecords(open, { name, format: 'auto', maxRecordBytes, largeIntegers: 'reject' }))
 *       for (const record of chunk.records) …
 */
export async function* readRecords(open: OpenBytes, options: ReadRecordsOptions): AsyncGenerator<RecordChunk, void> {
  const resume = options.resume !== undefined && options.resume.offset > 0 ? options.resume : undefined;
  let splitter = resume === undefined ? undefined : resumeSplitter(resume, options);
  const recordIndex = (): number => splitter?.index ?? 0;
  const file = await openUncompressed(open, { ...options, resume, recordIndex });
  try {
    let offset = resume === undefined ? await skipByteOrderMark(file) : 0;
    let line = 1;
    for await (const bytes of file.bytes) {
      const piece = asBuffer(bytes);
      let at = 0;
      if (splitter === undefined) {
        at = skipSpace(piece, 0);
        offset += at;
        line += countNewlines(piece, 0, at);
        const byte = piece[at];
        if (byte === undefined) continue;
        splitter = chooseSplitter(options.format, { byte, offset, line }, options);
      }
      while (at < piece.length) {
        options.signal?.throwIfAborted();
        at = splitter.scan(piece, at);
        yield* taken(splitter, file);
        if (splitter.fault !== undefined) throw splitter.fault;
      }
    }
  } catch (error) {
    if (splitter !== undefined && isCutOff(error)) {
      // A file that breaks off in its packing delivers what one without packing would.
      splitter.end();
      yield* taken(splitter, file);
    }
    throw error;
  } finally {
    await file.bytes.return();
  }
  if (splitter === undefined) {
    throw new LongshoreError('empty-file', `${options.name} has no content, before record 0, at byte 0`);
  }
  splitter.end();
  yield* taken(splitter, file);
  if (splitter.fault !== undefined) throw splitter.fault;
}

function* taken(splitter: RecordSplitter, file: UncompressedFile): Generator<RecordChunk> {
  const records = splitter.take();
  if (records.length === 0) return;
  yield { records, format: splitter.format, encoding: file.encoding, sourceBytes: file.sourceBytes() };
}

function isCutOff(error: unknown): boolean {
  return error instanceof LongshoreError && error.code === 'file-truncated';
}

async function skipByteOrderMark({ bytes }: UncompressedFile): Promise<number> {
  const length = byteOrderMark.length;
  const isThere = byteOrderMark.equals(await bytes.peek(length));
  if (isThere) await bytes.skip(length);
  return isThere ? length : 0;
}

function asBuffer(bytes: Uint8Array): Buffer {
  return Buffer.isBuffer(bytes) ? bytes : Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
}
