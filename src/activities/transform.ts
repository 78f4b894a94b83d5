import type { SourceRecord } from '../formats';
import type { MappedOrSkipped } from '../mappings';
import type { Entry, Refusal } from './delivery/batch';

/** An entry to send, a refusal, or neither where the mapping leaves the record out. */
export type Transformed =
  | { readonly entry: Entry; readonly refusal?: undefined }
  | { readonly refusal: Refusal; readonly entry?: undefined }
  | { readonly entry?: undefined; readonly refusal?: undefined };

/**
 * Makes of a record what is sent, or the reason why it is not. Pure; never throws for what stands in a record, but
 * for what the mapping throws of itself.
 */
export function transform(record: SourceRecord, map: (value: Record<string, unknown>) => MappedOrSkipped): Transformed {
  const place = {
    index: record.index,
    start: record.start,
    end: record.end,
    ...(record.line === undefined ? {} : { line: record.line }),
  };
  if (record.problem || record.value === undefined) {
    const { code, message } = record.problem ?? { code: 'record-malformed', message: 'The record has no value' };
    return { refusal: { ...place, stage: 'parse', code, message, record: record.text ?? '' } };
  }
  const mapped = map(record.value);
  if ('skipped' in mapped) return {};
  if ('problem' in mapped) {
    const { code, message } = mapped.problem;
    return { refusal: { ...place, stage: 'map', code, message, record: record.value } };
  }
  return {
    entry: {
      ...place,
      key: mapped.key,
      object: mapped.object,
      json: JSON.stringify(mapped.object),
      record: record.value,
    },
  };
}
