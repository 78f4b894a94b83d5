import { z } from 'zod';
import { LongshoreError } from '../../contract/failure';
import { exchangeJson, type JsonAnswer } from '../exchange-json';
import { retryAfterMs } from '../retry-after';
import type { OptimizelyCredentials } from './settings';
import { TemporaryCredentials, type TemporaryKey } from './temporary-credentials';

/** A key of Optimizely's, and where what it opens lies. */
export interface ExportKey extends TemporaryKey {
  readonly bucket: string;
  /** Ends in a slash: `v1/account_id=12345/`. */
  readonly prefix: string;
}

const timeoutMs = 15_000;
/** An answer is 1 KB. */
const largestAnswerBytes = 64 * 1024;
/** 2001 in ms, and the year 33,658 in seconds: what is smaller is not in ms. */
const earliestMs = 1_000_000_000_000;

const word = z.string().regex(/^[\x21-\x7e]+$/);
const answerSchema = z.object({
  credentials: z.object({
    accessKeyId: word,
    secretAccessKey: word,
    sessionToken: word,
    expiration: z.int().min(earliestMs),
  }),
  s3Path: z.string().regex(/^s3:\/\/[a-z0-9][a-z0-9.-]{1,61}[a-z0-9]\/(?:.+\/)?$/),
});

const kept = new Map<string, TemporaryCredentials<ExportKey>>();

/** The keys that a token is given, one cache for the whole process: each step of a run opens its bucket anew. */
export function exportCredentialsOf(settings: OptimizelyCredentials): TemporaryCredentials<ExportKey> {
  const { token, duration, baseUrl } = settings;
  const id = JSON.stringify([token, duration, baseUrl]);
  const known = kept.get(id);
  if (known !== undefined) return known;
  const credentials = new TemporaryCredentials(() => askForKey(settings));
  kept.set(id, credentials);
  return credentials;
}

/**
 * Asks for a key by which the export of events of one account is read. Throws `source-auth`, `source-not-found` and
 * `source-refused` where no repeat helps, and `source-unavailable`.
 */
async function askForKey({ token, duration, baseUrl }: OptimizelyCredentials): Promise<ExportKey> {
  const url = `${baseUrl.replace(/\/+$/, '')}/v2/export/credentials?duration=${duration}`;
  const where = `Optimizely at ${new URL(baseUrl).host}`;
  const timeout = AbortSignal.timeout(timeoutMs);
  let answer: JsonAnswer;
  try {
    const headers = { authorization: `Bearer ${token}` };
    answer = await exchangeJson({ url, headers, largestAnswerBytes, signal: timeout });
  } catch (error) {
    const code: unknown = Object(error).code;
    const how = timeout.aborted
      ? `did not answer within ${timeoutMs / 1_000} s`
      : `does not answer (${typeof code === 'string' ? code : 'no connection'})`;
    throw new LongshoreError('source-unavailable', `${where} ${how}, when asked for credentials of the export.`);
  }
  if (answer.status !== 200) throw answerFailure(answer, where);
  const parsed = answerSchema.safeParse(jsonOf(answer.text));
  if (!parsed.success) {
    const at = parsed.error.issues[0]?.path.join('.') ?? '';
    const message = `${where} answers with something else than credentials of the export${at && ` (at ${at})`}.`;
    throw new LongshoreError('source-refused', message, { remedy: 'Check baseUrl of the credentials.' });
  }
  const { credentials, s3Path } = parsed.data;
  const [, bucket = '', prefix = ''] = /^s3:\/\/([^/]+)\/(.*)$/.exec(s3Path) ?? [];
  return { ...credentials, expiration: new Date(credentials.expiration), bucket, prefix };
}

/** The failure that an answer's status means. Its text is never used: it may hold anything. */
function answerFailure({ status, retryAfter }: JsonAnswer, where: string): LongshoreError {
  const fail = (code: 'source-auth' | 'source-refused' | 'source-not-found', what: string, remedy: string) =>
    new LongshoreError(code, `${where} ${what} (${status}).`, { remedy });
  switch (status) {
    case 400:
      return fail('source-refused', 'does not take the request', 'Check duration: it gives 15 minutes to an hour.');
    case 401:
      return fail(
        'source-auth',
        'refuses the token',
        'Make a new personal access token in Optimizely, and set the variable that the connection names to it.',
      );
    case 403:
      return fail(
        'source-auth',
        'gives the owner of the token no credentials of the export',
        'Check that the plan of the account has the export of events, and that the owner of the token may see it.',
      );
    case 404:
      return fail('source-not-found', 'has no credentials of the export', 'Check baseUrl of the credentials.');
    default:
  }
  if (status === 408 || status === 429 || status >= 500) {
    return new LongshoreError('source-unavailable', `${where} answers ${status}.`, {
      retryAfterMs: retryAfterMs(retryAfter, Date.now()),
    });
  }
  return fail('source-refused', 'refuses the request', 'Check baseUrl of the credentials.');
}

/** Undefined for what is no JSON. The parser's message would repeat a piece of the text. */
function jsonOf(text: string | undefined): unknown {
  try {
    return text === undefined ? undefined : JSON.parse(text);
  } catch {
    return undefined;
  }
}
