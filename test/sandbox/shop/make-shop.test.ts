import { createHash } from 'node:crypto';
import { customerFault, makeShop } from '../../../sandbox/shop';

const size = { seed: 11, customers: 400, orders: 300, categories: 60, categoryDepth: 20, products: 80 } as const;
const all = <Item>(items: Iterable<Item>) => [...items];

test('the same seed makes the same shop, and another seed another one', () => {
  const digest = (seed: number) => {
    const shop = makeShop({ ...size, seed, badCustomers: 0.1, missingSkus: 0.1 });
    const kinds = [shop.customers(), shop.orders(), shop.payments(), shop.categories(), shop.products()];
    return createHash('sha256')
      .update(JSON.stringify(kinds.map((kind) => [...kind])))
      .digest('hex');
  };
  expect(digest(11)).toBe(digest(11));
  expect(digest(11)).not.toBe(digest(12));
});

test('ids are UUIDs, each once', () => {
  const shop = makeShop(size);
  const ids = [...shop.customers(), ...shop.orders(), ...shop.payments(), ...shop.categories(), ...shop.products()].map(
    ({ id }) => id,
  );
  expect(new Set(ids).size).toBe(ids.length);
  for (const id of ids) expect(id).toMatch(/^[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/);
});

test('a larger shop has the customers of the smaller one', () => {
  const large = makeShop({ ...size, customers: 500 }).customers();
  expect(all(large).slice(0, 400)).toEqual(all(makeShop(size).customers()));
});

test('bad customers are bad in one of three ways', () => {
  const shop = makeShop({ ...size, badCustomers: 0.3 });
  const seen = new Set<string>();
  all(shop.customers()).forEach((customer, index) => {
    const fault = customerFault(shop.plan, index);
    const text = JSON.stringify(customer);
    expect(!customer.email.includes('@')).toBe(fault === 'email');
    expect(text.includes('"n/a"')).toBe(fault === 'phone');
    expect(text.length > 200_000).toBe(fault === 'size');
    seen.add(fault ?? 'none');
  });
  expect(seen.size).toBe(4);
});

test('orders belong to customers and products of the shop, and add up', () => {
  const shop = makeShop({ ...size, anonymousOrders: 0.1, refundedOrders: 0.5 });
  const customers = new Map(all(shop.customers()).map(({ id, email }) => [id, email]));
  const products = new Set(all(shop.products()).map(({ id }) => id));
  const payments = new Map(all(shop.payments()).map((payment) => [payment.id, payment]));
  const buyers = new Set<string>();
  for (const order of shop.orders()) {
    const { customerId, customerEmail } = order as { readonly customerId?: string; readonly customerEmail?: string };
    buyers.add(customerId === undefined ? (customerEmail === undefined ? 'nobody' : 'guest') : 'customer');
    if (customerId !== undefined) expect(customers.get(customerId)).toBe(customerEmail);
    for (const { productId } of order.lineItems) expect(products.has(productId)).toBe(true);
    const sum = order.lineItems.reduce((total, line) => total + line.totalPrice.centAmount, 0);
    expect(order.totalPrice.centAmount).toBe(sum);
    const payment = payments.get(order.paymentInfo.payments[0]?.id ?? '');
    const refunded = (payment?.transactions ?? [])
      .filter(({ type, state }) => type === 'Refund' && state === 'Success')
      .reduce((total, { amount }) => total + amount.centAmount, 0);
    expect(refunded).toBeLessThanOrEqual(sum);
  }
  expect(buyers).toEqual(new Set(['customer', 'guest', 'nobody']));
  expect([...payments.values()].some(({ transactions }) => transactions.length > 1)).toBe(true);
});

test('categories are as deep as they are told, and know what is above them', () => {
  const categories = all(makeShop(size).categories());
  const parents = new Map(categories.map(({ id, parent }) => [id, parent?.id]));
  expect(Math.max(...categories.map(({ ancestors }) => ancestors.length))).toBeGreaterThanOrEqual(19);
  for (const { id, ancestors } of categories) {
    const above: string[] = [];
    for (let at = parents.get(id); at !== undefined; at = parents.get(at)) above.push(at);
    expect(ancestors.map((ancestor) => ancestor.id)).toEqual(above);
  }
});

test('products have as many variants as they are told, some without a SKU, an image or a customer to see them', () => {
  const shop = makeShop({ ...size, fewestVariants: 1, mostVariants: 250, missingSkus: 0.2, missingImages: 0.5 });
  const products = all(shop.products());
  const counts = products.map(({ masterData }) => masterData.current.variants.length);
  expect(Math.min(...counts)).toBeGreaterThanOrEqual(1);
  expect(Math.max(...counts)).toBeGreaterThan(200);
  const variants = products.flatMap(({ masterData: { current } }) => [current.masterVariant, ...current.variants]);
  const share = (holds: (variant: (typeof variants)[number]) => boolean) =>
    variants.filter(holds).length / variants.length;
  expect(share((variant) => variant !== undefined && !('sku' in variant))).toBeCloseTo(0.2, 1);
  expect(share((variant) => variant?.images.length === 0)).toBeCloseTo(0.5, 1);
  expect(products.some(({ masterData }) => !masterData.published)).toBe(true);
});
