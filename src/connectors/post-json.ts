import * as http from 'node:http';
import * as https from 'node:https';

export interface JsonPost {
  readonly url: string;
  readonly headers: Readonly<Record<string, string>>;
  /** JSON text. */
  readonly body: string;
  readonly largestAnswerBytes: number;
  readonly signal: AbortSignal;
}

export interface PostAnswer {
  readonly status: number;
  readonly retryAfter: string | undefined;
  /** Undefined where it is larger than was allowed. */
  readonly text: string | undefined;
}

/**
 * POSTs JSON and reads the answer whole. Redirects are not followed: the headers hold credentials. Throws Node's own error
 * where no answer comes, and the signal's AbortError.
 *
 * node:http and not fetch, which gives up after five minutes without an answer; how long it may take is the signal's to
 * say.
 */
export async function postJson({ url, headers, body, largestAnswerBytes, signal }: JsonPost): Promise<PostAnswer> {
  const response = await new Promise<http.IncomingMessage>((resolve, reject) => {
    const { request } = url.startsWith('https:') ? https : http;
    const own = { 'content-type': 'application/json', accept: 'application/json' };
    const sent = request(url, { method: 'POST', headers: { ...own, ...headers }, signal });
    sent.on('response', resolve).on('error', reject);
    sent.end(body);
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
