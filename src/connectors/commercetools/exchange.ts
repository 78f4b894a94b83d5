import { RefusedCall } from './refused-call';

export interface Sent {
  readonly method: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body?: string;
  readonly signal: AbortSignal | undefined;
}

/** An answer of success, in the shape in which the client library takes it. */
export interface Received {
  readonly status: number;
  readonly headers: Headers;
  readonly data: unknown;
}

/**
 * Sends one request and reads its whole answer. Throws a `RefusedCall` for every status but 2xx, whatever the body is,
 * and for a success that is not JSON; what `fetch` throws where no answer came, and where the signal aborts.
 */
export async function exchange(url: string, { method, headers, body, signal }: Sent): Promise<Received> {
  const response = await fetch(url, {
    method,
    headers,
    ...(body === undefined ? {} : { body }),
    ...(signal === undefined ? {} : { signal }),
    // The service never redirects; a sign-in page in its place must not be taken for an answer.
    redirect: 'manual',
  });
  const text = await response.text();
  const refused = () =>
    new RefusedCall({ status: response.status, retryAfter: response.headers.get('retry-after'), text });
  if (!response.ok) throw refused();
  try {
    return { status: response.status, headers: response.headers, data: JSON.parse(text) };
  } catch {
    // The parser's own error repeats a piece of the text, which may be a customer's.
    throw refused();
  }
}
