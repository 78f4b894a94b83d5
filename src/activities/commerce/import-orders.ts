import { bulkEventsForm } from '../../connectors/klaviyo';
import { compileOrderMapping, type OrderEvent } from '../../mappings/commerce';
import { writeDelivery } from '../../storage';
import { type DeliveredEntries, deliverEntries } from '../delivery/deliver-entries';
import { resolveImportOf } from '../resolve-import';
import type { WorkerContext } from '../worker-context';
import type { ImportLaneRequest, ImportLaneResult } from './import-customers';
import type { Errored, FullBatch, SettledBatch } from './lane-batch';
import { openLaneStep } from './lane-step';
import { openOrderCatalog } from './order-catalog';
import { countKinds, inRequests, type OrderEntry, orderEntry } from './order-entry';
import { readLane } from './read-lane';
import { sendSingly } from './send-singly';
import { workLane } from './work-lane';

/** Refunds are in them. */
const payments = ['paymentInfo.payments[*]'];

/**
 * One step in a lane of orders: sends their events in bulk. Klaviyo takes such a request as a whole or not at all, and
 * not when it knows the `unique_id` of one: those of a request that it refuses go out one by one, where what is known is
 * passed over. Nothing is halved: to find one in a thousand by halves costs 20 requests of 150 a minute, and all of them
 * one by one 17 seconds. A reading of changes does not meet that: an order that is older than the reading before was read
 * then, and its events go out one by one from the start.
 */
export async function importOrders(context: WorkerContext, request: ImportLaneRequest): Promise<ImportLaneResult> {
  const resolved = resolveImportOf(context, request, 'commerce-orders');
  const { settings, storage } = resolved;
  const step = openLaneStep(context, resolved, request.lane);
  const { klaviyo, notes, pulse } = step;
  const form = bulkEventsForm;
  const of = { import: request.import, runId: request.runId, resource: 'orders' } as const;
  const map = compileOrderMapping({ ...settings, productUrlTemplate: settings.productUrlTemplate });
  const catalog = await openOrderCatalog(resolved, step.cancelled);
  const now = Date.now();
  const knownBefore = request.since === undefined ? undefined : request.since + settings.overlapMs;
  let singles = 0;
  let emailsLeftOut = 0;

  const kept = (entries: readonly OrderEntry[], page: number, operation: string): Promise<string> =>
    writeDelivery(storage, { ...of, page, ids: entries.map(({ id }) => id), request: operation, at: Date.now() });

  const sendInBulk = (request: readonly OrderEntry[], page: number): Promise<DeliveredEntries<OrderEntry>> =>
    deliverEntries(request, {
      send: async (entries) => {
        const texts = entries.map((entry) => entry.json);
        const outcome = await klaviyo.ask(form.operation, (client, options) => client.submit(form, texts, options));
        if (outcome?.kind === 'accepted') await kept(entries, page, form.operation);
        if (outcome?.kind !== 'invalid-unlocated') return outcome;
        const { reason } = outcome;
        return { kind: 'invalid', problems: entries.map((_, index) => ({ index, reason })) };
      },
    });

  const deliver = async ({ entries, page }: FullBatch<OrderEntry>): Promise<SettledBatch | undefined> => {
    const again = entries.filter(({ isKnown }) => isKnown);
    const fresh = entries.filter(({ isKnown }) => !isKnown);
    const [only, ...others] = fresh;
    // What is too much for one request is packed alone.
    const requests = only && others.length === 0 ? inRequests(only, form).map((entry) => [entry]) : [fresh];
    const inBulk: OrderEvent[] = [];
    for (const request of requests) {
      const { delivered, refused, left } = await sendInBulk(request, page);
      if (left.length > 0) return undefined;
      again.push(...refused.map(({ entry }) => entry));
      inBulk.push(...delivered.flatMap(({ events }) => events));
    }
    const sent = await sendSingly(again, klaviyo);
    if (!sent) return undefined;
    if (again.length > 0) await kept(again, page, 'create_event');
    singles += sent.delivered.length;
    const events = [...inBulk, ...sent.delivered];
    return { jobs: [], delivered: events.length, kinds: countKinds(events), errored: sent.errored };
  };

  const result = await workLane({
    step,
    storage,
    of,
    form,
    pages: readLane(resolved, { ...request, ...of, expand: payments, lane: pulse.lane, signal: step.cancelled }),
    prepare: (orders) => catalog.know(orders),
    map: (order) => {
      const mapped = map(order, catalog, now);
      const { id } = order;
      if ('problem' in mapped) {
        return { errored: [{ id, index: 0, stage: 'map', ...mapped.problem, record: order, kind: of.resource }] };
      }
      const { profile, events, rejected, warnings } = mapped;
      emailsLeftOut += warnings.length;
      const errored = rejected.map(
        ({ problem, kind, uniqueId }, at): Errored => ({
          id,
          // Behind those of the events that go out.
          index: events.length + at + 1,
          stage: 'map',
          ...problem,
          record: { order: id, event: kind, unique_id: uniqueId },
          kind: settings.metrics[kind],
        }),
      );
      if (events.length === 0) return { errored };
      const isKnown = knownBefore !== undefined && Date.parse(String(order.createdAt)) < knownBefore;
      return { entry: { ...orderEntry(id, profile, events), isKnown }, errored };
    },
    deliver,
    singly: 'create_event',
    dryRun: request.dryRun === true,
    replay: request.replay === true,
  });
  if (singles > 0) {
    const why = 'for Klaviyo has others of their orders already, or refused them in bulk';
    notes.add('info', `${singles} events went out one by one, at their own limit, ${why}`);
  }
  if (emailsLeftOut > 0) {
    notes.add(
      'warn',
      `Orders whose e-mail address is none, and whose events went to their customer's id: ${emailsLeftOut}`,
    );
  }
  return { ...result, notes: notes.all };
}
