import { createHash } from 'node:crypto';
import type { ObjectPlace } from '../../src/storage';

interface ObjectInMemory {
  readonly content: Buffer;
  readonly etag: string;
  readonly timestamp: number;
}

/** A bucket in memory, whose times are whole seconds, as those of S3 are. */
export class ObjectsInMemory implements ObjectPlace {
  readonly description: string;
  readonly objects = new Map<string, ObjectInMemory>();
  /** Called before each change; what it throws is the death of who makes it. */
  beforeChange: () => void = () => {};
  /** As `beforeChange`, when the change has taken place. */
  afterChange: () => void = () => {};

  constructor(name: string) {
    this.description = `bucket ${name}`;
  }

  async get(name: string): Promise<ObjectInMemory | undefined> {
    return this.objects.get(name);
  }

  async put(name: string, content: Uint8Array, { onlyNew = false } = {}) {
    this.beforeChange();
    if (onlyNew && this.objects.has(name)) return { written: false } as const;
    const etag = this.save(name, content);
    this.afterChange();
    return { written: true, etag } as const;
  }

  async remove(name: string): Promise<void> {
    this.beforeChange();
    this.objects.delete(name);
    this.afterChange();
  }

  async *list(prefix: string, after = '') {
    const names = [...this.objects.keys()].filter((name) => name.startsWith(prefix) && name > after);
    yield names.sort().flatMap((name) => {
      const object = this.objects.get(name);
      return object ? [{ name, etag: object.etag, timestamp: object.timestamp, size: object.content.length }] : [];
    });
  }

  /** As somebody else would. Answers the ETag. */
  save(name: string, content: string | Uint8Array): string {
    const bytes = Buffer.from(content);
    const etag = createHash('md5').update(bytes).digest('hex');
    this.objects.set(name, { content: bytes, etag, timestamp: Math.floor(Date.now() / 1000) * 1000 });
    return etag;
  }

  /** All that lies here, as text. */
  texts(): Record<string, string> {
    return Object.fromEntries([...this.objects].map(([name, { content }]) => [name, content.toString('utf8')]));
  }

  /** As a platform moves what has landed: under the same names, with the time of the move. */
  moveTo(other: ObjectsInMemory, isMoved: (name: string) => boolean = (name) => name.includes('/upload_date=')): void {
    for (const [name, { content }] of [...this.objects]) {
      if (!isMoved(name)) continue;
      other.save(name, content);
      this.objects.delete(name);
    }
  }
}
