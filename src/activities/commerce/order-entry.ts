import { type BulkForm, RequestPacker } from '../../connectors/klaviyo';
import type { EventProfile, OrderEvent } from '../../mappings/commerce';
import type { LaneEntry } from './lane-batch';

/** The events of an order, in one entry of a bulk request. */
export interface OrderEntry extends LaneEntry {
  readonly profile: EventProfile;
  readonly events: readonly OrderEvent[];
  /** True where Klaviyo is likely to have some of them, and would refuse a request with these in it. */
  readonly isKnown?: boolean;
}

export function orderEntry(id: string, profile: EventProfile, events: readonly OrderEvent[]): OrderEntry {
  const json = JSON.stringify({
    type: 'event-bulk-create',
    attributes: {
      profile: { data: { type: 'profile', attributes: profile } },
      events: { data: events.map(({ attributes }) => ({ type: 'event', attributes })) },
    },
  });
  return { id, profile, events, json, weight: events.length, kinds: countKinds(events) };
}

/** Events are told apart by their metrics, as they are in Klaviyo. */
export function kindOf({ attributes }: OrderEvent): string {
  return attributes.metric.data.attributes.name;
}

export function countKinds(events: readonly OrderEvent[]): Readonly<Record<string, number>> {
  const kinds: Record<string, number> = {};
  for (const event of events) kinds[kindOf(event)] = (kinds[kindOf(event)] ?? 0) + 1;
  return kinds;
}

/** An order in as many entries as it needs requests: one, unless it has more than 1,000 events or 5 MB of them. */
export function inRequests({ id, profile, events }: OrderEntry, form: BulkForm): readonly OrderEntry[] {
  const packer = new RequestPacker<OrderEntry>(form);
  const full = events.flatMap((event) => packer.add(orderEntry(id, profile, [event])) ?? []);
  const rest = packer.rest();
  return [...full, ...(rest ? [rest] : [])].map(({ entries }) =>
    orderEntry(
      id,
      profile,
      entries.flatMap((entry) => entry.events),
    ),
  );
}
