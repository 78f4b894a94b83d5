import { fork } from 'node:child_process';
import { once } from 'node:events';
import { mkdir, mkdtemp, readdir, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DuckDBInstance } from '@duckdb/node-api';
import { z } from 'zod';
import { type Line, row } from './line';
import { ResidentMemory } from './resident-memory';

const rows = Number(process.env.BENCH_COURIER_ROWS ?? 5_000_000);
const files = 10;
const sample = join(
  'test/fixtures/optimizely-e3/v1/account_id=12345/type=decisions/date=2020-09-13/experiment=18156943409',
  'part-00000-f1c6c551-2762-401d-bc5e-c4dfb9cfd078.c000.snappy.parquet',
);

/** What a process of its own has measured: `courier-load-process.ts`. */
export const courierLoadReport = z.strictObject({ seconds: z.number(), rows: z.number() });
export const courierLoadWays = [
  'bare insert',
  'load into a new table',
  'bare merge',
  'load into a full table',
] as const;
export type CourierLoadWay = (typeof courierLoadWays)[number];

/**
 * Decisions of an export from local files into DuckDB: a load beside the bare statements, all in one run, each in a process
 * of its own. The table that is merged into has all of the rows, so that each is replaced.
 */
export async function measureCourierLoad(): Promise<Line[]> {
  const folder = await mkdtemp(join(tmpdir(), 'longshore-bench-'));
  try {
    const parts = join(folder, 'parts');
    await mkdir(parts);
    await writeParts(parts);
    const measured = new Map<CourierLoadWay, { seconds: number; peak: number }>();
    for (const way of courierLoadWays) measured.set(way, await inProcess(way, folder));
    return linesOf(measured);
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

function linesOf(measured: ReadonlyMap<CourierLoadWay, { seconds: number; peak: number }>): Line[] {
  const of = (way: CourierLoadWay) => measured.get(way) ?? { seconds: Number.NaN, peak: Number.NaN };
  const figure = (way: CourierLoadWay) => {
    const { seconds, peak } = of(way);
    return `${seconds.toFixed(1)} s, ${Math.round(rows / seconds).toLocaleString('en')} rows/s, ${Math.round(peak / 1e6)} MB`;
  };
  const ratio = (bare: CourierLoadWay, way: CourierLoadWay) => (of(bare).seconds / of(way).seconds).toFixed(2);
  const what = `${rows.toLocaleString('en')} decisions in ${files} files`;
  return [
    ...courierLoadWays.map((way) =>
      row(`${what}: ${way}`, figure(way), way.startsWith('load') ? 'under 1,500 MB' : ''),
    ),
    row('a load beside the bare insert', ratio('bare insert', 'load into a new table'), 'at least 0.7'),
    row('a load beside the bare merge', ratio('bare merge', 'load into a full table'), 'at least 0.8'),
  ];
}

async function inProcess(way: CourierLoadWay, folder: string): Promise<{ seconds: number; peak: number }> {
  const child = fork(join(__dirname, 'courier-load-process.js'), [way, folder]);
  const memory = new ResidentMemory(child.pid ?? 0).sample();
  try {
    const [message] = await once(child, 'message');
    const { seconds, rows: found } = courierLoadReport.parse(message);
    if (found !== rows) throw new Error(`${way}: the table has ${found} of ${rows} rows`);
    return { seconds, peak: memory.stop() };
  } finally {
    memory.stop();
    child.kill();
  }
}

/** The sample many times over, each row with a key of its own. */
async function writeParts(folder: string): Promise<void> {
  const instance = await DuckDBInstance.create(':memory:');
  const connection = await instance.connect();
  await connection.run(`CREATE TABLE sample AS SELECT * FROM read_parquet('${sample}', hive_partitioning = false)`);
  for (let part = 0; part < files; part++) {
    await connection.run(
      `COPY (SELECT s.* REPLACE (upper(uuid()::VARCHAR) AS uuid) FROM range(1000) AS r, sample AS s LIMIT ${rows / files})
       TO '${join(folder, `part-${part}.parquet`)}' (FORMAT parquet, COMPRESSION snappy)`,
    );
  }
  connection.closeSync();
  instance.closeSync();
}

/** The files of the measurement, in their order. */
export async function partsIn(folder: string): Promise<string[]> {
  return (await readdir(join(folder, 'parts'))).sort().map((name) => join(folder, 'parts', name));
}
