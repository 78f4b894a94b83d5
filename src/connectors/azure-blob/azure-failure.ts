import { RestError } from '@azure/storage-blob';
import { LongshoreError } from '../../contract/failure';
import type { Conversation } from '../stall-watch';
import type { NamedContainer } from './container-client';
import { refusalRemedy } from './refusal-remedy';

/** What was asked of the service when it failed. */
export interface AzureCall {
  readonly source: Pick<NamedContainer, 'account' | 'container' | 'credentials'>;
  /** The blob that was read; left out for a listing. */
  readonly blob?: string;
  /** What was done with the blob, where it was not read. */
  readonly doing?: 'Reading' | 'Writing' | 'Removing';
}

/** A call as `StallWatch` watches it. */
export function azureConversation(
  call: AzureCall,
  options: { readonly signal?: AbortSignal; readonly stallMs?: number },
): Conversation {
  const { signal, stallMs } = options;
  return { attempt: attemptOf(call), translate: (error) => azureFailure(error, call), signal, stallMs };
}

/**
 * What an error of the client means: the one place that knows.
 *
 * The message is made of status, code and names. The client's own text, request and response never pass on, for they
 * hold addresses with SAS tokens and headers with signatures; so they are no `cause` either.
 */
export function azureFailure(error: unknown, call: AzureCall): LongshoreError {
  if (error instanceof LongshoreError) return error;
  // A status of success beside an error: the answer came, and could not be taken apart.
  if (!(error instanceof RestError) || (error.statusCode ?? 400) < 400) return notUnderstood(error, call);
  const { statusCode: status } = error;
  const code = serviceCode(error);
  const doing = attemptOf(call);
  if (status === undefined) {
    return new LongshoreError('source-unavailable', `${doing}: no connection (${code ?? 'no answer'}).`, {
      remedy: networkRemedy(code),
    });
  }
  const said = [status, code].filter(Boolean).join(' ');
  if (status === 401 || status === 403) {
    return new LongshoreError('source-auth', `${doing}: access was refused (${said}).`, {
      remedy: refusalRemedy(code, call.source),
    });
  }
  if (status === 408 || status === 429 || status >= 500) {
    return new LongshoreError('source-unavailable', `${doing}: the service answers ${said}.`, {
      retryAfterMs: retryAfterMs(error),
    });
  }
  if (call.blob !== undefined) {
    // A blob that is gone cannot fulfil the condition either, so 412 may mean both.
    if (status === 412 || (status === 404 && (code === undefined || code === 'BlobNotFound'))) {
      return new LongshoreError('file-changed', `${doing}: it was replaced or removed since it was listed (${said}).`);
    }
    if (code === 'BlobArchived' || code === 'BlobBeingRehydrated') {
      return new LongshoreError('file-archived', `${doing}: it lies in the archive tier (${said}).`);
    }
  }
  if (status === 404 || code === 'ContainerBeingDeleted' || (call.blob === undefined && isNoName(code))) {
    return new LongshoreError('source-not-found', `${doing}: there is no such container (${said}).`);
  }
  return new LongshoreError('source-refused', `${doing}: the service refused the request (${said}).`);
}

/** How messages begin: `Reading blob "a.json" in container "c" of account "a"`. */
export function attemptOf({ source, blob, doing = 'Reading' }: AzureCall): string {
  const container = `container "${source.container}" of account "${source.account}"`;
  return blob === undefined ? `Listing ${container}` : `${doing} blob ${JSON.stringify(blob)} in ${container}`;
}

/** Names that no container can have: too short or long, or with letters that are not allowed. */
function isNoName(code: string | undefined): boolean {
  return code === 'InvalidResourceName' || code === 'OutOfRangeInput';
}

/** The service's word for the failure. An answer without a body (to HEAD) has it in its header alone. */
function serviceCode(error: RestError): string | undefined {
  const code = error.code ?? error.response?.headers.get('x-ms-error-code');
  // A word and nothing else: what stands here comes from outside and goes into messages.
  return code !== undefined && /^\w{1,64}$/.test(code) ? code : undefined;
}

function networkRemedy(code: string | undefined): string | undefined {
  if (code === 'ENOTFOUND') return 'The name of the host is unknown: check accountName or endpoint, and the DNS here.';
  if (code !== undefined && /CERT|TLS|SSL|VERIFY|SIGNED/.test(code)) {
    return "Its certificate is not trusted here: name its authority's file in NODE_EXTRA_CA_CERTS.";
  }
  return undefined;
}

/** Whole seconds or a date in `retry-after`, ms in Azure's own headers. */
function retryAfterMs(error: RestError): number | undefined {
  const headers = error.response?.headers;
  const inMs = headers?.get('x-ms-retry-after-ms') ?? headers?.get('retry-after-ms');
  if (inMs !== undefined && /^\d{1,9}$/.test(inMs)) return Number(inMs);
  const after = headers?.get('retry-after');
  if (after === undefined) return undefined;
  if (/^\d{1,6}$/.test(after)) return Number(after) * 1000;
  const until = Date.parse(after);
  return Number.isNaN(until) ? undefined : Math.max(0, until - Date.now());
}

/**
 * The client stumbles over an answer that is none of the service's: a gateway's page, a cut listing. The cause has its
 * kind and its place, without its text, which nobody has vouched for.
 */
function notUnderstood(error: unknown, call: AzureCall): LongshoreError {
  const kind = error instanceof Error ? error.name : typeof error;
  const cause = new Error(kind);
  const frames = error instanceof Error ? (error.stack ?? '').split('\n').filter((line) => /^\s+at /.test(line)) : [];
  cause.stack = [kind, ...frames].join('\n');
  return new LongshoreError('source-unavailable', `${attemptOf(call)}: the answer was not understood (${kind}).`, {
    remedy: 'If it stays so, check endpoint: something other than Azure Blob Storage answers there.',
    cause,
  });
}
