import { createHash, randomUUID } from 'node:crypto';
import { crc32, crc32Text } from '../../src/contract/crc32';

/** An object as it is stored. The ETag is quoted, `modifiedAt` is epoch ms. */
export interface S3Object {
  readonly key: string;
  readonly content: Buffer;
  readonly etag: string;
  /** Undefined of what was put in parts: theirs is not that of the whole. */
  readonly checksum: string | undefined;
  readonly modifiedAt: number;
  /** Where the bucket keeps versions. */
  readonly versionId: string | undefined;
  /** Headers that say how it is encrypted. */
  readonly seal: Readonly<Record<string, string>>;
}

export interface PutOptions {
  readonly modifiedAt?: number;
  /** Left out: the MD5 of the content, or something else where it is encrypted with a key. */
  readonly etag?: string;
  readonly seal?: S3Object['seal'];
}

/** The objects of one bucket. */
export class BucketState {
  readonly #objects = new Map<string, S3Object>();
  readonly #versions = new Map<string, S3Object>();
  #sorted: S3Object[] | undefined;
  isVersioned = false;

  /** An object, or an earlier version of it. */
  get(key: string, versionId?: string): S3Object | undefined {
    if (versionId === undefined) return this.#objects.get(key);
    const version = this.#versions.get(versionId);
    return version?.key === key ? version : undefined;
  }

  put(key: string, content: Buffer, options: PutOptions = {}): S3Object {
    const { modifiedAt = Date.now(), seal = {}, etag = etagOf(content, seal) } = options;
    const checksum = options.etag === undefined ? crc32Text(crc32(content)) : undefined;
    const versionId = this.isVersioned ? randomUUID() : undefined;
    const object = { key, content, etag, checksum, modifiedAt, versionId, seal };
    this.#objects.set(key, object);
    if (versionId !== undefined) this.#versions.set(versionId, object);
    this.#sorted = undefined;
    return object;
  }

  /** Earlier versions stay. */
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

/** The MD5 of the content; of what is encrypted with a key of KMS it is not, and the same content has another each time. */
function etagOf(content: Buffer, seal: S3Object['seal']): string {
  const isOpaque = seal['x-amz-server-side-encryption'] === 'aws:kms';
  return `"${createHash('md5')
    .update(isOpaque ? randomUUID() : content)
    .digest('hex')}"`;
}
