import { ContainerClient } from '@azure/storage-blob';
import { type Azurite, startAzurite } from '../../../sandbox/azurite';
import type { AzureBlobSettings } from '../../../src/connectors/azure-blob';

/** An Azurite for the tests of one file, and fresh containers in it. */
export interface AzuriteContainers {
  readonly azurite: Azurite;
  /** A new, empty container, and the settings by which it is opened; `endpoint` may be a proxy's. */
  fresh(endpoint?: string): Promise<{ readonly client: ContainerClient; readonly settings: AzureBlobSettings }>;
}

export async function startAzuriteContainers(): Promise<AzuriteContainers> {
  const azurite = await startAzurite();
  let count = 0;
  return {
    azurite,
    async fresh(endpoint = azurite.blobEndpoint) {
      count += 1;
      const container = `stores-${count}`;
      const client = new ContainerClient(azurite.connectionString, container);
      await client.create();
      const credentials = { type: 'shared-key', accountKey: azurite.accountKey } as const;
      return { client, settings: { endpoint, container, credentials } };
    },
  };
}
