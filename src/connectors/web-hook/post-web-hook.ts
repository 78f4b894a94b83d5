import { LongshoreError } from '../../contract/failure';
import { abortError } from '../abort-error';
import { exchangeJson } from '../exchange-json';
import { retryAfterMs } from '../retry-after';
import { signature } from './signature';

export interface WebHookPost {
  /** A secret: it stands in no message. */
  readonly url: string;
  /** As messages name it: `The web hook of the channel ops`. */
  readonly where: string;
  readonly body: string;
  readonly idempotencyKey: string;
  /** Left out, nothing is signed. */
  readonly secret?: string | undefined;
  readonly signal: AbortSignal;
}

/** Chat systems answer in well under a second; one that takes longer than this has lost the message. */
const answersWithinMs = 30_000;
/** Nothing of an answer is used: what is over this is not read. */
const largestAnswerBytes = 64 * 1_024;

/**
 * POSTs a message. Throws `destination-unavailable` and `throttled` where a repeat may help, `destination-refused` for
 * every other answer, and the signal's AbortError. Neither the address nor a word of the answer is in what it throws.
 */
export async function postWebHook({ url, where, body, idempotencyKey, secret, signal }: WebHookPost): Promise<void> {
  const timestamp = Math.floor(Date.now() / 1_000);
  const limit = AbortSignal.timeout(answersWithinMs);
  const headers: Record<string, string> = {
    'idempotency-key': idempotencyKey,
    'longshore-timestamp': String(timestamp),
    ...(secret === undefined ? {} : { 'longshore-signature': signature(secret, timestamp, body) }),
  };
  const sent = { url, headers, body, largestAnswerBytes, signal: AbortSignal.any([signal, limit]) };
  const { status, retryAfter } = await exchangeJson(sent).catch((error: NodeJS.ErrnoException) => {
    if (signal.aborted) throw abortError(signal);
    const why = limit.aborted ? `within ${answersWithinMs / 1_000} s` : `(${error.code ?? error.name})`;
    // Without the error as its cause: Node's own errors name what was called.
    throw new LongshoreError('destination-unavailable', `${where} does not answer ${why}.`);
  });
  if (status >= 200 && status < 300) return;
  const wait = retryAfterMs(retryAfter, Date.now());
  const options = wait === undefined ? {} : { retryAfterMs: wait };
  if (status === 429) throw new LongshoreError('throttled', `${where} asks to be called less often.`, options);
  if (status >= 500 || status === 408) {
    throw new LongshoreError('destination-unavailable', `${where} answers ${status}.`, options);
  }
  const redirected = status >= 300 && status < 400 ? ', a redirect, which is not followed' : '';
  throw new LongshoreError('destination-refused', `${where} answers ${status}${redirected}.`, {
    remedy: 'Check the url of the channel, and whether the hook is still there; `longshore notify test` tries it.',
  });
}
