import { mkdir, readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { DuckDBInstance } from '@duckdb/node-api';
import type { FeedConfig } from '../src/config';
import type { FeedLoad } from '../src/tables/tables';

export const decisionsFeed = 'Bench:Decisions';
const types: Readonly<Record<string, 'string' | 'datetime' | 'boolean' | 'nested'>> = {
  uuid: 'string',
  timestamp: 'datetime',
  process_timestamp: 'datetime',
  visitor_id: 'string',
  session_id: 'string',
  account_id: 'string',
  campaign_id: 'string',
  experiment_id: 'string',
  variation_id: 'string',
  attributes: 'nested',
  user_ip: 'string',
  user_agent: 'string',
  referer: 'string',
  is_holdback: 'boolean',
  revision: 'string',
  client_engine: 'string',
  client_version: 'string',
};
/** The settings of their feed. */
export const decisions: FeedConfig = {
  table: 'warehouse',
  active: true,
  primaryKey: ['uuid'],
  lastUpdated: 'process_timestamp',
  errorThreshold: 1,
  stitch: false,
  onDrift: 'refuse',
  fields: Object.fromEntries(Object.entries(types).map(([name, type]) => [name, { type, required: false }])),
};

const sample = join(
  'test/fixtures/optimizely-e3/v1/account_id=12345/type=decisions/date=2020-09-13/experiment=18156943409',
  'part-00000-f1c6c551-2762-401d-bc5e-c4dfb9cfd078.c000.snappy.parquet',
);

/** Files of decisions: the sample many times over, each row with a key of its own. */
export async function writeDecisions(
  folder: string,
  { rows, files }: { readonly rows: number; readonly files: number },
): Promise<void> {
  await mkdir(join(folder, 'parts'));
  const instance = await DuckDBInstance.create(':memory:');
  const connection = await instance.connect();
  await connection.run(`CREATE TABLE sample AS SELECT * FROM read_parquet('${sample}', hive_partitioning = false)`);
  for (let part = 0; part < files; part++) {
    await connection.run(
      `COPY (SELECT s.* REPLACE (upper(uuid()::VARCHAR) AS uuid) FROM range(1000) AS r, sample AS s LIMIT ${rows / files})
       TO '${join(folder, 'parts', `part-${part}.parquet`)}' (FORMAT parquet, COMPRESSION snappy)`,
    );
  }
  connection.closeSync();
  instance.closeSync();
}

/** Those files, in their order. */
export async function partsIn(folder: string): Promise<string[]> {
  return (await readdir(join(folder, 'parts'))).sort().map((name) => join(folder, 'parts', name));
}

/** A load of all of them. */
export function loadOfDecisions(parts: readonly string[], runId: string): FeedLoad {
  const landAs = { tag: 'decisions', contentType: 'application/x-parquet' } as const;
  const files = parts.map((path) => ({ path, name: path, day: undefined, landAs }));
  return { courier: 'bench', runId, feed: decisionsFeed, settings: decisions, truncate: false, files, objects: [] };
}
