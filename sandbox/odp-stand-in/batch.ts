import { type Answer, accepted, type Invalid, refused } from './answer';
import type { Rejection } from './fault-script';
import type { OdpSettings } from './options';
import { checkRecord, keyOf, type Offence, type RecordShape } from './record-check';

/** Records that are taken, each with the key at its place in `keys`. */
export interface Batch {
  readonly records: readonly Record<string, unknown>[];
  readonly keys: readonly string[];
}

/** The answer to a batch, and what of it is taken. */
export interface Judgement {
  readonly answer: Answer;
  readonly batch: Batch | undefined;
}

type Offender = Offence & { readonly index: number };

/**
 * Judges the body of `POST /objects/{name}`: an array of records, or one record. A refusal names every offender, and
 * nothing of it is taken unless the settings let the good ones through. Messages never repeat a value.
 */
export function judgeBatch(
  objectName: string,
  shape: RecordShape,
  body: unknown,
  settings: OdpSettings,
  rejections: readonly Rejection[],
): Judgement {
  if (typeof body !== 'object' || body === null) return refusal('the body must be an array of objects or an object');
  const items: readonly unknown[] = Array.isArray(body) ? body : [body];
  if (items.length > settings.maxBatchRecords)
    return refusal(`too many objects: ${items.length}, at most ${settings.maxBatchRecords} in a request`);
  if (items.length === 0 && settings.emptyBatch === 'reject') return refusal('no objects');

  const offenders: Offender[] = [];
  const records: Record<string, unknown>[] = [];
  const keys: string[] = [];
  const repeated = settings.duplicateKeys === 'reject' ? new Set<string>() : undefined;
  for (let index = 0; index < items.length; index += 1) {
    const item = items[index];
    const key = keyOf(shape, item);
    let offences = checkRecord(shape, item, settings);
    if (rejections.length > 0) offences = [...offences, ...rejectedBy(rejections, shape, key)];
    if (repeated !== undefined && key !== undefined) {
      if (repeated.has(key)) offences = [...offences, { field: keyFieldOf(shape), reason: 'is used twice' }];
      repeated.add(key);
    }
    if (offences.length === 0 && key !== undefined) {
      records.push(item as Record<string, unknown>);
      keys.push(key);
    } else {
      for (const offence of offences) offenders.push({ ...offence, index });
    }
  }
  if (settings.duplicateKeys === 'reversed') {
    records.reverse();
    keys.reverse();
  }
  if (offenders.length === 0) return { answer: accepted(), batch: { records, keys } };
  const style = rejections.find((rejection) => rejection.style !== undefined)?.style ?? settings.invalidStyle;
  const answer = refused(400, detailOf(offenders, style, objectName));
  return { answer, batch: settings.atomic ? undefined : { records, keys } };
}

function refusal(message: string): Judgement {
  return { answer: refused(400, { message }), batch: undefined };
}

function rejectedBy(rejections: readonly Rejection[], shape: RecordShape, key: string | undefined): Offence[] {
  return rejections
    .filter(({ keys }) => keys === undefined || (key !== undefined && keys.has(key)))
    .map(({ reason }) => ({ field: keyFieldOf(shape), reason }));
}

function keyFieldOf(shape: RecordShape): string {
  return shape.keyFields[0] ?? '';
}

function detailOf(
  offenders: readonly Offender[],
  style: OdpSettings['invalidStyle'],
  objectName: string,
): { invalids: Invalid[] } | { message: string } {
  if (style === 'none') return { message: 'the request holds invalid objects' };
  if (style === 'event') return { invalids: offenders.map((one) => ({ event: one.index, message: sentence(one) })) };
  const reasons = new Map<string, Set<string>>();
  for (const { field, reason } of offenders) {
    const path = field === '' ? objectName : `${objectName}.${field}`;
    const known = reasons.get(path) ?? new Set();
    reasons.set(path, known.add(reason));
  }
  // One reason is a string and several are a list, as the reference has both.
  return {
    invalids: [...reasons].map(([field, [first = '', ...more]]) => ({
      field,
      reason: more.length === 0 ? first : [first, ...more],
    })),
  };
}

function sentence({ field, reason }: Offence): string {
  if (field === '') return reason;
  return reason === 'missing' ? `missing '${field}' field` : `'${field}' ${reason}`;
}
