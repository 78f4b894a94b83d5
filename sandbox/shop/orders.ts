import { customerEmail, customerId } from './customers';
import { type Dice, diceOf, idOf, timesOf } from './dice';
import { money } from './money';
import { productId, skuOf } from './products';
import type { ShopPlan } from './size';

const currencies = ['EUR', 'EUR', 'USD', 'JPY'] as const;
const states = ['Open', 'Confirmed', 'Complete', 'Complete', 'Cancelled'] as const;

export function orderId(plan: ShopPlan, index: number): string {
  return idOf(plan.seed, 'order', index);
}

export function paymentId(plan: ShopPlan, index: number): string {
  return idOf(plan.seed, 'payment', index);
}

/** An order with one payment, which has its number. */
export function makeOrder(plan: ShopPlan, index: number) {
  const dice = diceOf(plan.seed, 'order', index);
  const currency = dice.one(currencies);
  const lineItems = Array.from({ length: dice.whole(1, 4) }, (_, number) =>
    makeLine(plan, dice, { order: index, number, currency }),
  );
  const total = lineItems.reduce((sum, { totalPrice }) => sum + totalPrice.centAmount, 0);
  return {
    id: orderId(plan, index),
    version: dice.whole(1, 9),
    ...timesOf(dice),
    orderNumber: `O-${index}`,
    ...buyerOf(plan, dice, index),
    totalPrice: money(currency, total),
    lineItems,
    customLineItems: dice.is(0.1) ? [{ id: idOf(plan.seed, 'custom-line', index), name: { en: 'Gift wrap' } }] : [],
    orderState: dice.one(states),
    paymentState: 'Paid',
    shipmentState: 'Shipped',
    paymentInfo: { payments: [{ typeId: 'payment', id: paymentId(plan, index) }] },
    shipping: [],
    syncInfo: [],
    origin: 'Customer',
  };
}

export type Order = ReturnType<typeof makeOrder>;

/** Some orders have an e-mail address and no customer: those of guests. */
function buyerOf(plan: ShopPlan, dice: Dice, index: number) {
  if (dice.is(plan.anonymousOrders)) return {};
  if (plan.customers === 0 || dice.is(0.1)) return { customerEmail: `guest.${index}@shop.example` };
  const buyer = dice.whole(0, plan.customers - 1);
  return { customerId: customerId(plan, buyer), customerEmail: customerEmail(plan, buyer) };
}

function makeLine(plan: ShopPlan, dice: Dice, line: { order: number; number: number; currency: string }) {
  const product = dice.whole(0, Math.max(plan.products - 1, 0));
  const quantity = dice.whole(1, 3);
  const price = dice.whole(1, 20_000);
  return {
    id: idOf(plan.seed, `line-${line.number}`, line.order),
    productId: productId(plan, product),
    name: { en: `Product ${product}`, 'de-DE': `Produkt ${product}` },
    productSlug: { en: `product-${product}` },
    variant: {
      id: 1,
      sku: skuOf(product, 1),
      images: dice.is(0.8) ? [{ url: `https://images.shop.example/${skuOf(product, 1)}-0.jpg` }] : [],
    },
    price: { id: `price-${product}`, value: money(line.currency, price) },
    quantity,
    totalPrice: money(line.currency, price * quantity),
    lineItemMode: 'Standard',
  };
}
