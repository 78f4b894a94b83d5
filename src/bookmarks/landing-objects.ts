import { setTimeout as sleep } from 'node:timers/promises';
import { LongshoreError } from '../contract/failure';
import type { ObjectPlace } from '../storage';

/** An object, and where a listing saw it. Bare ETag, time of the last change in epoch ms. */
export interface FoundObject {
  readonly name: string;
  readonly etag: string;
  readonly timestamp: number;
  readonly isInData: boolean;
}

/**
 * Objects that are written to a landing place, from where a platform moves them to the data place in its own time. The
 * two may be one, and then nothing is moved.
 */
export class LandingObjects {
  readonly #landing: ObjectPlace;
  readonly #data: ObjectPlace;

  constructor(landing: ObjectPlace, data: ObjectPlace) {
    this.#landing = landing;
    this.#data = data;
  }

  get description(): string {
    return this.#data.description;
  }

  /** True where an object may be in one place and not in the other. */
  get areMoved(): boolean {
    return this.#landing !== this.#data;
  }

  /** For messages. */
  pathOf({ name, isInData }: FoundObject): string {
    return `${name} in ${(isInData ? this.#data : this.#landing).description}`;
  }

  /** In the order of the names; with `after` only those behind it. */
  async list(prefix: string, after?: string): Promise<readonly FoundObject[]> {
    const found = new Map<string, FoundObject>();
    // In this order: one that is moved meanwhile would be missed in the other.
    for (const place of this.areMoved ? [this.#landing, this.#data] : [this.#data]) {
      const isInData = place === this.#data;
      for await (const page of place.list(prefix, after))
        for (const { name, etag, timestamp } of page) found.set(name, { name, etag, timestamp, isInData });
    }
    return [...found.values()].sort((a, b) => (a.name < b.name ? -1 : 1));
  }

  /** Undefined where it was removed since it was found. */
  async read({ name, isInData }: FoundObject): Promise<string | undefined> {
    const places = isInData || !this.areMoved ? [this.#data] : [this.#landing, this.#data];
    for (const place of places) {
      const object = await place.get(name);
      if (object) return object.content.toString('utf8');
    }
    return undefined;
  }

  /**
   * Writes to the landing place; false where there is another object of this name. A service may answer nothing, or that
   * two writes met, and may have written or not: then it is looked what is there.
   */
  async create(name: string, text: string): Promise<boolean> {
    const content = Buffer.from(text);
    for (let tries = 1; ; tries += 1) {
      let failure: unknown;
      try {
        const { written } = await this.#landing.put(name, content, { onlyNew: true });
        if (written || tries === 1) return written;
      } catch (error) {
        if (!(error instanceof LongshoreError && error.retryable)) throw error;
        failure = error;
      }
      const there = await this.#landing.get(name);
      if (there) return there.content.equals(content);
      if (failure !== undefined && tries === 3) throw failure;
      // The other of two that met is done by then.
      await sleep(50 + 100 * Math.random());
    }
  }

  /** From the landing place: what has been moved is the platform's. */
  remove(name: string): Promise<void> {
    return this.#landing.remove(name);
  }
}
