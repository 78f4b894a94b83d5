import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { S3StandIn } from './s3-stand-in';

/** The export's bucket, which all customers of Optimizely share, and the part of it that is one account's. */
export const exportBucket = 'optimizely-events-data';
export const exportPrefix = 'v1/account_id=12345/';

const day = 'date=2020-09-13';
const decisionsPart = 'part-00000-f1c6c551-2762-401d-bc5e-c4dfb9cfd078.c000.snappy.parquet';
const conversionsPart = 'part-00000-a60ce976-cfb4-4459-b49d-ae45ef299a2b.c000.snappy.parquet';

/** The sample of the export, by the keys below the account's prefix: one day of decisions and of conversions. */
export const sampleKeys = {
  decisions: `type=decisions/${day}/experiment=18156943409/${decisionsPart}`,
  conversions: `type=events/${day}/event=add_to_cart/${conversionsPart}`,
  markers: [`type=decisions/${day}/_SUCCESS`, `type=events/${day}/_SUCCESS`],
} as const;

export const sampleDay = '2020-09-13';

/** How many rows the sample has of each. */
export const sampleRows = { decisions: 9_001, conversions: 11_109 } as const;

export function samplePath(key: string): string {
  return join(__dirname, fixtures, exportPrefix, key);
}

export function sampleFile(key: string): Buffer {
  return readFileSync(samplePath(key));
}

/** Compiled, the sandbox lies one folder deeper. */
const fixtures = `${__filename.endsWith('.ts') ? '..' : '../..'}/test/fixtures/optimizely-e3`;

/** Puts the sample where the export would, under another day where one is given. */
export function putSample(s3: S3StandIn, under: string = sampleDay): void {
  const { decisions, conversions, markers } = sampleKeys;
  for (const key of [decisions, conversions]) s3.putObject(dated(key, under), sampleFile(key));
  for (const key of markers) s3.putObject(dated(key, under), '');
}

function dated(key: string, under: string): string {
  return `${exportPrefix}${key.replace(day, `date=${under}`)}`;
}

const common = {
  uuid: { type: 'string' },
  timestamp: { type: 'datetime' },
  process_timestamp: { type: 'datetime' },
  visitor_id: { type: 'string', tag: 'fk-visitor' },
  session_id: { type: 'string' },
  account_id: { type: 'string' },
  attributes: { type: 'nested' },
  user_ip: { type: 'string', tag: 'ip-address' },
  user_agent: { type: 'string' },
  referer: { type: 'string' },
  revision: { type: 'string' },
  client_engine: { type: 'string' },
  client_version: { type: 'string' },
} as const;

/** All columns of its decisions, as a feed has them. */
export const decisionFields = {
  ...common,
  campaign_id: { type: 'string' },
  experiment_id: { type: 'string' },
  variation_id: { type: 'string' },
  is_holdback: { type: 'boolean' },
} as const;

/** All columns of its conversions. */
export const conversionFields = {
  ...common,
  experiments: { type: 'nested' },
  entity_id: { type: 'string' },
  event_type: { type: 'string' },
  event_name: { type: 'string' },
  revenue: { type: 'integer' },
  value: { type: 'float' },
  quantity: { type: 'integer' },
  tags: { type: 'nested' },
} as const;

/** The feeds of the export, into tables of this connection. */
export function exportFeeds(table: string): Readonly<Record<string, Readonly<Record<string, unknown>>>> {
  const shared = { table, primaryKey: ['uuid'], lastUpdated: 'process_timestamp' };
  return {
    'Optimizely:Decisions': { ...shared, fields: decisionFields },
    'Optimizely:Conversions': { ...shared, fields: conversionFields },
  };
}

const parquet = (pattern: string, tag: string) => ({
  'object/type': 'file',
  'object/file-pattern': pattern,
  'object/land-as': { 'file/tag': tag, 'file/content-type': 'application/x-parquet' },
});

/** The courier that brings the export. */
export const exportCourier = {
  source: 'optimizely',
  entities: [
    parquet("'type=decisions/date='yyyy-MM-dd'/experiment=*/*.parquet'", 'decisions'),
    parquet("'type=events/date='yyyy-MM-dd'/event=*/*.parquet'", 'conversions'),
  ],
  ready: {
    decisions: "'type=decisions/date='yyyy-MM-dd'/_SUCCESS'",
    conversions: "'type=events/date='yyyy-MM-dd'/_SUCCESS'",
  },
  loadOperations: {
    'Optimizely:Decisions': [{ type: 'load', file: 'decisions' }],
    'Optimizely:Conversions': [{ type: 'load', file: 'conversions' }],
  },
};
