import { LongshoreError } from '../../contract/failure';
import { retryAfterMs } from '../retry-after';
import { RefusedCall } from './refused-call';

/** What was asked when it failed, for the words of the failure. */
export interface ShopCall {
  /** How messages begin: `Reading customers of project my-shop`. */
  readonly doing: string;
  readonly host: string;
  readonly projectKey: string;
  /** The key of the connection under which the host is named. */
  readonly address: 'apiUrl' | 'authUrl';
  /** What the client needs for it. */
  readonly scope?: string;
}

/**
 * What a failed call means. Messages are made of statuses, the service's own words for them and names of fields: its
 * texts repeat what they refuse.
 */
export function answerFailure(error: unknown, call: ShopCall): LongshoreError {
  if (error instanceof LongshoreError) return error;
  const { doing, host, address, projectKey, scope } = call;
  if (!(error instanceof RefusedCall)) return noAnswer(error, call);
  const { status, code, field } = error;
  const said = [status, code].filter(Boolean).join(' ');
  if (status === 401) {
    return new LongshoreError('source-auth', `${doing}: a fresh token was refused (${said}).`, {
      remedy: 'Check that apiUrl and authUrl are of one region, and that the API client is of this project.',
    });
  }
  if (status === 403) {
    const lacking = scope === undefined ? 'access was refused' : `the client lacks the scope ${scope}`;
    return new LongshoreError('source-auth', `${doing}: ${lacking} (${said}).`, {
      remedy: 'Create an API client with this scope (it cannot be added to one), and name it under scope too.',
    });
  }
  if (status === 404) {
    return new LongshoreError('source-not-found', `${doing}: ${host} knows no such project (${said}).`, {
      remedy: `Check projectKey (${projectKey}), and that ${address} is of the region of the project.`,
    });
  }
  if (status === 408 || status === 429 || status >= 500) {
    return new LongshoreError('source-unavailable', `${doing}: ${host} answers ${said}.`, {
      retryAfterMs: retryAfterMs(error.retryAfter, Date.now()),
    });
  }
  if (status === 400) {
    const what = field === undefined ? 'the query was refused' : `there is no field ${field}`;
    return new LongshoreError('source-refused', `${doing}: ${what} (${said}).`, {
      remedy: 'Correct the query, or the ids that were asked for.',
    });
  }
  if (status < 300) {
    return new LongshoreError('source-unavailable', `${doing}: the answer of ${host} was not understood.`, {
      remedy: `If it stays so, check ${address}: something other than commercetools answers there.`,
    });
  }
  return new LongshoreError('source-refused', `${doing}: ${host} answers ${said}, which commercetools never does.`, {
    remedy: `Check ${address}, and what stands between this machine and commercetools.`,
  });
}

function noAnswer(error: unknown, { doing, host, address }: ShopCall): LongshoreError {
  const code = networkCode(error);
  const remedy = remedyOf(code, address);
  return new LongshoreError('source-unavailable', `${doing}: no answer of ${host} (${code}).`, {
    ...(remedy === undefined ? {} : { remedy }),
  });
}

/** ECONNREFUSED, ENOTFOUND, a certificate's fault: `fetch` has it in the cause of its error. */
function networkCode(error: unknown): string {
  const { cause = error } = Object(error) as { readonly cause?: unknown };
  const { code, name } = Object(cause) as { readonly code?: unknown; readonly name?: unknown };
  if (typeof code === 'string' && /^\w{1,64}$/.test(code)) return code;
  return typeof name === 'string' ? name : typeof cause;
}

function remedyOf(code: string, address: string): string | undefined {
  if (code === 'ENOTFOUND') return `The name of the host is unknown: check ${address}, and the DNS here.`;
  if (code === 'ECONNREFUSED') return `Check ${address} and its port; the run waits and tries again.`;
  if (/CERT|TLS|SSL|VERIFY|SIGNED/.test(code)) {
    return "Its certificate is not trusted here: name its authority's file in NODE_EXTRA_CA_CERTS.";
  }
  return undefined;
}
