import { timeAtLimits } from '../src/cli/preview';
import { klaviyoOperations } from '../src/connectors/klaviyo';
import { type CommerceBench, usualLanes, withCommerceBench } from './commerce-bench-stack';
import { largeShop } from './large-shop';
import { type Line, row } from './line';
import { ResidentMemory } from './resident-memory';

/** What the shop takes for a page of 500, and Klaviyo for an answer and for a job. */
const pageMs = Number(process.env.BENCH_PAGE_MS ?? 300);
const klaviyo = { latencyMs: 100, queuedMs: 500, processingMs: 1_500 };

const imports = [
  { name: 'customers', resource: 'customers', expand: [], operation: 'bulk_import_profiles' },
  { name: 'orders', resource: 'orders', expand: ['paymentInfo.payments[*]'], operation: 'bulk_create_events' },
] as const;
type Import = (typeof imports)[number];

/** A run at Klaviyo's published limits beside the time that the limits alone take, and that of reading alone. */
export function measureCommerceTime(): Promise<Line[]> {
  return withCommerceBench({ shop: largeShop, pageMs, klaviyo }, async (bench) => {
    const worker = await bench.stack.startWorker();
    const memory = new ResidentMemory(worker.pid);
    const lines: Line[] = [];
    for (const one of imports) lines.push(...(await measure(bench, memory, one)));
    return lines;
  });
}

async function measure(bench: CommerceBench, memory: ResidentMemory, { name, operation, ...of }: Import) {
  const alone = await bench.readAlone({ ...of, lanes: usualLanes });
  const planned = await bench.plan(name);
  await bench.warmUp(name);
  const idle = await memory.settled();
  const sampling = memory.sample();
  const run = await bench.runOnce(name);
  const grown = (sampling.stop() - idle) / 1e6;
  const { taken, byStatus } = await bench.klaviyo.stats();
  const requests = taken[operation] ?? 0;
  const limited = timeAtLimits(requests, klaviyoOperations[operation]) / 1_000;
  const least = Math.max(limited, alone.seconds);
  const seconds = (time: number): string => `${time.toFixed(1)} s`;
  return [
    row(`${name}: ${alone.pages} pages of the shop, each after ${pageMs} ms, read alone`, seconds(alone.seconds)),
    row(`${name}: ${requests} requests at the account's limits alone`, seconds(limited)),
    row(`${name}: what a dry run has foretold`, seconds(Math.max(planned.limitMs, planned.readMs) / 1_000)),
    row(`${name}: a run, ${run.delivered} records, ${byStatus['429'] ?? 0} refused`, seconds(run.seconds)),
    row(`${name}: a run against the larger of the two`, (run.seconds / least).toFixed(2), 'at most 1.3'),
    row(`${name}: growth of the worker meanwhile`, `${grown.toFixed(0)} MB`, 'under 100 MB'),
  ];
}
