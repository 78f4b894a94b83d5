import { sourceOf } from '../../src/activities/source-of';
import type { AzureBlobConnection, Config, CourierImport, S3Connection } from '../../src/config';
import { plainImport } from './file-under-test';

const secret = 'canary-5d1';

function sourceWith(connection: Partial<AzureBlobConnection>, settings: Partial<typeof plainImport> = {}): string {
  return sourceOf(configWith(connection), { ...plainImport, source: 'source', ...settings });
}

function configWith(connection: Partial<AzureBlobConnection>): Config {
  return {
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
    courierGroups: {},
    storage: { type: 'directory', path: '/tmp' },
    gateway: { sync: {} },
    notifications: { channels: {} },
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

/** What a courier reads, by a connection with this bucket. */
function bucketWith(bucket: Partial<S3Connection>): string {
  const credentials = { type: 'access-key', accessKeyId: 'AKIA', secretAccessKey: secret } as const;
  const source: S3Connection = { type: 's3', region: 'us-east-1', credentials, ...bucket };
  const courier = { type: 'courier', source: 'source' } as CourierImport;
  return sourceOf({ ...configWith({}), connections: { source } }, courier);
}

test('a bucket is told with its prefix and its service', () => {
  const told = [
    bucketWith({ bucket: 'events' }),
    bucketWith({ bucket: 'events', prefix: 'v1/' }),
    bucketWith({ bucket: 'events', endpoint: `https://s3.example.com/?key=${secret}` }),
    bucketWith({ prefix: 'v1/' }),
  ];
  expect(told).toEqual([
    'bucket events',
    'bucket events under v1/',
    'bucket events at https://s3.example.com/',
    'bucket that Optimizely names under v1/',
  ]);
});
