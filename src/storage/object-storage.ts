import type { ObjectPlace } from './object-place';
import type { Storage, StoredObject } from './storage';

/** Storage in Amazon S3 or Azure Blob Storage: for workers of any number of machines. */
export class ObjectStorage implements Storage {
  readonly #place: ObjectPlace;

  constructor(place: ObjectPlace) {
    this.#place = place;
  }

  get description(): string {
    return this.#place.description;
  }

  async put(key: string, content: string | Uint8Array): Promise<void> {
    await this.#place.put(key, typeof content === 'string' ? Buffer.from(content) : content);
  }

  async get(key: string): Promise<Buffer | undefined> {
    return (await this.#place.get(key))?.content;
  }

  async *list(prefix: string): AsyncGenerator<StoredObject> {
    for await (const page of this.#place.list(prefix))
      for (const { name, size, timestamp } of page) yield { key: name, size, modifiedAt: timestamp };
  }

  remove(key: string): Promise<void> {
    return this.#place.remove(key);
  }
}
