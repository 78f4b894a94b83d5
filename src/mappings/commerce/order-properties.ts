import { localized } from './localized-text';
import type { OrderCatalog } from './order-categories';
import { type OrderLine, type OrderLineRules, orderLine } from './order-line';
import type { OrderRecord } from './order-record';
import { compileSelection, type PropertySelection } from './select-properties';

export interface OrderPropertyRules extends OrderLineRules {
  readonly properties: PropertySelection;
  readonly customFields: PropertySelection;
  readonly rawLineItems: boolean;
}

type Properties = Readonly<Record<string, unknown>>;

/** What the events of an order say of it: of the whole, and of each of its lines in their order. */
export interface OrderProperties {
  readonly order: Properties;
  readonly lines: readonly Properties[];
}

/**
 * Makes the function that writes the properties of an order: its own keys, its custom fields over them, and at last
 * `Items`, `ItemNames` and `Categories`. `record` is the order as it came, `order` as it was read.
 */
export function compileOrderProperties(
  rules: OrderPropertyRules,
): (record: Properties, order: OrderRecord, catalog: OrderCatalog) => OrderProperties {
  const selectKeys = compileSelection(rules.properties);
  const selectFields = compileSelection(rules.customFields);
  // About 11 KB an order, for which Klaviyo has no use: they are sent where somebody asks for them.
  const sendsLineItems = rules.rawLineItems || rules.properties.include.includes('lineItems');

  return (record, order, catalog) => {
    const items: OrderLine[] = order.lineItems.map((item) => orderLine(item, catalog, rules));
    const { lineItems, ...others } = record;
    const keys = { ...(sendsLineItems ? record : others), ...withoutPayments(order) };
    const names = [...order.lineItems, ...order.customLineItems].map(({ name }) =>
      localized(name, rules.preferredLocale),
    );
    return {
      order: {
        ...selectKeys(keys),
        ...selectFields(order.custom?.fields ?? {}),
        Items: items,
        ItemNames: [...new Set(names)],
        Categories: [...new Set(items.flatMap(({ ProductCategories }) => ProductCategories))],
      },
      lines: items.map((line, index) => ({
        ...(rules.rawLineItems ? order.lineItems[index] : {}),
        ...line,
        OrderId: order.id,
      })),
    };
  };
}

/** Payments are read with an order for its refunds; what they hold of cards and banks goes nowhere. */
function withoutPayments({ paymentInfo }: OrderRecord): Properties {
  if (paymentInfo === undefined) return {};
  return { paymentInfo: { ...paymentInfo, payments: paymentInfo.payments.map(({ obj, ...reference }) => reference) } };
}
