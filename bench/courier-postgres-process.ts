import { createReadStream } from 'node:fs';
import { join } from 'node:path';
import { DuckDBInstance } from '@duckdb/node-api';
import { openPostgres, type PostgresClient } from '../src/connectors/postgres';
import { openPostgresTables } from '../src/tables/postgres/open-postgres-tables';
import { type PostgresWay, postgresReport, postgresWays } from './courier-postgres';
import { decisions, decisionsFeed, loadOfDecisions, partsIn } from './decisions';

const names = Object.keys(decisions.fields).map((name) => `"${name}"`);
const columns = names.join(', ');
const types = { string: 'text', datetime: 'timestamp', boolean: 'boolean', nested: 'jsonb' } as const;
const table = Object.entries(decisions.fields).map(([name, { type }]) => {
  if (type !== 'string' && type !== 'datetime' && type !== 'boolean' && type !== 'nested') throw new Error(type);
  return `"${name}" ${types[type]}`;
});

/** The statements alone, of a file that is there already. */
async function bare(postgres: PostgresClient, parts: readonly string[], folder: string): Promise<number> {
  const csv = join(folder, 'bare.csv');
  await writeCsv(parts, csv);
  const began = performance.now();
  await postgres.transaction({ readOnly: false }, async (transaction) => {
    await transaction.query(`CREATE TABLE IF NOT EXISTS bare (${table.join(', ')}, PRIMARY KEY (uuid))`);
    await transaction.query(`CREATE TEMPORARY TABLE stage (${table.join(', ')}) ON COMMIT DROP`);
    await transaction.copyIn('COPY stage FROM STDIN (FORMAT csv)', createReadStream(csv, { highWaterMark: 262_144 }));
    await transaction.query(
      `INSERT INTO bare AS t SELECT ${columns} FROM stage ON CONFLICT (uuid) DO UPDATE
       SET ${names.map((name) => `${name} = excluded.${name}`).join(', ')}
       WHERE excluded.process_timestamp >= t.process_timestamp`,
    );
  });
  return (performance.now() - began) / 1000;
}

async function writeCsv(parts: readonly string[], csv: string): Promise<void> {
  const instance = await DuckDBInstance.create(':memory:');
  const connection = await instance.connect();
  const list = parts.map((part) => `'${part}'`).join(', ');
  const values = columns.replace('"attributes"', 'to_json("attributes")');
  await connection.run(
    `COPY (SELECT ${values} FROM read_parquet([${list}], hive_partitioning = false)) TO '${csv}' (FORMAT csv, HEADER false)`,
  );
  connection.closeSync();
  instance.closeSync();
}

async function load(url: string, parts: readonly string[], runId: string): Promise<number> {
  const tables = await openPostgresTables({ url });
  const began = performance.now();
  await tables.load(loadOfDecisions(parts, runId), { onErrors: async () => undefined });
  const seconds = (performance.now() - began) / 1000;
  await tables.close();
  return seconds;
}

async function measure(way: PostgresWay, folder: string, url: string): Promise<void> {
  const parts = await partsIn(folder);
  const postgres = openPostgres({ url });
  const isBare = way.startsWith('bare');
  const seconds = isBare ? await bare(postgres, parts, folder) : await load(url, parts, way);
  const [row] = await postgres.transaction({ readOnly: true }, (transaction) =>
    transaction.query(`SELECT count(*) AS rows FROM ${isBare ? 'bare' : `"${decisionsFeed}"`}`),
  );
  await postgres.close();
  process.send?.(postgresReport.parse({ seconds, rows: Number(row?.rows) }));
}

const [way = '', folder = '', url = ''] = process.argv.slice(2);
const known = postgresWays.find((name) => name === way);
if (known === undefined) throw new Error(`There is no way ${way}`);
measure(known, folder, url).catch((error: unknown) => {
  process.stderr.write(`${error instanceof Error ? error.stack : String(error)}\n`);
  process.exit(1);
});
