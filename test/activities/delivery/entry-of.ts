import type { Batch, Entry, Refusal } from '../../../src/activities/delivery/batch';
import type { JsonValue } from '../../../src/contract/bookmark';

type Fields = Readonly<Record<string, JsonValue>>;

/** A record as `transform` hands it on; ten bytes of source each. */
export function entryOf(index: number, key: string, fields: Fields = {}): Entry {
  const object = { id: key, ...fields };
  return {
    index,
    start: index * 10,
    end: index * 10 + 9,
    key,
    object,
    json: JSON.stringify(object),
    record: { source: index, ...object },
  };
}

/** A record that was refused before it was sent. */
export function refusalOf(index: number): Refusal {
  const message = `Record ${index} is not valid`;
  return {
    index,
    start: index * 10,
    end: index * 10 + 9,
    stage: 'parse',
    code: 'record-malformed',
    message,
    record: '',
  };
}

export function endAt(index: number): Batch['end'] {
  return { format: 'array', encoding: 'identity', offset: index * 10, index };
}

/** A batch of these entries, which have different keys. */
export function batchOf(...entries: readonly Entry[]): Batch {
  const sourceBytes = entries.reduce((sum, { start, end }) => sum + end - start, 0);
  const end = endAt((entries.at(-1)?.index ?? -1) + 1);
  return { entries, refusals: [], read: entries.length, sourceBytes, end };
}
