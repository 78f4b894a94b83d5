import { randomUUID } from 'node:crypto';
import { type JsonObject, objectAt, textAt } from './json';

/** An event as it is stored; `time` in whole seconds as ISO text. */
export interface StoredEvent {
  readonly id: string;
  readonly sequence: number;
  /** The id of the profile, and the name of the metric. */
  readonly profile: string;
  readonly metric: string;
  readonly time: string;
  readonly uniqueId: string;
  readonly value: number | null;
  readonly valueCurrency: string | null;
  readonly properties: JsonObject;
  readonly backfill: boolean;
}

export interface StoredMetric {
  readonly id: string;
  readonly name: string;
  readonly created: string;
}

/** Events, of which there is one for each profile, metric and unique id. */
export class EventStore {
  readonly #byKey = new Map<string, StoredEvent>();
  readonly #byId = new Map<string, StoredEvent>();
  readonly #metrics = new Map<string, StoredMetric>();
  #sequence = 0;

  get size(): number {
    return this.#byId.size;
  }

  all(): IterableIterator<StoredEvent> {
    return this.#byId.values();
  }

  get(id: string): StoredEvent | undefined {
    return this.#byId.get(id);
  }

  metrics(): readonly StoredMetric[] {
    return [...this.#metrics.values()];
  }

  metricNamed(name: string): StoredMetric | undefined {
    return this.#metrics.get(name);
  }

  has(profile: string, attributes: JsonObject, now: number): boolean {
    return this.#byKey.has(keyOf(profile, attributes, now));
  }

  /** Keeps the first of what has one key. Answers whether this was the first. */
  add(profile: string, attributes: JsonObject, backfill: boolean, now: number): boolean {
    const key = keyOf(profile, attributes, now);
    if (this.#byKey.has(key)) return false;
    const metric = metricOf(attributes);
    if (!this.#metrics.has(metric)) {
      this.#metrics.set(metric, { id: randomUUID(), name: metric, created: new Date(now).toISOString() });
    }
    this.#sequence += 1;
    const { value, value_currency: currency } = attributes;
    const event: StoredEvent = {
      id: randomUUID(),
      sequence: this.#sequence,
      profile,
      metric,
      time: timeOf(attributes, now),
      uniqueId: uniqueIdOf(attributes, now),
      value: typeof value === 'number' ? value : null,
      valueCurrency: typeof currency === 'string' ? currency : null,
      properties: objectAt(attributes, 'properties'),
      backfill: backfill || attributes.backfill === true,
    };
    this.#byKey.set(key, event);
    this.#byId.set(event.id, event);
    return true;
  }
}

/** What two events of one profile must not share; `profile` is its id. */
export function keyOf(profile: string, attributes: JsonObject, now: number): string {
  return JSON.stringify([profile, metricOf(attributes), uniqueIdOf(attributes, now)]);
}

function metricOf(attributes: JsonObject): string {
  return textAt(attributes, 'metric', 'data', 'attributes', 'name') ?? '';
}

/** Without one, the time to the second is. */
function uniqueIdOf(attributes: JsonObject, now: number): string {
  return textAt(attributes, 'unique_id') ?? timeOf(attributes, now);
}

function timeOf(attributes: JsonObject, now: number): string {
  const time = textAt(attributes, 'time');
  const ms = time === undefined ? now : Date.parse(time);
  return new Date(Math.floor(ms / 1_000) * 1_000).toISOString();
}
