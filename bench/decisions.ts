import { mkdir, readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { DuckDBInstance } from '@duckdb/node-api';
import { decisionFields, sampleKeys, samplePath } from '../sandbox/optimizely-export';
import type { FeedConfig } from '../src/config';
import type { FeedLoad } from '../src/tables/tables';

export const decisionsFeed = 'Bench:Decisions';
/** The settings of their feed. */
export const decisions: FeedConfig = {
  table: 'warehouse',
  active: true,
  primaryKey: ['uuid'],
  lastUpdated: 'process_timestamp',
  errorThreshold: 1,
  stitch: false,
  onDrift: 'refuse',
  fields: Object.fromEntries(
    Object.entries(decisionFields).map(([name, field]) => [name, { ...field, required: false }]),
  ),
};

/** Files of decisions: the sample many times over, each row with a key of its own. */
export async function writeDecisions(
  folder: string,
  { rows, files }: { readonly rows: number; readonly files: number },
): Promise<void> {
  await mkdir(join(folder, 'parts'));
  const instance = await DuckDBInstance.create(':memory:');
  const connection = await instance.connect();
  await connection.run(
    `CREATE TABLE sample AS SELECT * FROM read_parquet('${samplePath(sampleKeys.decisions)}', hive_partitioning = false)`,
  );
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
