import { sourceOf } from '../../src/activities/source-of';
import type { AzureBlobConnection, Config } from '../../src/config';
import { plainImport } from './file-under-test';

const secret = 'canary-5d1';

function sourceWith(connection: Partial<AzureBlobConnection>, settings: Partial<typeof plainImport> = {}): string {
  const config: Config = {
    path: '/etc/longshore.yaml',
    folder: '/etc',
    ofEnvironment: false,
    taskQueue: 'longshore',
    connections: {
      source: {
        type: 'azure-blob',
        container: 'stores',
        credentials: { type: 'shared-key', accountKey: secret },
        ...connection,
      },
    },
    imports: {},
    feeds: {},
    storage: { type: 'directory', path: '/tmp' },
    gateway: { sync: {} },
    bookmarks: { type: 'temporal' },
    places: {},
    steps: { targetMs: 1, heartbeatTimeoutMs: 1, dependencyLookMs: 1 },
    endPoints: {},
    batchJobs: {},
    written: {
      connections: {},
      imports: {},
      feeds: {},
      endPoints: {},
      batchJobs: {},
      places: {},
      bookmarks: undefined,
    },
  };
  return sourceOf(config, { ...plainImport, source: 'source', ...settings });
}

test.each<[Partial<AzureBlobConnection>, string]>([
  [{ accountName: 'acme' }, 'acme'],
  [{ endpoint: 'http://127.0.0.1:10000/acme' }, 'http://127.0.0.1:10000/acme'],
  [{ endpoint: `https://acme.blob.core.windows.net/?sig=${secret}` }, 'https://acme.blob.core.windows.net/'],
  [{ credentials: { type: 'connection-string', connectionString: `AccountName=acme;AccountKey=${secret}==` } }, 'acme'],
  [{ credentials: { type: 'connection-string', connectionString: `AccountKey=${secret}; accountname=acme` } }, 'acme'],
  [
    {
      credentials: {
        type: 'connection-string',
        connectionString: `BlobEndpoint=https://x/;SharedAccessSignature=${secret}`,
      },
    },
    'the connection string',
  ],
])('the source is told in words without a secret: %#', (connection, account) => {
  const told = sourceWith(connection);
  expect(told).toBe(`container stores of ${account}, files **/*`);
  expect(told).not.toContain(secret);
});

test('other files are another source, other settings are not', () => {
  const here = { accountName: 'acme' };
  const told = sourceWith(here, { prefix: 'in/', match: '**/*.json' });
  expect(told).toBe('container stores of acme, files **/*.json under in/');
  for (const other of [
    sourceWith(here, { match: '**/*.json' }),
    sourceWith(here, { prefix: 'in/' }),
    sourceWith({ accountName: 'other' }, { prefix: 'in/', match: '**/*.json' }),
    sourceWith({ ...here, container: 'shops' }, { prefix: 'in/', match: '**/*.json' }),
  ])
    expect(other).not.toBe(told);
  expect(sourceWith(here, { prefix: 'in/', match: '**/*.json', batchSize: 9, title: 'Other' })).toBe(told);
});
