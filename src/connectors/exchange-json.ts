import * as http from 'node:http';
import * as https from 'node:https';

export interface JsonRequest {
  readonly url: string;
  readonly headers: Readonly<Record<string, string>>;
  /** JSON text, which is POSTed. Left out: a GET. */
  readonly body?: string;
  readonly largestAnswerBytes: number;
  readonly signal: AbortSignal;
}

export interface JsonAnswer {
  readonly status: number;
  readonly retryAfter: string | undefined;
  /** Undefined where it is larger than was allowed. */
  readonly text: string | undefined;
}

/**
 * Sends one request and reads the answer whole. Redirects are not followed: the headers hold credentials. Throws Node's
 * own error where no answer comes, and the signal's AbortError.
 *
 * node:http and not fetch, which gives up after five minutes without an answer; how long it may take is the signal's to
 * say.
 */
export async function exchangeJson(sent: JsonRequest): Promise<JsonAnswer> {
  const { url, headers, body, largestAnswerBytes, signal } = sent;
  const response = await new Promise<http.IncomingMessage>((resolve, reject) => {
    const { request } = url.startsWith('https:') ? https : http;
    const own = { accept: 'application/json', ...(body === undefined ? {} : { 'content-type': 'application/json' }) };
    const opened = request(url, {
      method: body === undefined ? 'GET' : 'POST',
      headers: { ...own, ...headers },
      signal,
    });
    opened.on('response', resolve).on('error', reject);
    opened.end(body);
  });
  const chunks: Buffer[] = [];
  let size = 0;
  const head = { status: response.statusCode ?? 0, retryAfter: response.headers['retry-after'] };
  for await (const chunk of response) {
    size += chunk.length;
    // Leaving the loop ends the connection.
    if (size > largestAnswerBytes) return { ...head, text: undefined };
    chunks.push(chunk);
  }
  return { ...head, text: Buffer.concat(chunks).toString('utf8') };
}
