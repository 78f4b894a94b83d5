import type { Send } from '../../../src/activities/delivery/deliver-batch';
import type { SendOutcome } from '../../../src/connectors/odp';
import { LongshoreError } from '../../../src/contract/failure';

type Stored = Readonly<Record<string, unknown>>;

/** How a refusal tells which records are why: all of them, the first one, none. */
export type RefusalStyle = 'all' | 'first' | 'none';

export interface StrictDestinationOptions {
  readonly isGuilty?: (record: Stored) => boolean;
  readonly style?: () => RefusalStyle;
  /** A body of more characters is too large. */
  readonly mostCharacters?: number;
  /** What happens to a request before it is looked at; `busy-after` takes the records and denies it. */
  readonly trouble?: () => 'none' | 'busy' | 'busy-after' | Error;
  /** When the answer comes. */
  readonly latency?: () => Promise<void>;
}

/**
 * A destination that takes a batch wholly or not at all and merges field by field, as ODP does, and that is strict with
 * its client: no empty batch, no key twice in one, no key in two batches at once.
 */
export class StrictDestination {
  readonly stored: Map<string, Stored>;
  /** The keys of each batch that was taken. */
  readonly taken: string[][] = [];
  requests = 0;
  mostOut = 0;
  readonly #options: StrictDestinationOptions;
  readonly #out = new Map<string, number>();
  #requestsOut = 0;

  constructor(options: StrictDestinationOptions = {}, stored: ReadonlyMap<string, Stored> = new Map()) {
    this.#options = options;
    this.stored = new Map(stored);
  }

  readonly send: Send = async (body, signal) => {
    signal.throwIfAborted();
    const records = JSON.parse(body) as Stored[];
    const keys = records.map((record) => String(record.id));
    if (keys.length === 0) throw new Error('An empty batch was sent');
    if (new Set(keys).size < keys.length) throw new Error('A key stands twice in one batch');
    this.requests += 1;
    this.#requestsOut += 1;
    this.mostOut = Math.max(this.mostOut, this.#requestsOut);
    for (const key of keys) {
      if (this.#out.has(key)) throw new Error(`The key ${key} is out twice at once`);
      this.#out.set(key, this.requests);
    }
    await this.#options.latency?.();
    try {
      return this.#judge(body, records, keys);
    } finally {
      this.#requestsOut -= 1;
      for (const key of keys) this.#out.delete(key);
    }
  };

  #judge(body: string, records: readonly Stored[], keys: string[]): SendOutcome {
    const { isGuilty = () => false, style = () => 'all', mostCharacters = 1e9, trouble = () => 'none' } = this.#options;
    const busy = { kind: 'busy', error: new LongshoreError('throttled', 'Called too often') } as const;
    const first = trouble();
    if (first instanceof Error) throw first;
    if (first === 'busy') return busy;
    if (body.length > mostCharacters) return { kind: 'too-large' };
    const guilty = records.flatMap((record, index) => (isGuilty(record) ? [{ index, reason: `no ${index}` }] : []));
    if (guilty.length > 0) {
      const told = style();
      if (told === 'none') return { kind: 'invalid-unlocated', reason: 'some record is bad' };
      return { kind: 'invalid', problems: told === 'all' ? guilty : guilty.slice(0, 1) };
    }
    for (const record of records)
      this.stored.set(String(record.id), { ...this.stored.get(String(record.id)), ...record });
    this.taken.push(keys);
    return first === 'busy-after' ? busy : { kind: 'accepted' };
  }
}
