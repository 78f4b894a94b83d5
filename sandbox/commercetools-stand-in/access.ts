import { randomBytes } from 'node:crypto';
import { type Answer, refused } from './answer';
import type { ApiClient } from './options';

interface Grant {
  readonly clientId: string;
  readonly scopes: ReadonlySet<string>;
  /** Epoch ms of the stand-in's clock. */
  readonly until: number;
}

/** What all its tokens begin with; found by the tests that look for secrets where none may be. */
export const tokenStart = 'standin.canary-shop-token-';

/** The API clients of the project, and the tokens that were given to them. */
export class Access {
  readonly #clients: ReadonlyMap<string, ApiClient>;
  readonly #revoked = new Set<string>();
  readonly #grants = new Map<string, Grant>();
  #given = 0;

  constructor(clients: readonly ApiClient[]) {
    this.#clients = new Map(clients.map((client) => [client.clientId, client]));
  }

  /** How many tokens were given so far. */
  get given(): number {
    return this.#given;
  }

  /** Takes a client's tokens from it at once, and gives it no more. */
  revoke(clientId: string): void {
    this.#revoked.add(clientId);
    for (const [token, grant] of this.#grants) if (grant.clientId === clientId) this.#grants.delete(token);
  }

  restore(clientId: string): void {
    this.#revoked.delete(clientId);
  }

  /** Ends all tokens, as if their time were over. */
  expire(): void {
    this.#grants.clear();
  }

  /** `POST /oauth/token`: client credentials, with all of the client's scopes unless some are named. */
  grant(authorization: string | undefined, body: string, lifetime: { now: number; seconds: number }): Answer {
    const client = this.#clientOf(authorization);
    if (client === undefined) {
      return refused(401, 'invalid_client', 'Please provide valid client credentials using HTTP Basic Authentication.');
    }
    const form = new URLSearchParams(body);
    if (form.get('grant_type') !== 'client_credentials') {
      return refused(400, 'unsupported_grant_type', 'Invalid parameter: grant_type.');
    }
    const wanted = form.get('scope')?.split(/\s+/).filter(Boolean) ?? [];
    const wrong = wanted.find((scope) => !client.scopes.includes(scope));
    if (wrong !== undefined) return refused(400, 'invalid_scope', `The specified scope '${wrong}' is not permitted.`);
    const scopes = wanted.length > 0 ? wanted : client.scopes;
    const token = `${tokenStart}${randomBytes(18).toString('base64url')}`;
    this.#given += 1;
    this.#grants.set(token, {
      clientId: client.clientId,
      scopes: new Set(scopes),
      until: lifetime.now + lifetime.seconds * 1000,
    });
    const granted = {
      access_token: token,
      token_type: 'Bearer',
      expires_in: lifetime.seconds,
      scope: scopes.join(' '),
    };
    return { status: 200, body: JSON.stringify(granted) };
  }

  /** The scopes of a request's token; undefined where it has none that is good. */
  scopesOf(authorization: string | undefined, now: number): ReadonlySet<string> | undefined {
    const token = /^Bearer (.+)$/i.exec(authorization ?? '')?.[1] ?? '';
    const grant = this.#grants.get(token);
    return grant !== undefined && now < grant.until ? grant.scopes : undefined;
  }

  #clientOf(authorization: string | undefined): ApiClient | undefined {
    const encoded = /^Basic (.+)$/i.exec(authorization ?? '')?.[1] ?? '';
    const [clientId = '', secret] = Buffer.from(encoded, 'base64').toString('utf8').split(/:(.*)/s);
    const client = this.#revoked.has(clientId) ? undefined : this.#clients.get(clientId);
    return client?.secret === secret ? client : undefined;
  }
}
