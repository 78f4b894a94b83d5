import type { CommercetoolsControl } from '../sandbox/commercetools-stand-in';
import { withCommerceBench } from './commerce-bench-stack';
import { type Line, row } from './line';

const pageMs = 100;
const customers = 300_000;
const lanes = [1, 4, 8];

/** A shop that takes 100 ms a page, read in lanes side by side. */
export function measureCommerceLanes(): Promise<Line[]> {
  return withCommerceBench({ shop: {}, pageMs }, async ({ stack, shop, setLanes, runOnce, warmUp, klaviyo }) => {
    await putSmallCustomers(shop);
    await stack.startWorker();
    await warmUp('customers');
    const lines: Line[] = [];
    let alone = 0;
    for (const count of lanes) {
      await klaviyo.reset();
      await setLanes(count);
      const { seconds, delivered } = await runOnce('customers');
      if (delivered !== customers) throw new Error(`${delivered} of ${customers} were delivered`);
      if (count === 1) alone = seconds;
      const what = `${customers} customers, pages after ${pageMs} ms, ${count} lane(s)`;
      lines.push(row(what, `${seconds.toFixed(1)} s, ${(alone / seconds).toFixed(1)} times`, `near ${count}`));
    }
    return lines;
  });
}

/**
 * Customers with an e-mail address and nothing else: they cost less CPU than whole ones, so that more of what is measured
 * is the wait for pages.
 */
async function putSmallCustomers(shop: CommercetoolsControl): Promise<void> {
  const atOnce = 5_000;
  // As of an hour ago: what is new would be read once more at the end.
  await shop.setOptions({ clockOffsetMs: -3_600_000 });
  for (let first = 0; first < customers; first += atOnce) {
    await shop.put('customers', ...Array.from({ length: atOnce }, (_, index) => smallCustomer(first + index)));
  }
  await shop.setOptions({ clockOffsetMs: 0 });
}

/** Ids are spread evenly, as random ones are, and rise with the index. */
function smallCustomer(index: number) {
  const share = Math.floor((index * 2 ** 32) / customers);
  const id = `${share.toString(16).padStart(8, '0')}-0000-4000-8000-000000000000`;
  return { id, email: `customer.${index}@shop.example` };
}
