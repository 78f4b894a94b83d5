import { LongshoreError } from '../../contract/failure';
import type { AzureBlobCredentials } from './settings';

/** The last answer of the identity service: nothing when it did not answer. */
export interface IdentityAnswer {
  readonly status?: number;
  /** Its number for what went wrong, such as AADSTS7000215. */
  readonly aadsts?: string;
}

/** What the numbers mean that are met in practice, from Microsoft's list of Entra error codes. */
const reasons: Record<string, { readonly reason: string; readonly remedy: string }> = {
  AADSTS7000215: {
    reason: 'the client secret is wrong',
    remedy: "Write the secret's value, not its id, into the variable that clientSecret names.",
  },
  AADSTS7000222: {
    reason: 'the client secret has expired',
    remedy: 'Make a new client secret in the app registration and put it into the variable that clientSecret names.',
  },
  AADSTS700016: {
    reason: 'the application is not known in this tenant',
    remedy: 'Check clientId and tenantId against the overview of the app registration.',
  },
  AADSTS7000112: { reason: 'the application is disabled', remedy: 'Enable the enterprise application in the tenant.' },
  AADSTS90002: { reason: 'the tenant is not known', remedy: 'Check tenantId.' },
  AADSTS900023: { reason: 'the tenant is not known', remedy: 'Check tenantId.' },
  AADSTS53003: {
    reason: 'a conditional access policy of the tenant forbids it',
    remedy: 'Let the policy admit the application from where the workers run.',
  },
};

/** Numbers by which the service says that it is itself unwell or pressed: waiting helps. */
const passing = new Set(['AADSTS90033', 'AADSTS90024', 'AADSTS50196']);

/** What a failed token means. The library's own text is never used: it quotes what the service answered. */
export function identityFailure(
  error: unknown,
  answer: IdentityAnswer,
  credentials: Pick<AzureBlobCredentials, 'type'>,
): LongshoreError {
  const { status, aadsts } = answer;
  const said = [status, aadsts].filter(Boolean).join(' ');
  const pressed = status !== undefined && (status === 429 || status >= 500 || passing.has(aadsts ?? ''));
  if (pressed) {
    return new LongshoreError('source-unavailable', `The identity service of the connection answers ${said}.`);
  }
  if (credentials.type === 'default' && aadsts === undefined) {
    return new LongshoreError('source-auth', 'This machine offers no identity to read the container with.', {
      remedy:
        'Give the worker a managed or workload identity, or set AZURE_TENANT_ID, AZURE_CLIENT_ID and AZURE_CLIENT_SECRET.',
    });
  }
  if (status === undefined) {
    return new LongshoreError('source-unavailable', 'The identity service of the connection does not answer.');
  }
  if (status < 400) {
    const kind = error instanceof Error ? error.name : typeof error;
    return new LongshoreError('source-auth', `The identity service answered without a usable token (${kind}).`, {
      remedy: 'Check tenantId, clientId and authorityHost of the connection.',
    });
  }
  const known = aadsts === undefined ? undefined : reasons[aadsts];
  const detail = known === undefined ? '' : `: ${known.reason}`;
  return new LongshoreError('source-auth', `The identity service refused the client${detail} (${said}).`, {
    remedy: known?.remedy ?? 'Check tenantId, clientId and clientSecret of the connection.',
  });
}
