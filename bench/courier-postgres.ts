import { fork } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { z } from 'zod';
import { startPostgres } from '../sandbox/postgres';
import { writeDecisions } from './decisions';
import { type Line, row } from './line';
import { ResidentMemory } from './resident-memory';

const rows = Number(process.env.BENCH_POSTGRES_ROWS ?? 500_000);
const files = 5;

/** What a process of its own has measured: `courier-postgres-process.ts`. */
export const postgresReport = z.strictObject({ seconds: z.number(), rows: z.number() });
/** `again`: all rows are there, and each is replaced. */
export const postgresWays = ['bare', 'load', 'bare again', 'load again'] as const;
export type PostgresWay = (typeof postgresWays)[number];

/**
 * Decisions of an export from local files into PostgreSQL, beside a bare COPY and INSERT … ON CONFLICT of a CSV file that is
 * there already; all in one run, each in a process of its own.
 */
export async function measureCourierPostgres(): Promise<Line[]> {
  const folder = await mkdtemp(join(tmpdir(), 'longshore-bench-'));
  const server = await startPostgres();
  try {
    await writeDecisions(folder, { rows, files });
    const measured = new Map<PostgresWay, { seconds: number; peak: number }>();
    for (const way of postgresWays) measured.set(way, await inProcess(way, folder, server.url));
    return linesOf(measured);
  } finally {
    await server.stop();
    await rm(folder, { recursive: true, force: true });
  }
}

function linesOf(measured: ReadonlyMap<PostgresWay, { seconds: number; peak: number }>): Line[] {
  const of = (way: PostgresWay) => measured.get(way) ?? { seconds: Number.NaN, peak: Number.NaN };
  const what = `${rows.toLocaleString('en')} decisions into PostgreSQL`;
  const figure = (way: PostgresWay) => {
    const { seconds, peak } = of(way);
    return `${seconds.toFixed(1)} s, ${Math.round(rows / seconds).toLocaleString('en')} rows/s, ${Math.round(peak / 1e6)} MB`;
  };
  const ratio = (bare: PostgresWay, way: PostgresWay) => (of(bare).seconds / of(way).seconds).toFixed(2);
  return [
    ...postgresWays.map((way) => row(`${what}: ${way}`, figure(way))),
    row('a load beside the bare copy', ratio('bare', 'load')),
    row('a load that replaces all, beside the bare copy', ratio('bare again', 'load again')),
  ];
}

async function inProcess(way: PostgresWay, folder: string, url: string): Promise<{ seconds: number; peak: number }> {
  const child = fork(join(__dirname, 'courier-postgres-process.js'), [way, folder, url]);
  const memory = new ResidentMemory(child.pid ?? 0).sample();
  try {
    const [message] = await once(child, 'message');
    const { seconds, rows: found } = postgresReport.parse(message);
    if (found !== rows) throw new Error(`${way}: the table has ${found} of ${rows} rows`);
    return { seconds, peak: memory.stop() };
  } finally {
    memory.stop();
    child.kill();
  }
}
