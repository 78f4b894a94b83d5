import { createHash } from 'node:crypto';
import { crc32, crc32Text } from '../../src/contract/crc32';

/** An object as it is stored. The ETag is quoted, `modifiedAt` is epoch ms. */
export interface S3Object {
  readonly key: string;
  readonly content: Buffer;
  readonly etag: string;
  readonly checksum: string;
  readonly modifiedAt: number;
}

/** The objects of one bucket. */
export class BucketState {
  readonly #objects = new Map<string, S3Object>();
  #sorted: S3Object[] | undefined;

  get(key: string): S3Object | undefined {
    return this.#objects.get(key);
  }

  put(key: string, content: Buffer, modifiedAt = Date.now()): S3Object {
    const etag = `"${createHash('md5').update(content).digest('hex')}"`;
    const object = { key, content, etag, checksum: crc32Text(crc32(content)), modifiedAt };
    this.#objects.set(key, object);
    this.#sorted = undefined;
    return object;
  }

  delete(key: string): void {
    this.#objects.delete(key);
    this.#sorted = undefined;
  }

  /** In the order of the keys' bytes, as S3 lists them: "＀" comes before "😀", which it does not in UTF-16. */
  inOrder(): readonly S3Object[] {
    this.#sorted ??= [...this.#objects.values()].sort((a, b) => Buffer.from(a.key).compare(Buffer.from(b.key)));
    return this.#sorted;
  }
}
