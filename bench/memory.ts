import { withBenchStack } from './bench-stack';
import { putLargeArray } from './large-array';
import { type Line, row } from './line';
import { ResidentMemory } from './resident-memory';

const bytes = Number(process.env.BENCH_MEMORY_BYTES ?? 1_000_000_000);
const megabytes = (count: number) => Math.round(count / 1e6);

/** The worker's memory while it imports one large array, over its size when it only polls. */
export function measureMemory(): Promise<Line[]> {
  return withBenchStack({}, async ({ stack, runOnce }) => {
    const records = await putLargeArray(stack.container, 'large.json', bytes);
    const worker = await stack.startWorker();
    const memory = new ResidentMemory(worker.pid);
    const idle = await memory.settled();
    const sampling = memory.sample();
    const { seconds, delivered } = await runOnce();
    const peak = sampling.stop();
    if (delivered !== records) throw new Error(`${delivered} of ${records} records were delivered`);
    const growth = `${megabytes(peak - idle)} MB (${megabytes(idle)} to ${megabytes(peak)})`;
    return [
      row(`one array of ${megabytes(bytes)} MB, ${records} records`, `${seconds.toFixed(0)} s`),
      row('memory of the worker over its idle size', growth, 'under 100 MB'),
    ];
  });
}
