import { fork } from 'node:child_process';
import { randomFillSync } from 'node:crypto';
import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { z } from 'zod';
import { startS3StandIn } from '../sandbox/s3-stand-in';
import type { S3Settings } from '../src/connectors/s3';
import { type Line, row } from './line';
import { ResidentMemory } from './resident-memory';

const largeBytes = Number(process.env.BENCH_LANDING_BYTES ?? 300_000_000);
const manyBytes = largeBytes / 4;
const many = 8;
const megabytes = (count: number) => Math.round(count / 1e6);

/** What `courier-landing-process.ts` is told, and what it answers. */
export interface LandingOrder {
  readonly settings: S3Settings;
  readonly folder: string;
}
export const landingReport = z.union([
  z.strictObject({ ready: z.literal(true) }),
  z.strictObject({ landSeconds: z.number(), fetchSeconds: z.number(), bytes: z.number() }),
]);

/** Objects from a bucket on this machine into a directory, and from there to scratch files: the time, and the memory of who does it. */
export async function measureCourierLanding(): Promise<Line[]> {
  return [
    ...(await measure('one object', [largeBytes])),
    ...(await measure(
      `${many} objects at once`,
      Array.from({ length: many }, () => manyBytes),
    )),
  ];
}

async function measure(what: string, sizes: readonly number[]): Promise<Line[]> {
  const folder = await mkdtemp(join(tmpdir(), 'longshore-bench-'));
  const standIn = await startS3StandIn();
  const { endpoint, region, accessKey } = standIn;
  const { accessKeyId, secretAccessKey } = accessKey;
  const credentials = { type: 'access-key', accessKeyId, secretAccessKey } as const;
  for (const [index, size] of sizes.entries()) standIn.putObject(`${index}.csv`, randomFillSync(Buffer.alloc(size)));
  const order: LandingOrder = { settings: { bucket: 'longshore', region, endpoint, credentials }, folder };
  const child = fork(join(__dirname, 'courier-landing-process.js'), [JSON.stringify(order)], {
    execArgv: ['--max-semi-space-size=16', '--max-old-space-size=1024'],
  });
  try {
    await once(child, 'message');
    const memory = new ResidentMemory(child.pid ?? 0);
    const idle = memory.now();
    const sampling = memory.sample();
    child.send('go');
    const [message] = await once(child, 'message');
    const peak = sampling.stop();
    const report = landingReport.parse(message);
    const all = sizes.reduce((sum, size) => sum + size, 0);
    if ('ready' in report || report.bytes !== all) throw new Error(`It was not all ${all} bytes that were fetched`);
    const rate = (seconds: number) => `${seconds.toFixed(1)} s, ${megabytes(all / seconds)} MB/s`;
    const name = `${what} of ${megabytes(sizes[0] ?? 0)} MB`;
    return [
      row(`${name}: landed`, rate(report.landSeconds)),
      row(`${name}: fetched for a load`, rate(report.fetchSeconds)),
      row(
        `${name}: memory over the idle size`,
        `${megabytes(peak - idle)} MB (${megabytes(idle)} to ${megabytes(peak)})`,
        'under 250 MB',
      ),
    ];
  } finally {
    child.kill();
    await standIn.stop();
    await rm(folder, { recursive: true, force: true });
  }
}
