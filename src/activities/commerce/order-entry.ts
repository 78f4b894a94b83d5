import type { EventProfile, OrderEvent } from '../../mappings/commerce';
import type { LaneEntry } from './lane-batch';

/** The events of an order, in one entry of a bulk request. */
export interface OrderEntry extends LaneEntry {
  readonly profile: EventProfile;
  readonly events: readonly OrderEvent[];
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
