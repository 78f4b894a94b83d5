import { LongshoreError } from '../contract/failure';
import { failureCodes } from '../contract/failure-codes';
import type { Storage, StoredObject } from './storage';

/** What a service that keeps objects does for storage; names are whole keys. Errors are those of a source. */
export interface ObjectPlace {
  get(name: string): Promise<{ readonly content: Buffer } | undefined>;
  put(name: string, content: Uint8Array): Promise<unknown>;
  remove(name: string): Promise<void>;
  list(prefix: string): AsyncIterable<readonly ListedObject[]>;
}

interface ListedObject {
  readonly name: string;
  readonly size: number;
  readonly timestamp: number;
}

/** Storage in Amazon S3 or Azure Blob Storage: for workers of any number of machines. */
export class ObjectStorage implements Storage {
  readonly description: string;
  readonly #place: ObjectPlace;
  readonly #prefix: string;

  /** `prefix` ends in a slash, or is empty. */
  constructor(place: ObjectPlace, prefix: string, description: string) {
    this.#place = place;
    this.#prefix = prefix;
    this.description = description;
  }

  async put(key: string, content: string | Uint8Array): Promise<void> {
    const bytes = typeof content === 'string' ? Buffer.from(content) : content;
    await this.#guard(() => this.#place.put(this.#prefix + key, bytes));
  }

  async get(key: string): Promise<Buffer | undefined> {
    return this.#guard(async () => (await this.#place.get(this.#prefix + key))?.content);
  }

  async *list(prefix: string): AsyncGenerator<StoredObject> {
    const pages = this.#place.list(this.#prefix + prefix)[Symbol.asyncIterator]();
    try {
      for (;;) {
        const page = await this.#guard(() => pages.next());
        if (page.done) return;
        for (const { name, size, timestamp } of page.value)
          yield { key: name.slice(this.#prefix.length), size, modifiedAt: timestamp };
      }
    } finally {
      await pages.return?.();
    }
  }

  async remove(key: string): Promise<void> {
    await this.#guard(() => this.#place.remove(this.#prefix + key));
  }

  async #guard<T>(work: () => Promise<T>): Promise<T> {
    try {
      return await work();
    } catch (error) {
      if (!(error instanceof LongshoreError)) throw error;
      const { kind } = failureCodes[error.code];
      const code = kind === 'auth' ? 'storage-auth' : kind === 'config' ? 'storage-refused' : 'storage-unavailable';
      throw new LongshoreError(code, `Storage: ${error.message}`, {
        // What the connector knows of rights is said to readers of a source; here more is needed.
        ...(kind === 'busy' ? { retryAfterMs: error.retryAfterMs } : {}),
        ...(kind === 'config' ? { remedy: error.remedy } : {}),
        cause: error,
      });
    }
  }
}
