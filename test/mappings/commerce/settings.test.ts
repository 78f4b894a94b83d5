import { commerceCategoriesImport } from '../../../src/config/import-commerce-categories';
import { commerceCustomersImport } from '../../../src/config/import-commerce-customers';
import { commerceOrdersImport } from '../../../src/config/import-commerce-orders';
import { commerceProductsImport } from '../../../src/config/import-commerce-products';
import {
  buildCategoryTree,
  compileCustomerMapping,
  compileOrderMapping,
  compileProductMapping,
} from '../../../src/mappings/commerce';

// Sections as longshore.yaml has them are what the mappings take, as they are.
const connections = { source: 'shop', destination: 'klaviyo' };
const categories = commerceCategoriesImport.parse({
  type: 'commerce-categories',
  ...connections,
  preferredLocale: 'de_AT',
});
const tree = buildCategoryTree([{ id: 'pants', name: { en: 'Pants', de: 'Hosen' } }], categories.preferredLocale);
const now = Date.parse('2026-06-15T00:00:00Z');
const money = { currencyCode: 'EUR', centAmount: 1999, fractionDigits: 2 };

test('customers', () => {
  const settings = commerceCustomersImport.parse({
    type: 'commerce-customers',
    ...connections,
    customFields: { exclude: ['secret'] },
  });
  const map = compileCustomerMapping(settings);
  expect(map({ id: 'c1', custom: { fields: { points: 0, secret: 1 } } })).toMatchObject({
    profile: { attributes: { external_id: 'c1', properties: { points: 0 } } },
  });
});

test('orders', () => {
  const settings = commerceOrdersImport.parse({
    type: 'commerce-orders',
    ...connections,
    metrics: { placedOrder: 'Bought' },
    properties: { include: ['orderState'] },
  });
  const order = {
    id: 'o1',
    customerId: 'c1',
    createdAt: '2026-01-31T12:00:00Z',
    orderState: 'Complete',
    totalPrice: money,
    lineItems: [],
  };
  const mapped = compileOrderMapping(settings)(order, { tree, categoriesOf: () => [] }, now);
  if ('problem' in mapped) throw new Error(mapped.problem.message);
  expect(mapped.events.map(({ attributes }) => attributes.metric.data.attributes.name)).toEqual([
    'Bought',
    'Fulfilled Order',
  ]);
  expect(mapped.events[0]?.attributes).toMatchObject({
    backfill: true,
    properties: { orderState: 'Complete', Items: [], ItemNames: [], Categories: [] },
  });
});

test('products, in the categories', () => {
  const settings = commerceProductsImport.parse({
    type: 'commerce-products',
    ...connections,
    preferredLocale: 'de_AT',
    preferredCurrency: '',
    productUrlTemplate: '',
  });
  const current = {
    name: { en: 'Shirt', de: 'Hemd' },
    slug: { en: 'shirt', de: 'hemd' },
    categories: [{ id: 'pants' }],
    masterVariant: { id: 1, sku: 'S', prices: [{ value: money }], images: [{ url: 'https://img/1.jpg' }] },
    variants: [],
  };
  const product = { id: 'p1', masterData: { published: true, current } };
  expect(compileProductMapping(settings)(product, tree, now)).toMatchObject({
    item: { id: 'p1', categories: ['pants'], content: { title: 'Hemd', url: 'None', price: 19.99 } },
    variants: [{ sku: 'S', quantity: 0 }],
    rejected: [],
  });
  expect(tree.placed.get('pants')?.breadcrumb).toBe('Hosen');
});
