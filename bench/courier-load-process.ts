import { copyFile } from 'node:fs/promises';
import { join } from 'node:path';
import { DuckDBInstance } from '@duckdb/node-api';
import type { FeedConfig } from '../src/config';
import { openTables } from '../src/tables/open-tables';
import type { LocalFile } from '../src/tables/tables';
import { type CourierLoadWay, courierLoadReport, courierLoadWays, partsIn } from './courier-load';

const feed = 'Bench:Decisions';
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
const settings: FeedConfig = {
  table: 'warehouse',
  active: true,
  primaryKey: ['uuid'],
  lastUpdated: 'process_timestamp',
  errorThreshold: 1,
  stitch: false,
  onDrift: 'refuse',
  fields: Object.fromEntries(Object.entries(types).map(([name, type]) => [name, { type, required: false }])),
};

/** The statement alone, in the engine as a load has it. */
async function bare(path: string, statement: (source: string) => string, parts: readonly string[]): Promise<number> {
  const instance = await DuckDBInstance.create(path, {
    memory_limit: '1GB',
    preserve_insertion_order: 'false',
    temp_directory: `${path}.tmp`,
  });
  const connection = await instance.connect();
  const began = performance.now();
  const columns = Object.keys(types).map((name) => `"${name}"`);
  const list = parts.map((part) => `'${part}'`).join(', ');
  await connection.run(
    statement(`SELECT ${columns.join(', ')} FROM read_parquet([${list}], hive_partitioning = false)`),
  );
  const seconds = (performance.now() - began) / 1000;
  connection.closeSync();
  instance.closeSync();
  return seconds;
}

async function load(path: string, parts: readonly string[], runId: string): Promise<number> {
  const tables = await openTables({ type: 'duckdb', path });
  const files: LocalFile[] = parts.map((part) => ({
    path: part,
    name: part,
    day: undefined,
    landAs: { tag: 'decisions', contentType: 'application/x-parquet' },
  }));
  const began = performance.now();
  const onErrors = async () => undefined;
  await tables.load({ courier: 'bench', runId, feed, settings, truncate: false, files, objects: [] }, { onErrors });
  const seconds = (performance.now() - began) / 1000;
  await tables.close();
  return seconds;
}

async function measure(way: CourierLoadWay, folder: string): Promise<void> {
  const parts = await partsIn(folder);
  const full = join(folder, 'load into a new table.duckdb');
  const path = join(folder, `${way}.duckdb`);
  let seconds: number;
  switch (way) {
    case 'bare insert':
      seconds = await bare(path, (source) => `CREATE TABLE "${feed}" AS ${source}`, parts);
      break;
    case 'load into a new table':
      seconds = await load(path, parts, 'first');
      break;
    case 'bare merge':
      await copyFile(full, path);
      seconds = await bare(
        path,
        (source) => `MERGE INTO "${feed}" AS t USING (${source}) AS s ON t.uuid = s.uuid
          WHEN MATCHED AND s.process_timestamp >= t.process_timestamp THEN UPDATE WHEN NOT MATCHED THEN INSERT`,
        parts,
      );
      break;
    case 'load into a full table':
      await copyFile(full, path);
      seconds = await load(path, parts, 'second');
      break;
  }
  const instance = await DuckDBInstance.create(path);
  const connection = await instance.connect();
  const counted = await connection.runAndReadAll(`SELECT count(*) FROM "${feed}"`);
  process.send?.(courierLoadReport.parse({ seconds, rows: Number(counted.getRowsJson()[0]?.[0]) }));
}

const [way = '', folder = ''] = process.argv.slice(2);
const known = courierLoadWays.find((name) => name === way);
if (known === undefined) throw new Error(`There is no way ${way}`);
measure(known, folder).catch((error: unknown) => {
  process.stderr.write(`${error instanceof Error ? error.stack : String(error)}\n`);
  process.exit(1);
});
