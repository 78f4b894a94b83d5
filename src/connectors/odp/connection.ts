import { setMaxListeners } from 'node:events';
import * as http from 'node:http';
import * as https from 'node:https';
import { abortError } from '../abort-error';
import { unreachable } from '../unreachable';

export interface OdpRequest {
  readonly method: 'GET' | 'POST';
  /** What follows the base URL, with its slash, already percent-encoded. */
  readonly path: string;
  /** JSON text. */
  readonly body?: string;
  readonly signal?: AbortSignal | undefined;
  readonly timeoutMs: number;
}

export interface OdpAnswer {
  readonly status: number;
  readonly retryAfter: string | undefined;
  /** What came of the body: empty for a 202, cut off when the connection broke or it passed 4 MiB. */
  readonly text: string;
}

/** 500 refused records with reasons of 1,024 characters are 0.5 MiB. */
const longestAnswerBytes = 4 * 1024 * 1024;

/**
 * Connections to one ODP host, kept alive between requests.
 *
 * node:http and not fetch: with batches of 100 records (15 KB) a request costs 0.04 to 0.07 ms of CPU here and 0.27 ms
 * with fetch, which at 1,000 requests a second is a fifth of a core. Redirects are not followed.
 */
export class OdpConnection {
  readonly #base: URL;
  readonly #apiKey: string;
  readonly #agent: http.Agent;

  constructor(baseUrl: string, apiKey: string) {
    this.#base = new URL(baseUrl);
    this.#apiKey = apiKey;
    this.#agent =
      this.#base.protocol === 'https:' ? new https.Agent({ keepAlive: true }) : new http.Agent({ keepAlive: true });
  }

  get hostname(): string {
    return this.#base.hostname;
  }

  /** The host as messages name it, with its port. */
  get host(): string {
    return this.#base.host;
  }

  /**
   * Sends one request. Once a status has come the answer stands, even when the rest of it never comes: what ODP has
   * acknowledged must not be taken for unsent. Before that throws `destination-unavailable`. An abort throws the
   * signal's AbortError, unless a 202 has come.
   */
  exchange(request: OdpRequest): Promise<OdpAnswer> {
    const { signal } = request;
    return new Promise((resolve, reject) => {
      if (signal?.aborted) return reject(abortError(signal));
      const sent = this.#open(request);
      let status: number | undefined;
      let retryAfter: string | undefined;
      const chunks: Buffer[] = [];

      const settle = (failure: () => Error) => {
        clearTimeout(timer);
        signal?.removeEventListener('abort', onAbort);
        if (status === undefined) reject(failure());
        else resolve({ status, retryAfter, text: Buffer.concat(chunks).toString('utf8') });
      };
      const giveUp = (failure: () => Error) => {
        settle(failure);
        sent.destroy();
      };
      const onAbort = () => {
        if (status !== 202) reject(abortError(signal));
        giveUp(() => abortError(signal));
      };
      const timer = setTimeout(
        () => giveUp(() => unreachable(`ODP at ${this.host}`, `did not answer within ${request.timeoutMs / 1000} s`)),
        request.timeoutMs,
      );
      if (signal !== undefined) {
        // One signal stands for a whole step, and all requests that run at once listen to it: Node would warn at 11.
        setMaxListeners(0, signal);
        signal.addEventListener('abort', onAbort, { once: true });
      }

      const onEnd = () => settle(() => unreachable(`ODP at ${this.host}`, 'broke the connection off'));
      sent.on('error', (error) => settle(() => unreachable(`ODP at ${this.host}`, 'does not answer', error)));
      sent.on('close', onEnd);
      sent.on('response', (response) => {
        status = response.statusCode ?? 0;
        retryAfter = response.headers['retry-after'];
        response.on('end', onEnd).on('close', onEnd).on('error', onEnd);
        if (status === 202) return response.resume();
        let size = 0;
        return response.on('data', (chunk: Buffer) => {
          size += chunk.length;
          if (size > longestAnswerBytes) giveUp(() => unreachable(`ODP at ${this.host}`, 'does not stop answering'));
          else chunks.push(chunk);
        });
      });
      sent.end(request.body);
    });
  }

  /** Closes what is kept alive. Idle connections do not hold the process. */
  close(): void {
    this.#agent.destroy();
  }

  #open(request: OdpRequest): http.ClientRequest {
    const { request: open } = this.#base.protocol === 'https:' ? https : http;
    return open({
      agent: this.#agent,
      hostname: this.#base.hostname.replace(/^\[|\]$/g, ''),
      port: this.#base.port,
      method: request.method,
      path: `${this.#base.pathname.replace(/\/$/, '')}${request.path}`,
      headers: {
        'x-api-key': this.#apiKey,
        accept: 'application/json',
        ...(request.body === undefined ? {} : { 'content-type': 'application/json' }),
      },
    });
  }
}
