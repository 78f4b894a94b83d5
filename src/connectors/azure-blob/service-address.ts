import { LongshoreError } from '../../contract/failure';
import type { AzureBlobSettings } from './settings';

/** Where the account answers, without a slash at the end, and what it is called. */
export interface ServiceAddress {
  readonly url: string;
  readonly account: string;
}

/** Storage accounts have 3 to 24 small letters and digits. */
const accountPattern = /^[a-z0-9]{3,24}$/;

/**
 * The address that `accountName` or `endpoint` means.
 *
 * Throws `config-invalid` when there is neither, or when one cannot be an address. The end point itself is never part of
 * the message: people paste SAS addresses into it.
 */
export function serviceAddress(settings: AzureBlobSettings): ServiceAddress {
  const { accountName, endpoint } = settings;
  if (endpoint !== undefined) {
    const url = parseEndpoint(endpoint);
    return { url: url.href.replace(/\/+$/, ''), account: accountName ?? accountOf(url) };
  }
  if (accountName === undefined) {
    throw new LongshoreError('config-invalid', 'The Azure Blob connection names neither accountName nor endpoint.', {
      remedy: 'Write accountName, or endpoint with the full address of the blob service.',
    });
  }
  if (!accountPattern.test(accountName)) {
    throw new LongshoreError(
      'config-invalid',
      'The accountName of the Azure Blob connection is not a storage account.',
      {
        remedy: 'An account has 3 to 24 small letters and digits; a full address is written under endpoint.',
      },
    );
  }
  return { url: `https://${accountName}.blob.core.windows.net`, account: accountName };
}

function parseEndpoint(endpoint: string): URL {
  const url = URL.canParse(endpoint) ? new URL(endpoint) : undefined;
  if (url === undefined || (url.protocol !== 'https:' && url.protocol !== 'http:')) {
    throw new LongshoreError('config-invalid', 'The endpoint of the Azure Blob connection is not an address.', {
      remedy: 'Write the full address of the blob service: https://<account>.blob.core.windows.net',
    });
  }
  if (url.search !== '' || url.hash !== '' || url.username !== '' || url.password !== '') {
    throw new LongshoreError(
      'config-invalid',
      'The endpoint of the Azure Blob connection holds more than an address.',
      {
        remedy: 'Leave out what follows the question mark; a SAS token is written under credentials, with type: sas.',
      },
    );
  }
  return url;
}

/** Emulators and gateways carry the account as first part of the path, the service as first label of the host. */
function accountOf(url: URL): string {
  const inPath = url.pathname.split('/').find((part) => part !== '');
  return inPath ?? url.hostname.split('.')[0] ?? url.hostname;
}
