import type { ApiRequest, ByProjectKeyRequestBuilder } from '@commercetools/platform-sdk';
import type { Client, ClientRequest, Middleware, MiddlewareRequest } from '@commercetools/ts-client';
import { type AccessToken, accessTokenOf } from './access-token';
import { exchange } from './exchange';
import { RefusedCall } from './refused-call';
import type { ShopSettings } from './settings';

/** What the service has answered, and when it did so by its own clock: epoch ms, whole seconds. */
export interface ShopAnswer {
  readonly body: unknown;
  readonly serverNow: number | undefined;
}

/** The client library, for one project. */
export interface ShopClient {
  ask(
    request: (project: ByProjectKeyRequestBuilder) => ApiRequest<unknown>,
    signal: AbortSignal | undefined,
  ): Promise<ShopAnswer>;
}

/**
 * The library takes 40 ms to load, and so is loaded by the first call. It repeats nothing by itself: what is busy is
 * waited for by whoever asks, in sight. `ask` throws a `RefusedCall`, what `fetch` throws, and what a token does.
 */
export function shopClient(settings: ShopSettings): ShopClient {
  let opening: Promise<{ client: Client; project: ByProjectKeyRequestBuilder }> | undefined;
  return {
    async ask(request, signal) {
      opening ??= open(settings);
      const { client, project } = await opening;
      try {
        // Its own time-out is one for all calls; a key of its request that it does not know it hands on.
        const answer = await client.execute({ ...asClientRequest(request(project)), signal });
        return { body: answer.body, serverNow: timeIn(answer.headers) };
      } catch (error) {
        throw thrownWithin(error);
      }
    },
  };
}

async function open(settings: ShopSettings) {
  const [{ ClientBuilder }, { createApiBuilderFromCtpClient }] = await Promise.all([
    import('@commercetools/ts-client'),
    import('@commercetools/platform-sdk'),
  ]);
  const client = new ClientBuilder()
    .withMiddleware(authorized(accessTokenOf(settings)))
    .withHttpMiddleware({
      host: settings.apiUrl,
      enableRetry: false,
      includeOriginalRequest: false,
      includeRequestInErrorResponse: false,
      maskSensitiveHeaderData: true,
      httpClient: (url: string, { method, headers, request }: HttpCall) =>
        exchange(url, { method, headers, signal: request.signal }),
    })
    .build();
  const project = createApiBuilderFromCtpClient(client).withProjectKey({ projectKey: settings.projectKey });
  return { client, project };
}

/** What the library hands to its HTTP client, as far as it is used. */
interface HttpCall {
  readonly method: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly request: { readonly signal?: AbortSignal };
}

/** Puts the token into each request; one that is refused is replaced once. */
function authorized(token: AccessToken): Middleware {
  return (next) => async (request) => {
    const value = await token.get(request.signal);
    try {
      return await next(withToken(request, value));
    } catch (error) {
      const refusal = thrownWithin(error);
      if (!(refusal instanceof RefusedCall) || refusal.status !== 401) throw error;
      token.forget(value);
      return next(withToken(request, await token.get(request.signal)));
    }
  };
}

function withToken(request: MiddlewareRequest, token: string): MiddlewareRequest {
  return { ...request, headers: { ...request.headers, authorization: `Bearer ${token}` } };
}

/** The two packages of the library name the same request differently in their types. */
function asClientRequest(request: ApiRequest<unknown>): ClientRequest {
  return request.clientRequest();
}

/** What `exchange` threw: the library wraps it twice, and gives it the status 0 and the name of a failing network. */
function thrownWithin(error: unknown): unknown {
  const { error: outer } = Object(error) as { readonly error?: unknown };
  const { error: inner } = Object(outer) as { readonly error?: unknown };
  return inner ?? error;
}

function timeIn(headers: Readonly<Record<string, unknown>> | undefined): number | undefined {
  const time = typeof headers?.date === 'string' ? Date.parse(headers.date) : Number.NaN;
  return Number.isNaN(time) ? undefined : time;
}
