import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DuckDBInstance } from '@duckdb/node-api';
import { exportPrefix, sampleKeys } from '../../sandbox/optimizely-export';

/** Compared by all columns; what is nested as its text. */
export type Row = Readonly<Record<string, unknown>>;

const sample = join(__dirname, '../fixtures/optimizely-e3', exportPrefix, sampleKeys.decisions);
const source = `read_parquet('${sample}', hive_partitioning = false)`;

/** Asks a database of its own, or that of a file which nobody else has open: what is true whatever Longshore says. */
export async function askDuckDb(sql: string, path = ':memory:'): Promise<Row[]> {
  const instance = await DuckDBInstance.create(path, path === ':memory:' ? {} : { access_mode: 'READ_ONLY' });
  const connection = await instance.connect();
  try {
    return (await connection.runAndReadAll(sql)).getRowObjectsJson();
  } finally {
    connection.closeSync();
    instance.closeSync();
  }
}

/** A part of an export: of the sample's decisions those that are `part` of `parts`, each made newer by so many seconds. */
export interface Part {
  readonly part: number;
  readonly parts: number;
  readonly newerSeconds: number;
}

/** The rows of a part, by which a table is compared. */
export function rowsOfPart({ part, parts, newerSeconds }: Part): string {
  const newer = `process_timestamp + INTERVAL ${newerSeconds} SECOND AS process_timestamp`;
  return `SELECT * REPLACE (${newer}) FROM ${source} WHERE hash(uuid) % ${parts} = ${part}`;
}

/** The same as a file. */
export async function fileOfPart(part: Part): Promise<Buffer> {
  const folder = await mkdtemp(join(tmpdir(), 'longshore-part-'));
  const path = join(folder, 'part.parquet');
  try {
    await askDuckDb(`COPY (${rowsOfPart(part)}) TO '${path}' (FORMAT parquet, CODEC snappy)`);
    return await readFile(path);
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}
