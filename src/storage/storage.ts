/** An object in storage. `modifiedAt` is epoch ms. */
export interface StoredObject {
  readonly key: string;
  readonly size: number;
  readonly modifiedAt: number;
}

/**
 * The place for what is too large for a workflow or is for a person's eyes. Keys are segments of letters, digits and
 * `._=-` joined by `/`. A write is whole or not at all, and a repeat of it changes nothing.
 *
 * Every method throws `storage-unavailable` where the place cannot be read or written, and where it is a service
 * `storage-auth` and `storage-refused` too.
 */
export interface Storage {
  /** For messages: "directory .longshore". */
  readonly description: string;
  put(key: string, content: string | Uint8Array): Promise<void>;
  /** Undefined where nothing lies under the key. */
  get(key: string): Promise<Buffer | undefined>;
  /** In the order of the keys. */
  list(prefix: string): AsyncGenerator<StoredObject>;
  /** No error where nothing lies under the key. */
  remove(key: string): Promise<void>;
}
