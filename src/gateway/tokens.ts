import { createHmac, randomBytes, timingSafeEqual } from 'node:crypto';

/** What a caller may do; each includes those before it. */
export const scopes = ['read', 'run', 'delete'] as const;
export type Scope = (typeof scopes)[number];

export function includes(granted: Scope, wanted: Scope): boolean {
  return scopes.indexOf(granted) >= scopes.indexOf(wanted);
}

interface Known {
  readonly digest: Buffer;
  readonly scope: Scope;
}

/** The bearer tokens that the gateway takes. It keeps no token, but a digest of each under a key of this process. */
export class Tokens {
  readonly #key = randomBytes(32);
  readonly #known: readonly Known[];

  constructor(tokens: Readonly<Record<Scope, readonly string[]>>) {
    this.#known = scopes.flatMap((scope) => tokens[scope].map((token) => ({ digest: this.#digestOf(token), scope })));
  }

  /** True where nobody needs one. */
  get isEmpty(): boolean {
    return this.#known.length === 0;
  }

  /**
   * What the caller may do that sends this header; undefined for one that is not known. It takes as long for a token that
   * is nearly right as for any other: digests are compared, all of them, and each to its end.
   */
  scopeOf(authorization: string | undefined): Scope | undefined {
    const token = /^Bearer +(\S+) *$/i.exec(authorization ?? '')?.[1];
    if (token === undefined) return undefined;
    const digest = this.#digestOf(token);
    let granted: Scope | undefined;
    for (const known of this.#known) {
      if (timingSafeEqual(known.digest, digest)) granted = known.scope;
    }
    return granted;
  }

  #digestOf(token: string): Buffer {
    return createHmac('sha256', this.#key).update(token).digest();
  }
}
