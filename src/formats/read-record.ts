import { maxNesting } from './nesting';
import { parseRecord, type RecordRules } from './parse-record';
import { rejectRecord } from './reject-record';
import type { RecordRange, SourceRecord } from './source-record';

/**
 * Makes a record of its bytes: rejected if it is too large or nested too deeply, else parsed. Of a record that is too
 * large its beginning is enough.
 */
export function readRecord(
  rules: RecordRules,
  range: RecordRange,
  bytes: Uint8Array,
  isTooDeep: boolean,
): SourceRecord {
  const file = rules.name;
  if (range.end - range.start > rules.maxRecordBytes) {
    const what = `is larger than ${rules.maxRecordBytes} bytes`;
    return rejectRecord(range, { code: 'record-too-large', what, file }, bytes);
  }
  if (isTooDeep) {
    const what = `is nested deeper than ${maxNesting} levels`;
    return rejectRecord(range, { code: 'record-malformed', what, file }, bytes);
  }
  return parseRecord(rules, range, bytes);
}
