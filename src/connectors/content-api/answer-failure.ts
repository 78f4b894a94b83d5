import { LongshoreError } from '../../contract/failure';
import type { JsonAnswer } from '../exchange-json';
import { retryAfterMs } from '../retry-after';

/**
 * The failure that an answer's status means. Its text is never used: it may hold anything.
 *
 * @param where the content API and its host, as messages name it
 */
export function answerFailure(answer: JsonAnswer, where: string): LongshoreError {
  const { status } = answer;
  if (status === 401 || status === 403) {
    return new LongshoreError('source-auth', `${where} refused the credentials (${status}).`, {
      remedy: 'Check the headers of the connection, and the variables that they name.',
    });
  }
  const wait = retryAfterMs(answer.retryAfter, Date.now());
  const options = wait === undefined ? {} : { retryAfterMs: wait };
  if (status === 429) {
    return new LongshoreError('source-unavailable', `${where} asks to be called less often (429).`, options);
  }
  if (status === 408 || status >= 500) {
    return new LongshoreError('source-unavailable', `${where} answers ${status}.`, options);
  }
  const remedy = 'Check baseUrl of the connection; it is what stands before /articles.';
  if (status === 404) {
    return new LongshoreError('source-not-found', `${where} has no articles: it answers 404.`, { remedy });
  }
  const redirected = status >= 300 && status < 400 ? ', a redirect, which is not followed' : '';
  return new LongshoreError('source-refused', `${where} answers ${status}${redirected}.`, { remedy });
}
