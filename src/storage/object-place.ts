import type { ObjectContent, WriteCondition, WriteOutcome } from '../connectors/object-content';

/** An object as a listing saw it: bare ETag, bytes, last change in epoch ms. */
export interface ListedObject {
  readonly name: string;
  readonly etag: string;
  readonly size: number;
  readonly timestamp: number;
}

/**
 * A bucket or a container, or a folder of one; names are without the folder. Throws `storage-auth`, `storage-refused`
 * (there is no such bucket) and `storage-unavailable`.
 */
export interface ObjectPlace {
  /** For messages: `bucket states`. */
  readonly description: string;
  /** Undefined where there is none. */
  get(name: string): Promise<ObjectContent | undefined>;
  put(name: string, content: Uint8Array, condition?: WriteCondition): Promise<WriteOutcome>;
  /** No error where there is none. */
  remove(name: string): Promise<void>;
  /** In the order of the names, page by page; with `after` only names behind it. */
  list(prefix: string, after?: string): AsyncIterable<readonly ListedObject[]>;
}
