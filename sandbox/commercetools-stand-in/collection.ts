import { z } from 'zod';
import type { IdBounds } from './id-bounds';

/** What a resource needs to be stored; times as the service writes them. */
export const sourceRecord = z.looseObject({
  id: z.string().min(1),
  version: z.int().min(1).optional(),
  createdAt: z.iso.datetime().optional(),
  lastModifiedAt: z.iso.datetime().optional(),
});
export type SourceRecord = Readonly<z.input<typeof sourceRecord>>;

/** A resource as it is kept: its JSON, and beside it what most queries ask for. Times in epoch ms. */
export interface Stored {
  readonly id: string;
  readonly version: number;
  readonly createdAt: number;
  readonly lastModifiedAt: number;
  readonly json: string;
}

/** The resources of one kind, in the order of their ids. Kept as text: 100,000 customers are 100 MB, and a page is joined in no time. */
export class Collection {
  #records: Stored[] = [];

  get size(): number {
    return this.#records.length;
  }

  /** Takes many at once, which keep their own versions and times. */
  load(records: Iterable<SourceRecord>, now: number): void {
    const byId = new Map(this.#records.map((record) => [record.id, record]));
    for (const record of records) byId.set(record.id, stored(record, 1, now, now));
    this.#records = [...byId.values()].sort((a, b) => (a.id < b.id ? -1 : 1));
  }

  /** Creates or changes one; the version and the time of the change are the service's. */
  put(record: SourceRecord, now: number): void {
    const at = this.#placeOf(record.id);
    const before = this.#records[at];
    const isNew = before?.id !== record.id;
    const { createdAt: _created, lastModifiedAt: _modified, version: _version, ...content } = record;
    const next = isNew
      ? stored(content, 1, now, now)
      : stored(content, (before?.version ?? 0) + 1, before?.createdAt ?? now, now);
    this.#records.splice(at, isNew ? 0 : 1, next);
  }

  remove(id: string): void {
    const at = this.#placeOf(id);
    if (this.#records[at]?.id === id) this.#records.splice(at, 1);
  }

  find(id: string): Stored | undefined {
    const record = this.#records[this.#placeOf(id)];
    return record?.id === id ? record : undefined;
  }

  /** Those that can lie within bounds, in the order of their ids. */
  *within({ ids, lowest = '', highest }: IdBounds): Generator<Stored, void> {
    if (ids !== undefined) {
      const found = [...new Set(ids)].sort().map((id) => this.find(id));
      yield* found.filter((record) => record !== undefined);
      return;
    }
    for (let at = this.#placeOf(lowest); at < this.#records.length; at += 1) {
      const record = this.#records[at];
      if (record === undefined || (highest !== undefined && record.id > highest)) return;
      yield record;
    }
  }

  /** The place of the first whose id is not below this one. */
  #placeOf(id: string): number {
    let low = 0;
    let high = this.#records.length;
    while (low < high) {
      const middle = (low + high) >>> 1;
      if ((this.#records[middle]?.id ?? '') < id) low = middle + 1;
      else high = middle;
    }
    return low;
  }
}

function stored(record: SourceRecord, version: number, createdAt: number, lastModifiedAt: number): Stored {
  const known = {
    id: record.id,
    version: record.version ?? version,
    createdAt: record.createdAt ?? new Date(createdAt).toISOString(),
    lastModifiedAt: record.lastModifiedAt ?? new Date(lastModifiedAt).toISOString(),
  };
  return {
    ...known,
    createdAt: Date.parse(known.createdAt),
    lastModifiedAt: Date.parse(known.lastModifiedAt),
    json: JSON.stringify({ ...record, ...known }),
  };
}
