import { z } from 'zod';
import { abortError } from '../abort-error';
import { watched } from '../stall-watch';
import { exchange } from './exchange';
import { RefusedCall } from './refused-call';
import type { ShopSettings } from './settings';
import { tokenFailure } from './token-failure';

const tokenSchema = z.looseObject({ access_token: z.string().min(1), expires_in: z.number().positive() });

interface Token {
  readonly value: string;
  /** Epoch ms of this machine. */
  readonly until: number;
}

/** A token is given up a minute early, so that it does not end on its way. */
const marginMs = 60_000;
const patienceMs = 30_000;

/**
 * The token of one client of one project. Whoever asks while one is fetched waits for the same: the client library
 * would fetch one for each of them, and could not be aborted meanwhile.
 */
export class AccessToken {
  readonly #settings: ShopSettings;
  #token: Token | undefined;
  #fetching: Promise<Token> | undefined;

  constructor(settings: ShopSettings) {
    this.#settings = settings;
  }

  /**
   * A token that is still good by its own words. Throws `source-auth` where the client or a scope is refused, and
   * `source-not-found`, `source-refused` and `source-unavailable` as a page does; an AbortError when the signal aborts.
   */
  async get(signal: AbortSignal | undefined): Promise<string> {
    if (this.#token !== undefined && Date.now() < this.#token.until) return this.#token.value;
    this.#fetching ??= this.#fetch().finally(() => {
      this.#fetching = undefined;
    });
    const { value } = await untilAborted(this.#fetching, signal);
    return value;
  }

  /** Gives up a token that was refused, unless it has been replaced already. */
  forget(value: string): void {
    if (this.#token?.value === value) this.#token = undefined;
  }

  async #fetch(): Promise<Token> {
    const { authUrl, scope, client } = this.#settings;
    const asked = Date.now();
    const translate = (error: unknown) => tokenFailure(error, this.#settings);
    const { data } = await watched(
      { attempt: `Asking ${new URL(authUrl).host} for a token`, translate, stallMs: patienceMs },
      (signal) =>
        exchange(`${authUrl.replace(/\/+$/, '')}/oauth/token`, {
          method: 'POST',
          headers: {
            authorization: `Basic ${Buffer.from(`${client.clientId}:${client.secret}`).toString('base64')}`,
            'content-type': 'application/x-www-form-urlencoded',
          },
          body: new URLSearchParams({ grant_type: 'client_credentials', scope }).toString(),
          signal,
        }),
    );
    const token = tokenSchema.safeParse(data);
    if (!token.success) throw translate(notAToken);
    const { access_token: value, expires_in: seconds } = token.data;
    this.#token = { value, until: asked + seconds * 1000 - Math.min(marginMs, seconds * 500) };
    return this.#token;
  }
}

const notAToken = new RefusedCall({ status: 200, retryAfter: null, text: '' });

const kept = new Map<string, AccessToken>();

/**
 * The token of these settings, one for the whole process: it is good for two days, and a step that lasts 20 s would
 * fetch 4,320 a day for each lane.
 */
export function accessTokenOf(settings: ShopSettings): AccessToken {
  const { authUrl, scope, client } = settings;
  const key = JSON.stringify([authUrl, scope, client.clientId, client.secret]);
  const known = kept.get(key);
  if (known !== undefined) return known;
  const token = new AccessToken(settings);
  kept.set(key, token);
  return token;
}

/** Stops waiting for what others wait for too, and goes on without this one. */
function untilAborted<Result>(work: Promise<Result>, signal: AbortSignal | undefined): Promise<Result> {
  if (signal === undefined) return work;
  return new Promise((resolve, reject) => {
    const stop = () => reject(abortError(signal));
    if (signal.aborted) stop();
    signal.addEventListener('abort', stop, { once: true });
    work.then(resolve, reject).finally(() => signal.removeEventListener('abort', stop));
  });
}
