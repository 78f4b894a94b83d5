import { fork } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { z } from 'zod';
import { writeDecisions } from './decisions';
import { type Line, median, row } from './line';
import { ResidentMemory } from './resident-memory';

const rows = Number(process.env.BENCH_COURIER_ROWS ?? 5_000_000);
const files = 10;
const rounds = Number(process.env.BENCH_COURIER_ROUNDS ?? 3);

/** What a process of its own has measured: `courier-load-process.ts`. */
export const courierLoadReport = z.strictObject({ seconds: z.number(), rows: z.number() });
export const courierLoadWays = [
  'bare insert',
  'load into a new table',
  'bare merge',
  'load into a full table',
] as const;
export type CourierLoadWay = (typeof courierLoadWays)[number];

interface Measured {
  readonly seconds: number;
  /** The largest size of the process, in bytes. */
  readonly peak: number;
}

/**
 * Decisions of an export from local files into DuckDB: a load beside the bare statements, all in one run, each in a process
 * of its own, in turns: the median counts, for a machine is not always equally quick. The table that is merged into has all
 * of the rows, so that each is replaced.
 */
export async function measureCourierLoad(): Promise<Line[]> {
  const folder = await mkdtemp(join(tmpdir(), 'longshore-bench-'));
  try {
    await writeDecisions(folder, { rows, files });
    const measured = new Map<CourierLoadWay, Measured[]>(courierLoadWays.map((way) => [way, []]));
    for (let round = 0; round < rounds; round++) {
      for (const way of courierLoadWays) measured.get(way)?.push(await inProcess(way, folder));
    }
    return linesOf(measured);
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

function linesOf(measured: ReadonlyMap<CourierLoadWay, readonly Measured[]>): Line[] {
  const of = (way: CourierLoadWay): Measured => {
    const all = measured.get(way) ?? [];
    return { seconds: median(all.map(({ seconds }) => seconds)), peak: Math.max(...all.map(({ peak }) => peak)) };
  };
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

async function inProcess(way: CourierLoadWay, folder: string): Promise<Measured> {
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
