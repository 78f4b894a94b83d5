/** A key that ends. */
export interface TemporaryKey {
  readonly accessKeyId: string;
  readonly secretAccessKey: string;
  readonly sessionToken?: string;
  /** Left out where it does not say when. */
  readonly expiration?: Date;
}

/** How long before its end a key is renewed: a request that is on its way then does not meet the end. */
const marginMs = 5 * 60_000;

/**
 * Keys that end, each asked for once: whoever asks while one is fetched waits for the same. The client of S3 keeps keys
 * by itself, but asks several times at once, and again for every request once a key has less than five minutes left.
 */
export class TemporaryCredentials<Key extends TemporaryKey = TemporaryKey> {
  readonly #ask: () => Promise<Key>;
  #kept: { readonly key: Key; readonly renewAt: number } | undefined;
  #asking: Promise<Key> | undefined;

  constructor(ask: () => Promise<Key>) {
    this.#ask = ask;
  }

  /** A key that is good for a while yet. Throws what asking for one does. */
  async get(): Promise<Key> {
    if (this.#kept !== undefined && Date.now() < this.#kept.renewAt) return this.#kept.key;
    this.#asking ??= this.#renew().finally(() => {
      this.#asking = undefined;
    });
    return this.#asking;
  }

  /** Gives up a key that was refused, unless it has been replaced already. */
  forget(key: Key): void {
    if (this.#kept?.key === key) this.#kept = undefined;
  }

  async #renew(): Promise<Key> {
    const askedAt = Date.now();
    const key = await this.#ask();
    const leftMs = (key.expiration?.getTime() ?? Number.POSITIVE_INFINITY) - askedAt;
    // One that lasts less than ten minutes is used for half of its time.
    this.#kept = { key, renewAt: askedAt + Math.max(leftMs - marginMs, leftMs / 2) };
    return key;
  }
}
