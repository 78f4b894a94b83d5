import { randomBytes } from 'node:crypto';
import type { AccessKey } from './options';

/** A key that the stand-in has given out. */
export interface IssuedKey extends AccessKey {
  readonly sessionToken: string;
  readonly expiresAt: number;
}

/** What a key may do that is given out, and for how long. */
export interface IssuedRights extends Pick<AccessKey, 'prefix' | 'mayRead'> {
  readonly lifeMs: number;
}

/** The keys that a stand-in knows: those of its options, and those that it has given out. */
export class KeyRing {
  readonly #keys: Map<string, AccessKey>;
  #issued = 0;

  constructor(keys: readonly AccessKey[]) {
    this.#keys = new Map(keys.map((key) => [key.accessKeyId, key]));
  }

  find(accessKeyId: string): AccessKey | undefined {
    return this.#keys.get(accessKeyId);
  }

  /** How many were given out. */
  get issued(): number {
    return this.#issued;
  }

  /** Gives out a temporary key. Its secret and its token have the word canary in them. */
  issue({ lifeMs, ...rights }: IssuedRights): IssuedKey {
    this.#issued += 1;
    const canary = () => `canary-${randomBytes(18).toString('hex')}`;
    const key: IssuedKey = {
      ...rights,
      accessKeyId: `ASIASTANDIN${this.#issued}`,
      secretAccessKey: canary(),
      sessionToken: canary(),
      expiresAt: Date.now() + lifeMs,
    };
    this.#keys.set(key.accessKeyId, key);
    return key;
  }

  /** Ends all keys that were given out, whatever was said of their time. */
  expireIssued(): void {
    for (const [id, key] of this.#keys) {
      if (key.expiresAt !== undefined) this.#keys.set(id, { ...key, expiresAt: 0 });
    }
  }
}
