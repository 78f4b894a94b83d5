import { z } from 'zod';
import { commerceCategoriesImport } from '../../src/config/import-commerce-categories';
import { commerceCustomersImport } from '../../src/config/import-commerce-customers';
import { commerceOrdersImport } from '../../src/config/import-commerce-orders';
import { commerceProductsImport } from '../../src/config/import-commerce-products';

const schemas = {
  'commerce-customers': commerceCustomersImport,
  'commerce-orders': commerceOrdersImport,
  'commerce-categories': commerceCategoriesImport,
  'commerce-products': commerceProductsImport,
} as const;
type Type = keyof typeof schemas;
const types = Object.keys(schemas) as Type[];
const connections = { source: 'shop', destination: 'klaviyo' };

const section = (type: Type, keys: Record<string, unknown>) => ({ type, ...connections, ...keys });
const read = (type: Type, keys: Record<string, unknown> = {}): Record<string, unknown> =>
  schemas[type].parse(section(type, keys));
/** What is wrong with a section, each as `path: message`. */
const faults = (type: Type, keys: Record<string, unknown>) =>
  schemas[type]
    .safeParse(section(type, keys))
    .error?.issues.map(({ path, message }) => `${path.join('.')}: ${message}`);

const ofAll = {
  ...connections,
  lanes: 4,
  incremental: false,
  overlapMs: 300_000,
  maxRejects: 1000,
  maxRejectRate: 0.05,
  giveUpAfterMs: 86_400_000,
  dependsOn: [],
};
const everything = { include: [], exclude: [], map: {} };

describe('defaults', () => {
  test.each<[Type, Record<string, unknown>]>([
    ['commerce-customers', { customFields: everything, records: 'customers' }],
    [
      'commerce-orders',
      {
        backfill: true,
        metrics: {
          placedOrder: 'Placed Order',
          orderedProduct: 'Ordered Product',
          fulfilledOrder: 'Fulfilled Order',
          cancelledOrder: 'Cancelled Order',
          refundedOrder: 'Refunded Order',
        },
        states: { fulfilled: ['Confirmed', 'Complete'], cancelled: ['Cancelled'] },
        properties: everything,
        customFields: everything,
        rawLineItems: false,
        records: 'events',
      },
    ],
    ['commerce-categories', { records: 'categories' }],
    [
      'commerce-products',
      {
        requireUrl: false,
        customerGroupPrices: 'exclude',
        channelPrices: 'include',
        useDiscountedPrice: false,
        images: 'all',
        requireImage: true,
        reconcile: 'report',
        adopt: 'first-run',
        records: 'catalog entries',
      },
    ],
  ])('of %s', (type, own) => {
    expect(read(type)).toEqual({ type, ...ofAll, ...own });
  });
});

test('the sections of a shop, whole', () => {
  expect(
    read('commerce-customers', {
      list: 'XyZ123',
      customFields: { include: ['size'], exclude: ['secret'], map: { size: 'Size' } },
      lanes: 8,
      incremental: true,
      overlap: '10m',
      schedule: { cron: '0 6 * * *' },
    }),
  ).toMatchObject({
    list: 'XyZ123',
    customFields: { include: ['size'], exclude: ['secret'], map: { size: 'Size' } },
    lanes: 8,
    incremental: true,
    overlapMs: 600_000,
    schedule: { cron: '0 6 * * *', timeZone: 'UTC' },
  });
  expect(
    read('commerce-orders', {
      dependsOn: [{ import: 'customers', required: false }],
      metrics: { placedOrder: 'Bought' },
      states: { fulfilled: ['Complete'] },
    }),
  ).toMatchObject({
    dependsOn: [{ import: 'customers', required: false }],
    metrics: { placedOrder: 'Bought', orderedProduct: 'Ordered Product' },
    states: { fulfilled: ['Complete'], cancelled: ['Cancelled'] },
  });
  expect(
    read('commerce-products', { dependsOn: ['categories'], channelPrices: { channel: 'c1' }, reconcile: 'unpublish' }),
  ).toMatchObject({ dependsOn: [{ import: 'categories' }], channelPrices: { channel: 'c1' }, reconcile: 'unpublish' });
});

describe('what a variable leaves empty is left out', () => {
  test.each<[Type, string]>([
    ['commerce-customers', 'list'],
    ['commerce-orders', 'preferredLocale'],
    ['commerce-orders', 'productUrlTemplate'],
    ['commerce-categories', 'preferredLocale'],
    ['commerce-products', 'preferredLocale'],
    ['commerce-products', 'productUrlTemplate'],
    ['commerce-products', 'preferredCurrency'],
    ['commerce-products', 'inventoryChannel'],
  ])('%s: %s', (type, key) => {
    expect(read(type, { [key]: '' })[key]).toBeUndefined();
    expect(read(type)[key]).toBeUndefined();
  });
});

describe('preferredLocale', () => {
  test.each([
    ['en', 'en'],
    ['en-US', 'en-US'],
    ['en_US', 'en-US'],
    ['es-419', 'es-419'],
    ['zh-Hant', 'zh-Hant'],
    ['zh_Hant_TW', 'zh-Hant-TW'],
    ['haw', 'haw'],
  ])('%s is read as %s', (written, locale) => {
    expect(read('commerce-categories', { preferredLocale: written }).preferredLocale).toBe(locale);
  });

  test.each(['e', 'english', 'en-', 'en-USA', 'en-us-US', 'en US', 'en-US\n', '-US', '12'])('%j is none', (written) => {
    const fault = 'preferredLocale: must be a locale such as en, en-US or zh-Hant-TW';
    expect(faults('commerce-categories', { preferredLocale: written })).toEqual([fault]);
  });
});

describe('productUrlTemplate', () => {
  test.each([
    'https://shop.example/p/{{productSlug}}',
    'https://shop.example/{{locale}}/{{productId}}?sku={{sku}}',
    'https://shop.example/{all}',
  ])('%s', (template) => {
    expect(read('commerce-products', { productUrlTemplate: template }).productUrlTemplate).toBe(template);
  });

  test.each(['https://shop.example/{{slug}}', '{{ productSlug }}', 'https://shop.example/{{productSlug', '{{{sku}}}'])(
    '%s names something that is not there',
    (template) => {
      expect(faults('commerce-products', { productUrlTemplate: template })).toEqual([
        'productUrlTemplate: must have no other placeholders than {{productSlug}}, {{productId}}, {{sku}} and {{locale}}',
      ]);
    },
  );

  test('must be there where requireUrl is true', () => {
    const fault = 'productUrlTemplate: must be set where requireUrl is true';
    expect(faults('commerce-products', { requireUrl: true })).toEqual([fault]);
    expect(faults('commerce-products', { requireUrl: true, productUrlTemplate: '' })).toEqual([fault]);
    // Each fault is told, whatever else is wrong.
    expect(faults('commerce-products', { requireUrl: true, lanes: 0 })).toContain(fault);
    expect(faults('commerce-products', { requireUrl: true, productUrlTemplate: '{{productId}}' })).toBeUndefined();
  });
});

describe('refused', () => {
  test.each<[Type, Record<string, unknown>, string]>([
    ['commerce-customers', { lanes: 17 }, 'lanes: must be a whole number from 1 to 16'],
    ['commerce-customers', { maxRejectRate: 5 }, 'maxRejectRate: must be a number from 0 to 1: 0.05 is 5 %'],
    ['commerce-customers', { overlap: 300 }, 'overlap: must be a length of time such as 20s, 5m or 2h30m'],
    ['commerce-customers', { list: 5 }, 'list: must be a text'],
    [
      'commerce-products',
      { preferredCurrency: 'eur' },
      'preferredCurrency: must be a currency of three capital letters, such as EUR',
    ],
    [
      'commerce-products',
      { channelPrices: 'only' },
      'channelPrices: must be include, exclude, or a map with the id of a channel: { channel: … }',
    ],
    [
      'commerce-orders',
      { metrics: { placedOrder: 'x'.repeat(128) } },
      'metrics.placedOrder: must have fewer than 128 characters',
    ],
    [
      'commerce-orders',
      { metrics: { fulfilledOrder: 'Placed Order' } },
      'metrics.fulfilledOrder: must be a name that no other metric has',
    ],
    [
      'commerce-orders',
      { customFields: { map: { a: 'x', b: 'y', c: 'x' } } },
      'customFields.map.c: must be a name that no other property is renamed to',
    ],
  ])('%s: %j', (type, keys, fault) => {
    expect(faults(type, keys)).toEqual([fault]);
  });

  test.each(types)('%s: a key that does not exist, and missing connections', (type) => {
    expect(faults(type, { pageSize: 5 })).toEqual([expect.stringContaining('pageSize')]);
    const issues = schemas[type].safeParse({ type }).error?.issues ?? [];
    expect(issues.map(({ path }) => path.join('.'))).toEqual(['source', 'destination']);
  });
});

test.each(types)('the JSON Schema of %s asks for type, source and destination alone', (type) => {
  expect(z.toJSONSchema(schemas[type], { io: 'input' }).required).toEqual(['type', 'source', 'destination']);
});
