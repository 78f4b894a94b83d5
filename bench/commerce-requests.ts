import { withCommerceBench } from './commerce-bench-stack';
import { largeShop } from './large-shop';
import { type Line, row } from './line';

/** Requests that write to Klaviyo, beside one for each customer and each event, and beside what a dry run foretells. */
export function measureCommerceRequests(): Promise<Line[]> {
  // How many there are does not depend on how quickly they may come.
  return withCommerceBench({ shop: largeShop, klaviyo: { rateFactor: null } }, async (bench) => {
    const { stack, klaviyo, plan, runOnce } = bench;
    await stack.startWorker();
    const lines: Line[] = [];
    for (const { name, operation, most } of imports) {
      const planned = await plan(name);
      const { delivered } = await runOnce(name);
      const { taken } = await klaviyo.stats();
      const requests = taken[operation] ?? 0;
      const others = (taken.create_event ?? 0) + (taken.create_or_update_profile ?? 0);
      if (others > 0) throw new Error(`${others} records were sent singly`);
      lines.push(
        row(`${name}: requests of one for each of ${delivered} records`, String(delivered)),
        row(`${name}: requests that a run has made`, String(requests), most),
        row(`${name}: requests that a dry run has foretold`, String(planned.requests), 'within 20 %'),
      );
    }
    return lines;
  });
}

const imports = [
  { name: 'customers', operation: 'bulk_import_profiles', most: 'at most 25' },
  { name: 'orders', operation: 'bulk_create_events', most: '' },
] as const;
