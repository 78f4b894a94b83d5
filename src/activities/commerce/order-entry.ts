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
  return { id, profile, events, json, weight: events.length };
}
