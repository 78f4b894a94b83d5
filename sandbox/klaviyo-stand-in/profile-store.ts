import { randomUUID } from 'node:crypto';
import { isObject, type JsonObject, objectAt } from './json';

/** A profile as it is stored. Times are ISO texts; `sequence` is the order of creation. */
export interface StoredProfile {
  readonly id: string;
  readonly sequence: number;
  readonly created: string;
  updated: string;
  attributes: JsonObject;
  readonly lists: Set<string>;
}

/** What a write came to: the profile, or the other one that has one of the identifiers. */
export type ProfileWrite =
  | { readonly kind: 'created' | 'updated'; readonly profile: StoredProfile }
  | { readonly kind: 'duplicate'; readonly of: StoredProfile }
  | { readonly kind: 'unknown' };

const identifiers = ['email', 'phone_number', 'external_id'] as const;
type Identifier = (typeof identifiers)[number];

/** Profiles by each of their identifiers; e-mail addresses without regard to case. */
export class ProfileStore {
  readonly #byId = new Map<string, StoredProfile>();
  readonly #by: Readonly<Record<Identifier, Map<string, StoredProfile>>> = {
    email: new Map(),
    phone_number: new Map(),
    external_id: new Map(),
  };
  #sequence = 0;

  get size(): number {
    return this.#byId.size;
  }

  get(id: string): StoredProfile | undefined {
    return this.#byId.get(id);
  }

  all(): IterableIterator<StoredProfile> {
    return this.#byId.values();
  }

  findBy(identifier: Identifier, value: string): StoredProfile | undefined {
    return this.#by[identifier].get(normal(value));
  }

  /** The profile that an entry names, where it names one and not two. */
  owner(entry: JsonObject): StoredProfile | undefined {
    const [profile, other] = this.#owners(entry);
    return other === undefined ? profile : undefined;
  }

  create(entry: JsonObject): ProfileWrite {
    const [existing] = this.#owners(entry);
    return existing ? { kind: 'duplicate', of: existing } : { kind: 'created', profile: this.#add(entry) };
  }

  /** @param nulls whether null clears a field, or leaves it */
  upsert(entry: JsonObject, nulls: 'clear' | 'ignore'): ProfileWrite {
    const [profile, other] = this.#owners(entry);
    if (profile === undefined) return { kind: 'created', profile: this.#add(entry) };
    if (other !== undefined) return { kind: 'duplicate', of: other };
    this.#change(profile, objectAt(entry, 'attributes'), nulls);
    return { kind: 'updated', profile };
  }

  /** Changes the profile of this id and no other. */
  update(id: string, entry: JsonObject): ProfileWrite {
    const profile = this.#byId.get(id);
    if (profile === undefined) return { kind: 'unknown' };
    const other = this.#owners({ attributes: objectAt(entry, 'attributes') }).find((owner) => owner !== profile);
    if (other !== undefined) return { kind: 'duplicate', of: other };
    this.#change(profile, objectAt(entry, 'attributes'), 'clear');
    return { kind: 'updated', profile };
  }

  /** The profiles that the entry's identifiers name, each once. */
  #owners(entry: JsonObject): readonly StoredProfile[] {
    const attributes = objectAt(entry, 'attributes');
    const byId = typeof entry.id === 'string' ? this.#byId.get(entry.id) : undefined;
    const found = identifiers.map((key) => {
      const value = attributes[key];
      return typeof value === 'string' ? this.findBy(key, value) : undefined;
    });
    return [...new Set([byId, ...found])].filter((profile) => profile !== undefined);
  }

  #add(entry: JsonObject): StoredProfile {
    const created = new Date().toISOString();
    this.#sequence += 1;
    const id = randomUUID();
    const profile: StoredProfile = {
      id,
      sequence: this.#sequence,
      created,
      updated: created,
      attributes: {},
      lists: new Set(),
    };
    this.#byId.set(id, profile);
    this.#change(profile, objectAt(entry, 'attributes'), 'ignore');
    return profile;
  }

  #change(profile: StoredProfile, attributes: JsonObject, nulls: 'clear' | 'ignore'): void {
    const changed = merged(profile.attributes, attributes, nulls);
    for (const key of identifiers) {
      const [before, after] = [profile.attributes[key], changed[key]];
      if (before === after) continue;
      if (typeof before === 'string') this.#by[key].delete(normal(before));
      if (typeof after === 'string') this.#by[key].set(normal(after), profile);
    }
    profile.attributes = changed;
    profile.updated = new Date().toISOString();
  }
}

/** Custom properties and the location are merged key by key, all else is replaced. */
function merged(before: JsonObject, change: JsonObject, nulls: 'clear' | 'ignore'): JsonObject {
  const after: Record<string, unknown> = { ...before };
  for (const [key, value] of Object.entries(change)) {
    if (value === null) {
      if (nulls === 'clear') delete after[key];
    } else if (isObject(value) && isObject(before[key])) after[key] = merged(objectAt(before, key), value, nulls);
    else if (isObject(value)) after[key] = merged({}, value, nulls);
    else after[key] = value;
  }
  return after;
}

function normal(identifier: string): string {
  return identifier.trim().toLowerCase();
}
