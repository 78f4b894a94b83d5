import type { Session } from '../../src/runs/session';
import { startRun } from '../../src/runs/start-run';
import { readRejects } from '../../src/storage';
import type { ShopAndKlaviyo } from '../shop-and-klaviyo';
import { ended, say, table } from './tell';

/** Customers and orders of a shop go to Klaviyo, and what arrived is compared with the shop. */
export async function syncShop(session: Session, sides: ShopAndKlaviyo | undefined): Promise<boolean> {
  if (!sides) return false;
  say('\nA shop: its customers become profiles of Klaviyo, and its orders their events.');
  const runs = [
    await ended(session, await startRun(session, 'customers')),
    await ended(session, await startRun(session, 'orders')),
  ];
  say(table(runs.map((run) => ({ what: run.import, run }))));
  const kinds = Object.entries(runs[1]?.kinds ?? {}).map(([kind, { delivered }]) => `${kind} ${delivered}`);
  say(`Of the events: ${kinds.join(', ')}.`);
  const { taken, invalid } = sides.klaviyo.stats();
  const requests = (taken.bulk_import_profiles ?? 0) + (taken.bulk_create_events ?? 0);
  const records = runs.reduce((sum, { counts }) => sum + counts.delivered, 0);
  say(`That took ${requests} requests that write; one for each would be ${records}.`);
  const missing = (runs[1]?.counts.delivered ?? 0) - sides.klaviyo.events().length;
  const wrong = Math.abs(missing) + (await wrongOf(session, sides));
  const { shop } = sides;
  const verdict = wrong === 0 ? 'nothing lost, nothing twice' : `${wrong} are missing, wrong or there twice`;
  say(`In the shop ${shop.count('customers')} customers and ${shop.count('orders')} orders, in Klaviyo ${verdict}.`);
  return wrong === 0 && invalid === 0 && runs.every(({ status }) => status === 'COMPLETED');
}

/** Customers whose profile is not theirs, orders that were not placed, events that are there twice. Not what was rejected. */
async function wrongOf({ storage }: Session, { shop, klaviyo }: ShopAndKlaviyo): Promise<number> {
  const rejected = new Set<string | undefined>();
  for (const name of ['customers', 'orders']) {
    for await (const { key } of readRejects(storage, name)) rejected.add(key);
  }
  const events = klaviyo.events().map(({ metric, uniqueId }) => `${metric} ${uniqueId}`);
  const once = new Set(events);
  let wrong = events.length - once.size;
  for (const { id, email } of shop.records('customers')) {
    if (!rejected.has(String(id)) && klaviyo.profile(String(id))?.attributes.email !== email) wrong += 1;
  }
  for (const { id } of shop.records('orders')) {
    if (!rejected.has(String(id)) && !once.has(`Placed Order ${id}`)) wrong += 1;
  }
  return wrong;
}
