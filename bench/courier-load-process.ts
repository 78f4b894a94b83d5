import { copyFile, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { DuckDBInstance } from '@duckdb/node-api';
import { openTables } from '../src/tables/open-tables';
import { type CourierLoadWay, courierLoadReport, courierLoadWays } from './courier-load';
import { decisions, decisionsFeed, loadOfDecisions, partsIn } from './decisions';

/** The statement alone, in the engine as a load has it. */
async function bare(path: string, statement: (source: string) => string, parts: readonly string[]): Promise<number> {
  const instance = await DuckDBInstance.create(path, {
    memory_limit: '768MB',
    preserve_insertion_order: 'false',
    temp_directory: `${path}.tmp`,
  });
  const connection = await instance.connect();
  const began = performance.now();
  const columns = Object.keys(decisions.fields).map((name) => `"${name}"`);
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
  const began = performance.now();
  const onErrors = async () => undefined;
  await tables.load(loadOfDecisions(parts, runId), { onErrors });
  const seconds = (performance.now() - began) / 1000;
  await tables.close();
  return seconds;
}

/** Measures one way in files of its own, which a round before may have left. */
async function measure(way: CourierLoadWay, folder: string): Promise<void> {
  const parts = await partsIn(folder);
  const full = join(folder, 'load into a new table.duckdb');
  const path = join(folder, `${way}.duckdb`);
  for (const left of [path, `${path}.wal`]) await rm(left, { force: true });
  let seconds: number;
  switch (way) {
    case 'bare insert':
      seconds = await bare(path, (source) => `CREATE TABLE "${decisionsFeed}" AS ${source}`, parts);
      break;
    case 'load into a new table':
      seconds = await load(path, parts, 'first');
      break;
    case 'bare merge':
      await copyFile(full, path);
      seconds = await bare(
        path,
        (source) => `MERGE INTO "${decisionsFeed}" AS t USING (${source}) AS s ON t.uuid = s.uuid
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
  const counted = await connection.runAndReadAll(`SELECT count(*) FROM "${decisionsFeed}"`);
  process.send?.(courierLoadReport.parse({ seconds, rows: Number(counted.getRowsJson()[0]?.[0]) }));
}

const [way = '', folder = ''] = process.argv.slice(2);
const known = courierLoadWays.find((name) => name === way);
if (known === undefined) throw new Error(`There is no way ${way}`);
measure(known, folder).catch((error: unknown) => {
  process.stderr.write(`${error instanceof Error ? error.stack : String(error)}\n`);
  process.exit(1);
});
