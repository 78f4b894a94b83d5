import { ClientSecretCredential, DefaultAzureCredential, type TokenCredential } from '@azure/identity';
import { LongshoreError } from '../../contract/failure';
import { type IdentityAnswer, identityFailure } from './identity-failure';
import type { AzureBlobCredentials } from './settings';

type IdentityCredentials = Extract<AzureBlobCredentials, { type: 'client-secret' | 'default' }>;

/**
 * A credential whose failures are already LongshoreErrors: `source-auth` with the reason the identity service gave, or
 * `source-unavailable` when it does not answer. Throws `config-invalid` for a tenant that cannot be one.
 */
export function identityCredential(credentials: IdentityCredentials): TokenCredential {
  let last: IdentityAnswer = {};
  // The libraries turn an unknown tenant and a dead network into the same error. What the service really answered is
  // only seen here, below their retries.
  const observer = {
    name: 'longshoreIdentityObserver',
    async sendRequest<Request, Response extends { status: number; bodyAsText?: string | null }>(
      request: Request,
      next: (request: Request) => Promise<Response>,
    ): Promise<Response> {
      last = {};
      const response = await next(request);
      last = { status: response.status, aadsts: /AADSTS\d+/.exec(response.bodyAsText ?? '')?.[0] };
      return response;
    },
  };
  const inner = makeCredential(credentials, {
    retryOptions: { maxRetries: 1, retryDelayInMs: 500 },
    additionalPolicies: [{ policy: observer, position: 'perRetry' as const }],
  });
  return {
    async getToken(scopes, options) {
      try {
        return await inner.getToken(scopes, options);
      } catch (error) {
        if (error instanceof Error && error.name === 'AbortError') throw error;
        throw identityFailure(error, last, credentials);
      }
    },
  };
}

function makeCredential(
  credentials: IdentityCredentials,
  options: ConstructorParameters<typeof ClientSecretCredential>[3],
): TokenCredential {
  if (credentials.type === 'default') return new DefaultAzureCredential(options);
  const { tenantId, clientId, clientSecret, authorityHost } = credentials;
  // The public cloud vouches for hosts that it knows; one that is written in the configuration is trusted as it stands.
  const authority = authorityHost === undefined ? {} : { authorityHost, disableInstanceDiscovery: true };
  try {
    return new ClientSecretCredential(tenantId, clientId, clientSecret, { ...options, ...authority });
  } catch {
    throw new LongshoreError('config-invalid', 'tenantId, clientId and clientSecret do not make a credential.', {
      remedy: "Copy tenantId and clientId from the app registration's overview, and the secret's value, not its id.",
    });
  }
}
