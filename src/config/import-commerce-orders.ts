import { z } from 'zod';
import { commerceSettings, preferredLocale, productUrlTemplate, withTimesInMs } from './commerce-settings';
import { propertySelection } from './property-selection';
import { text } from './settings';

const metricName = () => z.string().min(1).max(127, { error: 'must have fewer than 128 characters' });

const metrics = z
  .strictObject({
    placedOrder: metricName().default('Placed Order'),
    orderedProduct: metricName().default('Ordered Product'),
    fulfilledOrder: metricName().default('Fulfilled Order'),
    cancelledOrder: metricName().default('Cancelled Order'),
    refundedOrder: metricName().default('Refunded Order'),
  })
  .superRefine((names, context) => {
    // Events of one metric are told apart by their unique_id, and an order's id is that of three.
    const seen = new Set<string>();
    for (const [metric, name] of Object.entries(names)) {
      if (seen.has(name)) {
        context.addIssue({ code: 'custom', path: [metric], message: 'must be a name that no other metric has' });
      }
      seen.add(name);
    }
  })
  .prefault({});

const states = z
  .strictObject({
    fulfilled: z.array(text()).default(['Confirmed', 'Complete']),
    cancelled: z.array(text()).default(['Cancelled']),
  })
  .prefault({});

/** Orders of commercetools → events of Klaviyo. */
export const commerceOrdersImport = z
  .strictObject({
    type: z.literal('commerce-orders'),
    ...commerceSettings,
    backfill: z.boolean().default(true).describe('The events start no flow; false: they do, as if they happened now.'),
    preferredLocale,
    productUrlTemplate,
    metrics: metrics.describe('Names of the metrics.'),
    states: states.describe('States of an order (orderState) that make it a fulfilled or a cancelled one.'),
    properties: propertySelection.describe("Keys of the order that become the events' properties."),
    customFields: propertySelection.describe('Custom fields of the order, which are laid over them.'),
    rawLineItems: z.boolean().default(false).describe('Line items are sent as the shop has them, too.'),
    records: text().default('events').describe('What its records are called.'),
  })
  .transform(withTimesInMs);

/** The settings of one such import; times in ms. */
export interface CommerceOrdersImport extends z.output<typeof commerceOrdersImport> {
  /** The import's name where the file gives no title. */
  readonly title: string;
}
