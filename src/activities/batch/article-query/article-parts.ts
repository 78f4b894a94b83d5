import { z } from 'zod';
import { LongshoreError } from '../../../contract/failure';
import { type ListInParts, readListInParts, type Storage, writeListInParts } from '../../../storage';

const id = z.string();

/**
 * What a job of the article query keeps in storage while it works: the ids of all articles, the CSV in parts, and the
 * mark that it was mailed. Every method throws what storage throws.
 */
export class ArticleParts {
  readonly #storage: Storage;
  readonly #folder: string;

  /** @param folder that of the job */
  constructor(storage: Storage, folder: string) {
    this.#storage = storage;
    this.#folder = `${folder}/articles`;
  }

  writeIds(ids: readonly string[]): Promise<ListInParts> {
    return writeListInParts(this.#storage, `${this.#folder}/ids`, ids);
  }

  async readIds(list: ListInParts, from: number, to: number): Promise<string[]> {
    const ids: string[] = [];
    for await (const one of readListInParts(this.#storage, `${this.#folder}/ids`, list, { from, to, entry: id })) {
      ids.push(one);
    }
    return ids;
  }

  /** A repeat of a pass replaces the part that it had written. Answers its size in bytes. */
  async writePart(number: number, text: string): Promise<number> {
    const content = Buffer.from(text);
    await this.#storage.put(this.#partKey(number), content);
    return content.length;
  }

  /** The parts from 1 to `last`, one behind the other. Throws `storage-missing` where one is gone. */
  async readParts(last: number): Promise<Buffer> {
    const parts: Buffer[] = [];
    for (let number = 1; number <= last; number += 1) {
      const key = this.#partKey(number);
      const part = await this.#storage.get(key);
      if (!part) {
        throw new LongshoreError('storage-missing', `${key} is gone from ${this.#storage.description}`, {
          remedy: 'Give all workers the same storage, or start the job anew.',
        });
      }
      parts.push(part);
    }
    return Buffer.concat(parts);
  }

  async wasSent(): Promise<boolean> {
    return (await this.#storage.get(this.#sentKey)) !== undefined;
  }

  markSent(messageId: string): Promise<void> {
    return this.#storage.put(this.#sentKey, JSON.stringify({ messageId }));
  }

  get #sentKey(): string {
    return `${this.#folder}/sent.json`;
  }

  #partKey(number: number): string {
    return `${this.#folder}/pass-${String(number).padStart(6, '0')}.csv`;
  }
}
