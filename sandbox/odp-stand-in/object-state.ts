import type { FieldType } from './object-schema';

/** One applied record, as the write log keeps it. `at` is epoch ms, `batch` the sequence number of its request. */
export interface RecordWrite {
  readonly key: string;
  readonly body: Readonly<Record<string, unknown>>;
  readonly batch: number;
  readonly at: number;
}

/** The stored records of one object. Fields keep the value that was sent. */
export class ObjectState {
  readonly records = new Map<string, Record<string, unknown>>();
  readonly writes: RecordWrite[] = [];
  /** The keys in the order of their first arrival, so that a page is found without walking over all before it. */
  readonly keys: string[] = [];
  readonly #fields: ReadonlyMap<string, FieldType>;
  readonly #keepWrites: boolean;

  constructor(fields: ReadonlyMap<string, FieldType>, keepWrites: boolean) {
    this.#fields = fields;
    this.#keepWrites = keepWrites;
  }

  /** Lays the given fields over the stored record: null clears one, what is absent stays. The record is taken over. */
  apply(key: string, record: Record<string, unknown>, batch: number): void {
    if (this.#keepWrites) this.writes.push({ key, body: { ...record }, batch, at: Date.now() });
    const stored = this.records.get(key);
    if (stored === undefined) {
      this.records.set(key, this.#clean(record));
      this.keys.push(key);
      return;
    }
    for (const field in record) {
      const value = record[field];
      if (value === null) delete stored[field];
      else if (this.#fields.has(field)) stored[field] = value;
    }
  }

  clear(): void {
    this.records.clear();
    this.writes.length = 0;
    this.keys.length = 0;
  }

  /** Most records hold declared fields with values and nothing else: those are kept as they came, without a copy. */
  #clean(record: Record<string, unknown>): Record<string, unknown> {
    for (const field in record) {
      if (record[field] === null || !this.#fields.has(field)) return this.#copy(record);
    }
    return record;
  }

  #copy(record: Record<string, unknown>): Record<string, unknown> {
    const known = Object.entries(record).filter(([field, value]) => value !== null && this.#fields.has(field));
    return Object.fromEntries(known);
  }
}
