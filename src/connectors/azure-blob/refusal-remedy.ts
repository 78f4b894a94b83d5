import type { NamedContainer } from './container-client';
import type { AzureBlobCredentials } from './settings';

/** What to look at when the service takes none of it: by the way of proving who one is. */
const checks: Record<AzureBlobCredentials['type'], string> = {
  'client-secret': 'Check clientId and tenantId: the application must belong to the tenant of the account.',
  default: 'Check which identity the worker runs with: it must belong to the tenant of the account.',
  'connection-string':
    'Check the connection string: its AccountKey or SharedAccessSignature is not one of this account.',
  'shared-key': "Check accountKey: copy key1 or key2 from the account's page Access keys.",
  sas: 'Check the SAS token: it may have expired, be cut off, or be signed with a key that was replaced.',
};

/** What to do about a 401 or 403 with this code. A wrong secret and a missing right need different people. */
export function refusalRemedy(
  code: string | undefined,
  source: Pick<NamedContainer, 'account' | 'container' | 'credentials'>,
): string {
  const { account, container, credentials } = source;
  switch (code) {
    case 'AuthorizationPermissionMismatch':
      return credentials === 'sas' || credentials === 'connection-string'
        ? `The signature is right, but may not do this: make the SAS token with the rights Read and List on container "${container}".`
        : `The identity is right, but may not read: give it the role Storage Blob Data Reader on container "${container}".`;
    case 'AuthorizationFailure':
      return `${checks[credentials]} If it is right, the network rules of account "${account}" keep this machine out.`;
    case 'KeyBasedAuthenticationNotPermitted':
      return `Account "${account}" takes no keys: use credentials of type client-secret or default.`;
    case 'AccountIsDisabled':
      return `Account "${account}" is disabled; its owner can enable it.`;
    case 'AuthenticationFailed':
      // The service refuses a request whose time is more than 15 minutes off, with the same code.
      return `${checks[credentials]} A clock that is more than 15 minutes off is refused as well.`;
    default:
      return checks[credentials];
  }
}
