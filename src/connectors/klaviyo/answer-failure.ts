import { LongshoreError } from '../../contract/failure';
import { retryAfterMs } from '../retry-after';
import type { KlaviyoAnswer } from './connection';
import { type KlaviyoOperation, klaviyoOperations } from './operations';

/** Klaviyo says "available in 0 seconds" at times. */
const shortestWaitMs = 1_000;

/**
 * The failure that an answer's status means. Its text is never used: it may hold a record's values.
 *
 * @param where Klaviyo and its host, as messages name it
 */
export function answerFailure(answer: KlaviyoAnswer, operation: KlaviyoOperation, where: string): LongshoreError {
  const { status } = answer;
  const scopes = klaviyoOperations[operation].scopes.join(' and ');
  if (status === 401) {
    return new LongshoreError('destination-auth', `${where} refused the API key (401).`, {
      remedy: 'Check apiKey of the connection: a private key, pk_…, that was not revoked.',
    });
  }
  if (status === 403) {
    return new LongshoreError('destination-auth', `${where} does not allow the API key to ${operation} (403).`, {
      remedy: `Give the key the scope ${scopes} in Klaviyo under Settings, API keys; a new key is needed for new scopes.`,
    });
  }
  const wait = retryAfterMs(answer.header('retry-after'), Date.now());
  if (status === 429) {
    const options = { retryAfterMs: Math.max(wait ?? shortestWaitMs, shortestWaitMs) };
    return new LongshoreError('throttled', `${where} asks to be called less often (${operation}).`, options);
  }
  if (status === 408 || status >= 500) {
    const options = wait === undefined ? {} : { retryAfterMs: wait };
    return new LongshoreError('destination-unavailable', `${where} answers ${status} (${operation}).`, options);
  }
  if (status === 404) {
    return new LongshoreError('destination-not-found', `There is no ${operation} at ${where}: it answers 404.`, {
      remedy: 'Check baseUrl of the connection; it is what stands before /api.',
    });
  }
  if (status >= 400) {
    return new LongshoreError('destination-refused', `${where} refused the request (${operation}, ${status}).`);
  }
  // A 2xx or 3xx that Klaviyo does not document comes from something that stands in its place: a proxy, a sign-in page.
  return notKlaviyo(where, `${status} to ${operation}`);
}

/** What answers is not Klaviyo, or a Klaviyo of another revision. */
export function notKlaviyo(where: string, what: string): LongshoreError {
  return new LongshoreError('destination-refused', `${where} answers with ${what}, which Klaviyo never does.`, {
    remedy: 'Check baseUrl of the connection, and what stands between this machine and Klaviyo.',
  });
}
