import type { TokenCredential } from '@azure/identity';
import {
  ContainerClient,
  type StoragePipelineOptions,
  StorageRetryPolicyType,
  StorageSharedKeyCredential,
} from '@azure/storage-blob';
import { LongshoreError } from '../../contract/failure';
import { identityCredential } from './identity-credential';
import { serviceAddress } from './service-address';
import type { AzureBlobCredentials, AzureBlobSettings } from './settings';

/** A client of one container, and the names by which messages speak of it. */
export interface NamedContainer {
  readonly client: ContainerClient;
  readonly account: string;
  readonly container: string;
  readonly credentials: AzureBlobCredentials['type'];
}

const pipeline = (tries: number): StoragePipelineOptions => ({
  // Two tries half a second apart take the single hiccup; by default four would take up to 28 s without a sign of life,
  // and the workflow, which owns the waiting, would know nothing of it.
  retryOptions: { maxTries: tries, retryPolicyType: StorageRetryPolicyType.FIXED, retryDelayInMs: 500 },
  keepAliveOptions: { enable: true },
  userAgentOptions: { userAgentPrefix: 'longshore' },
});

/** Makes the client; nothing is sent yet. Throws `config-invalid` when the settings cannot make one. */
export function containerClient(settings: AzureBlobSettings, tries = 2): NamedContainer {
  const options = pipeline(tries);
  const { credentials, container } = settings;
  if (credentials.type === 'connection-string') {
    const client = fromConnectionString(credentials.connectionString, container, options);
    return { client, account: client.accountName, container, credentials: credentials.type };
  }
  const { url, account } = serviceAddress(settings);
  const containerUrl = `${url}/${encodeURIComponent(container)}`;
  const named = (client: ContainerClient): NamedContainer => ({
    client,
    account,
    container,
    credentials: credentials.type,
  });
  switch (credentials.type) {
    case 'shared-key':
      return named(
        new ContainerClient(containerUrl, new StorageSharedKeyCredential(account, credentials.accountKey), options),
      );
    case 'sas':
      return named(new ContainerClient(`${containerUrl}?${credentials.token.replace(/^\?/, '')}`, undefined, options));
    case 'client-secret':
    case 'default':
      return named(new ContainerClient(containerUrl, overTls(url, identityCredential(credentials)), options));
  }
}

function fromConnectionString(
  connectionString: string,
  container: string,
  options: StoragePipelineOptions,
): ContainerClient {
  try {
    return new ContainerClient(connectionString, container, options);
  } catch {
    // The client's own message is left out: it may quote a part of the string.
    throw new LongshoreError('config-invalid', 'The connection string of the Azure Blob connection cannot be read.', {
      remedy: "Copy it whole from the account's page Access keys; it starts with DefaultEndpointsProtocol=.",
    });
  }
}

/** The client refuses to send a token over plain http, but only at the first request and in words of its own. */
function overTls(url: string, credential: TokenCredential): TokenCredential {
  if (!url.startsWith('https:')) {
    throw new LongshoreError('config-invalid', 'An identity is only sent over https, and the endpoint is plain http.', {
      remedy: 'Write an https endpoint, or use an account key or a SAS token with this one.',
    });
  }
  return credential;
}
