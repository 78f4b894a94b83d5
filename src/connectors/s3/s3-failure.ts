import { S3ServiceException } from '@aws-sdk/client-s3';
import { LongshoreError } from '../../contract/failure';
import type { Conversation } from '../stall-watch';
import type { NamedBucket } from './bucket-client';
import { refusalRemedy } from './refusal-remedy';

/** What was asked of the service when it failed. */
export interface S3Call {
  readonly place: Pick<NamedBucket, 'bucket' | 'prefix' | 'region' | 'credentials'>;
  /** The whole key of the object; left out for a listing. */
  readonly key?: string;
  /** What was done with the object, where it was not read. */
  readonly doing?: 'Reading' | 'Writing' | 'Removing';
  /** A listing had the object, so that whoever asks may list. */
  readonly isListed?: true;
}

/** A call as `StallWatch` watches it. */
export function s3Conversation(
  call: S3Call,
  options: { readonly signal?: AbortSignal; readonly stallMs?: number } = {},
): Conversation {
  const { signal, stallMs } = options;
  return { attempt: attemptOf(call), translate: (error) => s3Failure(error, call), signal, stallMs };
}

/** How messages begin: `Reading object "a.json" in bucket "b"`. */
export function attemptOf({ place, key, doing = 'Reading' }: S3Call): string {
  const bucket = `bucket ${JSON.stringify(place.bucket)}`;
  if (key !== undefined) return `${doing} object ${JSON.stringify(key)} in ${bucket}`;
  return place.prefix === '' ? `Listing ${bucket}` : `Listing ${JSON.stringify(place.prefix)} in ${bucket}`;
}

/** The region is another one, in the words of S3 and in those of its signature check. */
const wrongRegion = new Set([
  'PermanentRedirect',
  'AuthorizationHeaderMalformed',
  'IllegalLocationConstraintException',
]);
/** 400s that speak of who asks. */
const badToken = new Set(['ExpiredToken', 'InvalidToken', 'TokenRefreshRequired']);
/** 400s and 409s that a repeat may mend: an upload that stalled, two writes of one key at once. */
const passing = new Set(['RequestTimeout', 'ConditionalRequestConflict', 'OperationAborted']);

/**
 * What an error of the client means: the one place that knows.
 *
 * The message is made of status, code and names. The client's own text, request and response never pass on, for they
 * hold access keys, signatures and what gateways answer; so they are no `cause` either.
 */
export function s3Failure(error: unknown, call: S3Call): LongshoreError {
  if (error instanceof LongshoreError) return error;
  const doing = attemptOf(call);
  if (isNoCredentials(error)) {
    const message = `${doing}: no credentials could be had (${nameOf(error)}).`;
    return new LongshoreError('source-auth', message, { remedy: refusalRemedy(undefined, call) });
  }
  const status = statusOf(error);
  // A status of success beside an error: the answer came, and could not be taken apart.
  if (status !== undefined && status < 300) return notUnderstood(error, doing);
  if (status === undefined) return noAnswer(error, doing);
  const code = serviceCode(error);
  const said = [status, code].filter(Boolean).join(' ');
  if (status === 301 || status === 307 || wrongRegion.has(code ?? '')) {
    return new LongshoreError('source-refused', `${doing}: it is not in region ${call.place.region} (${said}).`, {
      remedy: 'Write the region of the bucket, and no endpoint unless it is another service than Amazon S3.',
    });
  }
  if (code === 'InvalidObjectState') {
    return new LongshoreError('file-archived', `${doing}: it lies in an archive class (${said}).`, {
      remedy: 'Restore the object, then import it again.',
    });
  }
  if (status === 401 || status === 403 || badToken.has(code ?? '')) {
    const remedy = refusalRemedy(code, call);
    return new LongshoreError('source-auth', `${doing}: access was refused (${said}).`, { remedy });
  }
  if (status === 408 || status === 429 || status >= 500 || passing.has(code ?? '')) {
    const retryAfterMs = retryAfter(error);
    return new LongshoreError('source-unavailable', `${doing}: the service answers ${said}.`, { retryAfterMs });
  }
  if (code === 'NoSuchBucket' || (status === 404 && call.key === undefined)) {
    return new LongshoreError('source-not-found', `${doing}: there is no such bucket (${said}).`, {
      remedy: 'Check the name of the bucket, and the endpoint if there is one.',
    });
  }
  if (status === 404 || status === 412) {
    return new LongshoreError('file-changed', `${doing}: it was replaced or removed since it was listed (${said}).`);
  }
  return new LongshoreError('source-refused', `${doing}: the service refused the request (${said}).`, {
    remedy: /^KMS\./.test(code ?? '') ? refusalRemedy(code, call) : 'Check bucket, prefix and endpoint.',
  });
}

/** The status that was answered, of an error of the service. */
export function statusOf(error: unknown): number | undefined {
  if (error instanceof S3ServiceException) return error.$metadata.httpStatusCode;
  const { $metadata } = Object(error) as { readonly $metadata?: { readonly httpStatusCode?: number } };
  return $metadata?.httpStatusCode;
}

/** The service's word for the failure. An answer without a body (to HEAD) has none, and the client then makes some up. */
export function serviceCode(error: unknown): string | undefined {
  const name = error instanceof Error ? error.name : '';
  // A word and nothing else: what stands here comes from outside and goes into messages.
  return /^[\w.]{1,64}$/.test(name) && !['Unknown', 'UnknownError', 'Error', 'NotFound'].includes(name)
    ? name
    : undefined;
}

function isNoCredentials(error: unknown): boolean {
  return ['CredentialsProviderError', 'TokenProviderError'].includes(nameOf(error));
}

function nameOf(error: unknown): string {
  return error instanceof Error ? error.name : typeof error;
}

/** That no answer came, or none that was understood; `doing` is how the message begins. */
export function noAnswer(error: unknown, doing: string): LongshoreError {
  if (error instanceof Error && error.message.startsWith('Checksum mismatch')) {
    return new LongshoreError('source-unavailable', `${doing}: it arrived damaged, its checksum is another one.`);
  }
  const code = networkCode(error);
  if (code === undefined) return notUnderstood(error, doing);
  return new LongshoreError('source-unavailable', `${doing}: no connection (${code}).`, {
    remedy: networkRemedy(code),
  });
}

/** ECONNREFUSED, ENOTFOUND, a certificate's fault; TimeoutError is the client's own. */
function networkCode(error: unknown): string | undefined {
  const { code, name } = Object(error) as { readonly code?: unknown; readonly name?: unknown };
  if (typeof code === 'string' && /^\w{1,64}$/.test(code)) return code;
  return name === 'TimeoutError' ? name : undefined;
}

function networkRemedy(code: string): string | undefined {
  if (code === 'ENOTFOUND') return 'The name of the host is unknown: check region or endpoint, and the DNS here.';
  if (/CERT|TLS|SSL|VERIFY|SIGNED/.test(code)) {
    return "Its certificate is not trusted here: name its authority's file in NODE_EXTRA_CA_CERTS.";
  }
  return undefined;
}

function retryAfter(error: unknown): number | undefined {
  const { $response } = Object(error) as { readonly $response?: { readonly headers?: Record<string, string> } };
  const seconds = $response?.headers?.['retry-after'];
  return seconds !== undefined && /^\d{1,6}$/.test(seconds) ? Number(seconds) * 1000 : undefined;
}

/** The answer is none of S3's: a gateway's page, a cut listing. The cause has its kind and its place, not its text. */
function notUnderstood(error: unknown, doing: string): LongshoreError {
  const kind = nameOf(error);
  const cause = new Error(kind);
  const frames = error instanceof Error ? (error.stack ?? '').split('\n').filter((line) => /^\s+at /.test(line)) : [];
  cause.stack = [kind, ...frames].join('\n');
  return new LongshoreError('source-unavailable', `${doing}: the answer was not understood (${kind}).`, {
    remedy: 'If it stays so, check endpoint: something that does not speak S3 answers there.',
    cause,
  });
}
