import type { MappingProblem } from '../mapping-problem';
import type { CommerceWarning } from './commerce-warning';
import { isEmailAddress } from './email-address';
import { type EventAttributes, eventProblem } from './event-attributes';
import { amountOf, type Money } from './money';
import type { OrderCatalog } from './order-categories';
import { compileOrderProperties, type OrderPropertyRules } from './order-properties';
import { type OrderRecord, orderRecord } from './order-record';
import { refundsOf } from './order-refunds';
import { compileProductUrl } from './product-url';
import { readSourceRecord } from './read-source-record';
import { withoutUndefined } from './without-undefined';

export type OrderEventKind = 'placedOrder' | 'orderedProduct' | 'fulfilledOrder' | 'cancelledOrder' | 'refundedOrder';

/** How orders become events. */
export interface OrderMapping extends Omit<OrderPropertyRules, 'urlOf'> {
  readonly productUrlTemplate?: string;
  readonly metrics: Readonly<Record<OrderEventKind, string>>;
  /** Which `orderState` makes an order a fulfilled or a cancelled one. */
  readonly states: { readonly fulfilled: readonly string[]; readonly cancelled: readonly string[] };
  readonly backfill: boolean;
}

/** Whose events they are; at least one of the two is there. */
export interface EventProfile {
  readonly email?: string;
  readonly external_id?: string;
}

export interface OrderEvent {
  readonly kind: OrderEventKind;
  readonly attributes: EventAttributes;
}

export interface RejectedEvent {
  readonly kind: OrderEventKind;
  readonly uniqueId: string;
  readonly problem: MappingProblem;
}

/** The events of an order, in the order in which they happened, and those that cannot be sent; or why it has none. */
export type MappedOrder =
  | {
      readonly profile: EventProfile;
      readonly events: readonly OrderEvent[];
      readonly rejected: readonly RejectedEvent[];
      readonly warnings: readonly CommerceWarning[];
    }
  | { readonly problem: MappingProblem };

/** Makes the mapping of an order of commercetools to events, once for a step. It is pure and never throws; `now` in epoch ms. */
export function compileOrderMapping(
  mapping: OrderMapping,
): (record: Readonly<Record<string, unknown>>, catalog: OrderCatalog, now: number) => MappedOrder {
  const urlOf = compileProductUrl(mapping.productUrlTemplate);
  const propertiesOf = compileOrderProperties({ ...mapping, urlOf });

  return (record, catalog, now) => {
    const read = readSourceRecord(orderRecord, record);
    if ('problem' in read) return read;
    const order = read.value;
    const { customerEmail, customerId } = order;
    const email = customerEmail !== undefined && isEmailAddress(customerEmail) ? customerEmail : undefined;
    if (email === undefined && customerId === undefined) return { problem: nobody(customerEmail) };
    const properties = propertiesOf(record, order, catalog);

    const events: OrderEvent[] = [];
    const rejected: RejectedEvent[] = [];
    for (const { kind, uniqueId, time, value, line } of plannedEvents(order, mapping)) {
      const attributes: EventAttributes = {
        properties: (line === undefined ? undefined : properties.lines[line]) ?? properties.order,
        time: new Date(time).toISOString(),
        value: amountOf(value),
        value_currency: value.currencyCode,
        unique_id: uniqueId,
        backfill: mapping.backfill,
        metric: { data: { type: 'metric', attributes: { name: mapping.metrics[kind] } } },
      };
      const problem = eventProblem(attributes, now);
      if (problem === undefined) events.push({ kind, attributes });
      else rejected.push({ kind, uniqueId, problem });
    }
    const profile: EventProfile = withoutUndefined({ email, external_id: customerId });
    const warnings: CommerceWarning[] = customerEmail !== undefined && email === undefined ? ['email-left-out'] : [];
    return { profile, events, rejected, warnings };
  };
}

interface PlannedEvent {
  readonly kind: OrderEventKind;
  /** Told apart within a profile and metric, so that an order's id may serve three metrics. */
  readonly uniqueId: string;
  readonly time: number;
  readonly value: Money;
  /** Index of the line item that it is about. */
  readonly line?: number;
}

/** One second lies between the events of an order, so that they are shown in their order; a refund has a time of its own. */
function plannedEvents(order: OrderRecord, { states }: OrderMapping): readonly PlannedEvent[] {
  const { id, createdAt, totalPrice, lineItems, orderState } = order;
  const whole: [OrderEventKind, boolean][] = [
    ['fulfilledOrder', states.fulfilled.includes(orderState)],
    ['cancelledOrder', states.cancelled.includes(orderState)],
  ];
  const events: Omit<PlannedEvent, 'time'>[] = [
    { kind: 'placedOrder', uniqueId: id, value: totalPrice },
    ...lineItems.map((item, line) => ({
      kind: 'orderedProduct' as const,
      uniqueId: item.id,
      value: item.totalPrice,
      line,
    })),
    ...whole.filter(([, happened]) => happened).map(([kind]) => ({ kind, uniqueId: id, value: totalPrice })),
  ];
  return [
    ...events.map((event, second) => ({ ...event, time: createdAt + second * 1000 })),
    ...refundsOf(order).map((refund) => {
      return { kind: 'refundedOrder' as const, uniqueId: refund.id, time: refund.time, value: refund.amount };
    }),
  ];
}

function nobody(email: string | undefined): MappingProblem {
  if (email === undefined) {
    return { code: 'no-identifier', message: 'The order has neither customerEmail nor customerId.' };
  }
  return { code: 'email-invalid', message: 'The key customerEmail is no e-mail address, and there is no customerId.' };
}
