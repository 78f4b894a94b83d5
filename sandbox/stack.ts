import { mkdtemp } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { BlobServiceClient, type ContainerClient } from '@azure/storage-blob';
import { findTemporal, startDevServer } from '../src/dev-server';
import { type Azurite, startAzurite } from './azurite';
import { articlesFor, type ContentApiStandIn, startContentApiStandIn } from './content-api-stand-in';
import { type ExportBucket, startExportBucket } from './export-bucket';
import { type LocalRuntime, openLocalRuntime } from './local-runtime';
import { type OdpStandIn, type OdpStandInOptions, startOdpStandIn } from './odp-stand-in';
import { offlineStoresImport, offlineStoresObject } from './offline-stores';
import { exportCourier, exportFeeds } from './optimizely-export';
import type { ShopSize } from './shop';
import { type ShopAndKlaviyo, startShopAndKlaviyo } from './shop-and-klaviyo';
import { type SmtpStandIn, startSmtpStandIn } from './smtp-stand-in';
import { writeConfig } from './write-config';

export interface StackOptions {
  /** Laid over the import `offline-stores`. */
  readonly import?: Readonly<Record<string, unknown>>;
  /** Laid over the source's connection: another endpoint, say. */
  readonly source?: Readonly<Record<string, unknown>>;
  /** Left out, a directory beside longshore.yaml. */
  readonly storage?: Readonly<Record<string, unknown>>;
  readonly odp?: OdpStandInOptions;
  /** An ODP stand-in that already runs, in a process of its own, say. */
  readonly odpBaseUrl?: string;
  /** More imports, by name, each laid over the same sample. */
  readonly otherImports?: Readonly<Record<string, Readonly<Record<string, unknown>>>>;
  /** More sections of longshore.yaml: `bookmarks`, `places`. */
  readonly sections?: Readonly<Record<string, unknown>>;
  readonly steps?: { readonly target?: string; readonly heartbeatTimeout?: string; readonly dependencyLook?: string };
  readonly dynamicConfig?: Readonly<Record<string, unknown>>;
  /** With so many articles in a content API, a mail server, and the end point `articles`, which mails a list of them. */
  readonly articles?: number;
  /** With a shop of this size, a Klaviyo account, and the imports `customers` and `orders`. */
  readonly shop?: ShopSize;
  /** With the bucket of an events export, tables, and the courier `optimizely`. */
  readonly events?: boolean;
  /** With the Web UI. */
  readonly ui?: boolean;
  readonly onDownload?: Parameters<typeof findTemporal>[0]['onProgress'];
}

/** A whole Longshore on this machine: Temporal, Azurite, an ODP stand-in, and a longshore.yaml that joins them. */
export interface Stack extends LocalRuntime {
  readonly azurite: Azurite;
  readonly odp: OdpStandIn;
  /** Those of the option `articles`. */
  readonly website?: { readonly api: ContentApiStandIn; readonly smtp: SmtpStandIn };
  /** Those of the option `shop`. */
  readonly commerce?: ShopAndKlaviyo;
  /** That of the option `events`. */
  readonly events?: ExportBucket;
  readonly container: ContainerClient;
  putFile(name: string, content: string | Uint8Array): Promise<void>;
  /** Writes longshore.yaml anew, with other settings of the import. */
  configure(settings: Readonly<Record<string, unknown>>): Promise<void>;
  stop(): Promise<void>;
}

export const containerName = 'offline-stores';
/** Found by the tests that look for secrets where none may be. */
export const odpKey = 'standin.canary-odp-key-c5d1';

const shopImports = {
  customers: { type: 'commerce-customers', source: 'shop', destination: 'klaviyo', incremental: true },
  orders: {
    ...{ type: 'commerce-orders', source: 'shop', destination: 'klaviyo', incremental: true },
    dependsOn: ['customers'],
  },
};

export async function startStack(options: StackOptions = {}): Promise<Stack> {
  const folder = await mkdtemp(join(tmpdir(), 'longshore-'));
  const configPath = join(folder, 'longshore.yaml');
  const { path: binary } = await findTemporal({
    env: process.env,
    ...(options.onDownload ? { onProgress: options.onDownload } : {}),
  });
  const [temporal, azurite, odp] = await Promise.all([
    startDevServer({
      binary,
      headless: !options.ui,
      ...(options.dynamicConfig ? { dynamicConfig: options.dynamicConfig } : {}),
    }),
    startAzurite(),
    startOdpStandIn({ objects: [offlineStoresObject], apiKeys: [odpKey], ...options.odp }),
  ]);
  const website = options.articles === undefined ? undefined : await startWebsite(options.articles);
  const commerce = options.shop && (await startShopAndKlaviyo({ shop: { shop: options.shop } }));
  const events = options.events ? await startExportBucket() : undefined;
  const configure = (settings: Readonly<Record<string, unknown>>): Promise<void> =>
    writeConfig(configPath, {
      connections: {
        stores: {
          type: 'azure-blob',
          container: containerName,
          credentials: { type: 'connection-string', connectionString: '${AZURE_CONNECTION_STRING}' },
          ...options.source,
        },
        odp: { type: 'odp', apiKey: '${ODP_API_KEY}', baseUrl: options.odpBaseUrl ?? odp.baseUrl },
        ...website?.connections,
        ...commerce?.connections,
        ...(events && { optimizely: events.connection, tables: { type: 'duckdb', path: 'warehouse.duckdb' } }),
      },
      ...(events && { feeds: exportFeeds('tables'), couriers: { optimizely: exportCourier } }),
      ...(website ? { endPoints: { articles: { type: 'article-query', articles: 'cms', mail: 'post' } } } : {}),
      imports: {
        ...Object.fromEntries(
          Object.entries(options.otherImports ?? {}).map(([name, other]) => [
            name,
            { ...offlineStoresImport, ...other },
          ]),
        ),
        'offline-stores': { ...offlineStoresImport, ...options.import, ...settings },
        ...(commerce ? shopImports : {}),
      },
      ...(options.storage ? { storage: options.storage } : {}),
      ...(options.steps ? { steps: options.steps } : {}),
      ...options.sections,
    });
  await configure({});
  const container = BlobServiceClient.fromConnectionString(azurite.connectionString).getContainerClient(containerName);
  await container.createIfNotExists();
  const env = {
    ODP_API_KEY: odpKey,
    AZURE_CONNECTION_STRING: azurite.connectionString,
    ...commerce?.env,
    ...events?.env,
  };
  const runtime = await openLocalRuntime({ folder, configPath, temporal, env });

  return {
    ...runtime,
    azurite,
    odp,
    ...(website ? { website } : {}),
    ...(commerce ? { commerce } : {}),
    ...(events ? { events } : {}),
    container,
    configure,
    putFile: async (name, content) => {
      await container.getBlockBlobClient(name).uploadData(typeof content === 'string' ? Buffer.from(content) : content);
    },
    stop: async () => {
      await runtime.stop();
      await Promise.all([
        azurite.stop(),
        odp.stop(),
        website?.api.stop(),
        website?.smtp.stop(),
        commerce?.stop(),
        events?.s3.stop(),
      ]);
    },
  };
}

async function startWebsite(articles: number) {
  const [api, smtp] = await Promise.all([
    startContentApiStandIn({ articles: articlesFor(articles) }),
    startSmtpStandIn(),
  ]);
  const connections = {
    cms: { type: 'content-api', baseUrl: api.baseUrl },
    post: { type: 'smtp', host: smtp.host, port: smtp.port },
  };
  return { api, smtp, connections };
}
