import { keptTextBytes } from './record-buffer';
import type { RecordProblemCode, RecordRange, SourceRecord } from './source-record';

/** A record that cannot be used: why, and the beginning of its raw `bytes` as text. */
export function rejectRecord(
  range: RecordRange,
  problem: { code: RecordProblemCode; what: string; file: string },
  bytes: Uint8Array,
): SourceRecord {
  const place = range.line === undefined ? `byte ${range.start}` : `line ${range.line} (byte ${range.start})`;
  const message = `Record ${range.index} of ${problem.file}, at ${place}, ${problem.what}`;
  return { ...range, problem: { code: problem.code, message }, text: readableText(bytes, range.end - range.start) };
}

function readableText(bytes: Uint8Array, recordBytes: number): string {
  const isCut = recordBytes > keptTextBytes;
  // `stream` holds back a character that the cut has split, instead of replacing it.
  return new TextDecoder('utf-8', { ignoreBOM: true }).decode(bytes.subarray(0, keptTextBytes), { stream: isCut });
}
