import type { HttpEndPoint } from '../../config';
import { exchangeJson } from '../../connectors/exchange-json';
import { retryAfterMs } from '../../connectors/retry-after';
import { largestKeptBytes } from '../../contract/batch-run';
import { LongshoreError } from '../../contract/failure';
import type { Target } from './target';

/** What a target answers that delivers its result later. */
export const deliversLater = Symbol('delivers later');

/** 4xx that a repeat may help with: a time-out, a request too early, too many of them. */
const worthRepeating: readonly number[] = [408, 425, 429];

/** POSTs a pass to the end point's address. No body of a refusal is ever told: it may hold anything. */
export function httpTarget({ url, headers }: HttpEndPoint): Target {
  const { host } = new URL(url);
  return async (request, { signal }) => {
    const answer = await exchangeJson({
      url,
      headers: { ...headers, 'idempotency-key': request.idempotencyKey },
      body: JSON.stringify(request),
      largestAnswerBytes: largestKeptBytes,
      signal,
    }).catch((error: NodeJS.ErrnoException) => {
      signal.throwIfAborted();
      throw new LongshoreError('target-failed', `${host} does not answer (${error.code ?? error.name})`, {
        cause: error,
      });
    });
    const { status, text } = answer;
    if (status === 202) return deliversLater;
    if (status >= 200 && status < 300) return parse(host, text);
    const wait = retryAfterMs(answer.retryAfter, Date.now());
    if (status >= 500 || worthRepeating.includes(status)) {
      const options = wait === undefined ? {} : { retryAfterMs: wait };
      throw new LongshoreError('target-failed', `${host} answers ${status}`, options);
    }
    const redirected = status < 400 ? ', a redirect, which is not followed' : '';
    throw new LongshoreError('target-refused', `${host} answers ${status}${redirected}`);
  };
}

function parse(host: string, text: string | undefined): unknown {
  if (text === undefined) {
    throw new LongshoreError('target-state-too-large', `${host} answers with more than 16 MB`);
  }
  try {
    return JSON.parse(text);
  } catch {
    // The parser's message repeats a piece of the text.
    throw new LongshoreError('target-answer-invalid', `${host} answers with something that is not JSON`);
  }
}
