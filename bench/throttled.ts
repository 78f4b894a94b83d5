import { withBenchStack } from './bench-stack';
import { type Line, row } from './line';

const limit = { rate: 50, burst: 10 };
const seconds = 60;
const batchSize = 100;

/** A destination that takes 50 requests a second, in bursts of 10, and says so with 429 alone. */
export function measureThrottled(): Promise<Line[]> {
  const odp = { requestsPerSecond: limit, latencyMs: 20 };
  return withBenchStack({ odp }, async ({ stack, odp: control, putStores, runOnce }) => {
    await putStores(1, seconds * limit.rate * batchSize);
    await stack.startWorker();
    const run = await runOnce();
    const { byStatus } = await control.stats();
    const batches = run.delivered / batchSize;
    const refused = byStatus['429'] ?? 0;
    const share = batches / run.seconds / limit.rate;
    return [
      row(`throttled at ${limit.rate}/s, ${batches} batches`, `${run.seconds.toFixed(1)} s`),
      row('share of the rate, the start included', share.toFixed(3), '0.95 to 1.05'),
      row('requests that were refused', `${((100 * refused) / (refused + batches)).toFixed(1)} %`, 'under 2 %'),
    ];
  });
}
