import type { OrderEvent } from '../../mappings/commerce';
import { severalAtOnce } from '../several-at-once';
import type { KlaviyoAccess } from './klaviyo-access';
import type { Errored } from './lane-batch';
import { kindOf, type OrderEntry } from './order-entry';

/** 3,500 a minute are 58 a second; an answer takes about 0.1 s. */
const atOnce = 16;

/**
 * Sends the events of orders one by one, several at once. One that Klaviyo knows is taken and passed over. Undefined
 * where the step ended first: what was sent is then sent again, which changes nothing.
 */
export async function sendSingly(
  orders: readonly OrderEntry[],
  klaviyo: KlaviyoAccess,
): Promise<{ readonly delivered: readonly OrderEvent[]; readonly errored: readonly Errored[] } | undefined> {
  const waiting = orders.flatMap(({ id, profile, events }) =>
    events.map((event, at) => ({
      id,
      index: at + 1,
      event,
      body: {
        type: 'event',
        attributes: { ...event.attributes, profile: { data: { type: 'profile', attributes: profile } } },
      },
    })),
  );
  const errored: Errored[] = [];
  const delivered: OrderEvent[] = [];
  const isDone = await severalAtOnce(waiting, atOnce, async ({ id, index, event, body }) => {
    const text = JSON.stringify(body);
    const outcome = await klaviyo.ask('create_event', (client, options) => client.createEvent(text, options));
    if (!outcome) return 'stop';
    if (outcome.kind === 'accepted') delivered.push(event);
    else {
      const code = outcome.kind === 'too-large' ? 'record-too-large' : 'destination-rejected';
      const message = reasonOf(outcome);
      errored.push({ id, index, stage: 'destination', code, message, record: body, kind: kindOf(event) });
    }
    return 'done';
  });
  return isDone ? { delivered, errored } : undefined;
}

type Refusal =
  | { readonly kind: 'invalid'; readonly problems: readonly { readonly reason: string }[] }
  | { readonly kind: 'invalid-unlocated'; readonly reason: string }
  | { readonly kind: 'too-large' };

function reasonOf(refusal: Refusal): string {
  if (refusal.kind === 'too-large') return 'Klaviyo takes no event of this size';
  if (refusal.kind === 'invalid-unlocated') return refusal.reason;
  return [...new Set(refusal.problems.map(({ reason }) => reason))].join('; ');
}
