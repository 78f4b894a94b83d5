import { setMaxListeners } from 'node:events';
import * as http from 'node:http';
import * as https from 'node:https';
import type { ApiKeySession } from 'klaviyo-api';
import { abortError } from '../abort-error';
import { unreachable } from '../unreachable';

export interface KlaviyoRequest {
  readonly method: 'GET' | 'POST';
  /** What follows the base URL, with its slash and query, already percent-encoded. */
  readonly path: string;
  /** JSON text; it is sent as it is. */
  readonly body?: string;
  readonly signal?: AbortSignal | undefined;
  readonly timeoutMs: number;
}

export interface KlaviyoAnswer {
  readonly status: number;
  /** By its name in small letters. */
  readonly header: (name: string) => string | undefined;
  readonly text: string;
}

/** What axios needs to be told: the client's own methods take no signal, no time-out and no text. */
type RequestConfig = Parameters<ApiKeySession['requestWithRetry']>[0];

/** 100 catalog items with custom metadata of 100 KB each are 10 MB. */
const longestAnswerBytes = 32 * 1024 * 1024;

/**
 * Connections to one Klaviyo account, by the session of Klaviyo's own client: it sets the key, the revision and the
 * user agent, and sends. It makes one attempt, since its own retries sleep inside of the call.
 *
 * Bodies are text and not the client's objects. 9,500 profiles (4 MB) cost 75 to 95 ms of CPU as its objects and 9 to 20
 * as text; a request is as large as it was measured to be; and no API object is left whose base path could be forgotten.
 * Answers come back as text too, and are checked here.
 */
export class KlaviyoConnection {
  readonly #baseUrl: string;
  readonly #apiKey: string;
  readonly #agent: http.Agent | https.Agent;
  #session: Promise<ApiKeySession> | undefined;

  constructor(baseUrl: string, apiKey: string) {
    this.#baseUrl = baseUrl;
    this.#apiKey = apiKey;
    this.#agent = baseUrl.startsWith('https:')
      ? new https.Agent({ keepAlive: true })
      : new http.Agent({ keepAlive: true });
  }

  /** The host as messages name it, with its port. */
  get where(): string {
    return `Klaviyo at ${new URL(this.#baseUrl).host}`;
  }

  /**
   * Sends one request. Throws `destination-unavailable` where no whole answer comes, and the signal's AbortError. What
   * the client throws is never passed on or kept as a cause: the request's body and the key hang on it.
   */
  async exchange(request: KlaviyoRequest): Promise<KlaviyoAnswer> {
    const { signal, timeoutMs } = request;
    if (signal?.aborted) throw abortError(signal);
    const session = await this.#open();
    const abort = new AbortController();
    const stop = (): void => abort.abort();
    const timer = setTimeout(stop, timeoutMs);
    if (signal !== undefined) {
      // One signal stands for a whole step, and all requests that run at once listen to it: Node would warn at 11.
      setMaxListeners(0, signal);
      signal.addEventListener('abort', stop, { once: true });
      if (signal.aborted) stop();
    }
    try {
      const config = this.#config(request, abort.signal);
      session.applyToRequest(config);
      const { status, headers, data } = await session.requestWithRetry(config);
      return { status, header: (name) => headerOf(headers, name), text: typeof data === 'string' ? data : '' };
    } catch (error) {
      if (signal?.aborted) throw abortError(signal);
      if (abort.signal.aborted) throw unreachable(this.where, `did not answer within ${timeoutMs / 1_000} s`);
      if (!isOfRequest(error)) throw error;
      throw unreachable(this.where, 'does not answer, or broke its answer off', namedOnly(error));
    } finally {
      clearTimeout(timer);
      signal?.removeEventListener('abort', stop);
    }
  }

  /** Closes what is kept alive. Idle connections do not hold the process. */
  close(): void {
    this.#agent.destroy();
  }

  #config({ method, path, body }: KlaviyoRequest, signal: AbortSignal): RequestConfig {
    const agent = this.#baseUrl.startsWith('https:') ? { httpsAgent: this.#agent } : { httpAgent: this.#agent };
    return {
      method,
      url: `${this.#baseUrl}${path}`,
      headers: {
        Accept: 'application/vnd.api+json',
        ...(body === undefined ? {} : { 'Content-Type': 'application/vnd.api+json' }),
      },
      ...(body === undefined ? {} : { data: body }),
      signal,
      ...agent,
      // Every status is an answer, and every body a text; a redirect would take the key elsewhere.
      validateStatus: () => true,
      responseType: 'text',
      transformResponse: [],
      maxRedirects: 0,
      maxBodyLength: Number.POSITIVE_INFINITY,
      maxContentLength: longestAnswerBytes,
    };
  }

  /** Loaded with the first request: it takes about a second and 38 MB, which only those pay who send to Klaviyo. */
  #open(): Promise<ApiKeySession> {
    this.#session ??= import('klaviyo-api').then(
      ({ ApiKeySession, RetryWithExponentialBackoff }) =>
        // `numRetries` counts all attempts.
        new ApiKeySession(this.#apiKey, new RetryWithExponentialBackoff({ numRetries: 1 })),
    );
    return this.#session;
  }
}

function headerOf(headers: unknown, name: string): string | undefined {
  const value: unknown = Object(headers)[name];
  return typeof value === 'string' ? value : undefined;
}

/** By its mark: axios is the client's own, and this code does not load it. */
function isOfRequest(error: unknown): boolean {
  return Object(error).isAxiosError === true;
}

/** The name of the failure and nothing of what hangs on it. */
function namedOnly(error: unknown): Error {
  const code: unknown = Object(error).code;
  const named = new Error('The request to Klaviyo failed');
  return typeof code === 'string' && /^\w{1,64}$/.test(code) ? Object.assign(named, { code }) : named;
}
