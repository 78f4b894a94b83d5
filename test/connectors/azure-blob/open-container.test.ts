import { ContainerSASPermissions } from '@azure/storage-blob';
import { type AzureBlobSettings, openContainer } from '../../../src/connectors/azure-blob';
import { describeFileSource } from '../../contracts/file-source-contract';
import { collect, filesOf } from '../../contracts/source-under-test';
import { type AzuriteContainers, startAzuriteContainers } from './azurite-containers';

let containers: AzuriteContainers;
beforeAll(async () => {
  containers = await startAzuriteContainers();
});
afterAll(() => containers.azurite.stop());

describeFileSource('an Azure Blob container', async () => {
  const { client, settings } = await containers.fresh();
  return {
    source: openContainer(settings),
    async put(name, content) {
      await client.uploadBlockBlob(name, Buffer.from(content), content.length);
    },
    async remove(name) {
      await client.deleteBlob(name);
    },
  };
});

describe('openContainer', () => {
  const key = 'Y2FuYXJ5LWtleQ==';

  it('opens by account key, connection string and SAS token, with or without its question mark', async () => {
    const { client, settings } = await containers.fresh();
    await client.uploadBlockBlob('a.json', '[1]', 3);
    const sasUrl = await client.generateSasUrl({
      permissions: ContainerSASPermissions.parse('rl'),
      expiresOn: new Date(Date.now() + 3_600_000),
    });
    const token = sasUrl.slice(sasUrl.indexOf('?') + 1);
    const ways: AzureBlobSettings['credentials'][] = [
      settings.credentials,
      { type: 'connection-string', connectionString: containers.azurite.connectionString },
      {
        type: 'connection-string',
        connectionString: `BlobEndpoint=${containers.azurite.blobEndpoint};SharedAccessSignature=${token}`,
      },
      { type: 'sas', token },
      { type: 'sas', token: `?${token}` },
    ];
    for (const credentials of ways) {
      const opened = openContainer({ ...settings, credentials });
      expect(opened.account).toBe('devstoreaccount1');
      expect(opened.container).toBe(settings.container);
      await opened.check();
      const [file] = await filesOf(opened);
      if (file === undefined) throw new Error(`nothing listed with ${credentials.type}`);
      expect((await collect(await opened.read(file.name, file))).toString()).toBe('[1]');
    }
  });

  it.each([
    ['http://127.0.0.1:10000/devstoreaccount1', 'devstoreaccount1'],
    ['http://azurite:10000/devstoreaccount1/', 'devstoreaccount1'],
    ['https://stores.blob.core.windows.net', 'stores'],
    ['https://stores.privatelink.blob.core.windows.net/', 'stores'],
  ])('takes the account from the end point %s', (endpoint, account) => {
    const opened = openContainer({ endpoint, container: 'c', credentials: { type: 'shared-key', accountKey: key } });
    expect(opened.account).toBe(account);
  });

  it('prefers the account name that is written beside an end point', () => {
    const opened = openContainer({
      accountName: 'stores',
      endpoint: 'https://10.0.0.4',
      container: 'c',
      credentials: { type: 'shared-key', accountKey: key },
    });
    expect(opened.account).toBe('stores');
  });

  it.each<[string, AzureBlobSettings]>([
    ['neither account nor end point', { container: 'c', credentials: { type: 'default' } }],
    [
      'an account that is none',
      { accountName: 'x/../y', container: 'c', credentials: { type: 'sas', token: 'sig=canary' } },
    ],
    ['an end point that is no address', { endpoint: 'canary', container: 'c', credentials: { type: 'default' } }],
    ['an end point of another kind', { endpoint: 'ftp://canary', container: 'c', credentials: { type: 'default' } }],
    [
      'a SAS token in the end point',
      { endpoint: 'https://x.net/?sig=canary', container: 'c', credentials: { type: 'default' } },
    ],
    [
      'a password in the end point',
      { endpoint: 'https://a:canary@x.net', container: 'c', credentials: { type: 'default' } },
    ],
    ['an identity over http', { endpoint: 'http://canary', container: 'c', credentials: { type: 'default' } }],
    [
      'a connection string that is none',
      {
        container: 'c',
        credentials: {
          type: 'connection-string',
          connectionString: 'DefaultEndpointsProtocol=canary;AccountKey=canary',
        },
      },
    ],
    [
      'a tenant that is none',
      {
        accountName: 'stores',
        container: 'c',
        credentials: { type: 'client-secret', tenantId: 'not a tenant', clientId: 'canary', clientSecret: 'canary' },
      },
    ],
  ])('refuses %s before anything is sent, without quoting it', (_, settings) => {
    let thrown: unknown;
    try {
      openContainer(settings);
    } catch (error) {
      thrown = error;
    }
    expect(thrown).toMatchObject({ code: 'config-invalid', message: expect.not.stringContaining('canary') });
  });
});
