import fc from 'fast-check';
import {
  buildCategoryTree,
  compileProductMapping,
  itemForCreate,
  itemForUpdate,
  type MappedProduct,
  type ProductMapping,
  variantForCreate,
  variantForUpdate,
} from '../../../src/mappings/commerce';

type Row = Record<string, unknown>;
const defaults: ProductMapping = {
  productUrlTemplate: 'https://shop.example/{{productSlug}}',
  preferredLocale: 'en',
  preferredCurrency: 'EUR',
  customerGroupPrices: 'exclude',
  channelPrices: 'include',
  useDiscountedPrice: false,
  inventoryChannel: undefined,
  images: 'all',
  requireImage: true,
};
const now = Date.parse('2026-06-15T00:00:00Z');
const tree = buildCategoryTree(
  [
    { id: 'women', name: { en: 'Women' } },
    { id: 'pants', name: { en: 'Pants' }, parent: { id: 'women' } },
    { id: 'jeans', name: { en: 'Jeans' }, parent: { id: 'pants' } },
    { id: 'lost', name: { en: 'Lost' }, parent: { id: 'gone' } },
  ],
  undefined,
);

const eur = (centAmount: number) => ({ currencyCode: 'EUR', centAmount, fractionDigits: 2 });
const variant = (id: number, over: Row = {}): Row => ({
  id,
  sku: `S-${id}`,
  prices: [{ id: `price-${id}`, value: eur(id * 1000) }],
  images: [{ url: `https://img/${id}a.jpg`, dimensions: { w: 1, h: 1 } }, { url: `https://img/${id}b.jpg` }],
  availability: { availableQuantity: id * 10 },
  ...over,
});
const product = (current: Row = {}, masterData: Row = {}): Row => ({
  id: 'p1',
  version: 3,
  masterData: {
    published: true,
    current: {
      name: { de: 'Hemd', en: 'Shirt' },
      slug: { de: 'hemd', en: 'shirt' },
      description: { en: 'A shirt' },
      categories: [{ typeId: 'category', id: 'pants' }],
      masterVariant: variant(1),
      variants: [variant(2)],
      ...current,
    },
    ...masterData,
  },
});

const map = (record: Row, over: Partial<ProductMapping> = {}) =>
  compileProductMapping({ ...defaults, ...over })(record, tree, now);

function mapped(record: Row, over: Partial<ProductMapping> = {}): Extract<MappedProduct, { item: unknown }> {
  const answer = map(record, over);
  if (!('item' in answer)) throw new Error(JSON.stringify(answer));
  return answer;
}
const created = (record: Row, over: Partial<ProductMapping> = {}) => {
  const { item, variants } = mapped(record, over);
  return { item: itemForCreate(item), variants: variants.map(variantForCreate) };
};
const updated = (record: Row, over: Partial<ProductMapping> = {}) => {
  const { item, variants } = mapped(record, over);
  return { item: itemForUpdate(item), variants: variants.map(variantForUpdate) };
};

const eurCountries = 41;
const texts = {
  title_json: '{"title_de":"Hemd","title_en":"Shirt"}',
  slug_json: '{"slug_de":"hemd","slug_en":"shirt"}',
  price_json: expect.any(String),
  currency_json: expect.any(String),
};

describe('a whole product', () => {
  const ofAll = {
    title: 'Shirt',
    description: 'A shirt',
    url: 'https://shop.example/shirt',
    custom_metadata: texts,
    published: true,
  };
  const item = {
    ...ofAll,
    price: 10,
    image_full_url: 'https://img/1a.jpg',
    images: ['https://img/1a.jpg', 'https://img/1b.jpg'],
  };
  const second = {
    ...ofAll,
    price: 20,
    image_full_url: 'https://img/2a.jpg',
    images: ['https://img/2a.jpg', 'https://img/2b.jpg'],
  };
  const own = { integration_type: '$custom', catalog_type: '$default' };
  const relationships = {
    categories: {
      data: [
        { type: 'catalog-category', id: '$custom:::$default:::pants' },
        { type: 'catalog-category', id: '$custom:::$default:::women' },
      ],
    },
  };

  test('as it is created', () => {
    const entries = created(product());
    expect(entries.item).toEqual({
      type: 'catalog-item',
      attributes: { external_id: 'p1', ...own, ...item },
      relationships,
    });
    expect(entries.variants).toHaveLength(2);
    expect(entries.variants[1]).toEqual({
      type: 'catalog-variant',
      attributes: { external_id: 'S-2', sku: 'S-2', ...own, ...second, inventory_quantity: 20, inventory_policy: 1 },
      relationships: { item: { data: { type: 'catalog-item', id: '$custom:::$default:::p1' } } },
    });
  });

  test('as it is updated', () => {
    const entries = updated(product());
    expect(entries.item).toEqual({
      type: 'catalog-item',
      id: '$custom:::$default:::p1',
      attributes: item,
      relationships,
    });
    expect(entries.variants[1]).toEqual({
      type: 'catalog-variant',
      id: '$custom:::$default:::S-2',
      attributes: { ...second, inventory_quantity: 20, inventory_policy: 1 },
    });
  });

  test('custom_metadata has the prices of each, and they are texts', () => {
    const { item, variants } = created(product());
    const prices = JSON.parse(item.attributes.custom_metadata.price_json ?? '');
    expect(Object.keys(prices)).toHaveLength(1 + eurCountries);
    expect(prices).toMatchObject({ price_EUR: 10, price_DE: 10 });
    expect(JSON.parse(variants[1]?.attributes.custom_metadata.price_json ?? '')).toMatchObject({ price_EUR: 20 });
    expect(JSON.parse(item.attributes.custom_metadata.currency_json ?? '').currency_DE).toBe('EUR');
  });
});

describe('what the shop no longer has', () => {
  const bare = product({
    description: undefined,
    categories: [],
    masterVariant: variant(1, { images: undefined, prices: undefined, availability: undefined }),
    variants: [],
  });
  const over: Partial<ProductMapping> = { requireImage: false };

  test('is absent where an entry is created', () => {
    const { item, variants } = created(bare, over);
    expect(item).not.toHaveProperty('relationships');
    expect(item.attributes).toMatchObject({ description: '', price: 0 });
    for (const entry of [item, ...variants]) {
      expect(entry.attributes).not.toHaveProperty('image_full_url');
      expect(entry.attributes).not.toHaveProperty('images');
    }
    expect(variants[0]?.attributes).toMatchObject({ inventory_quantity: 0, price: 0 });
    expect(Object.keys(item.attributes.custom_metadata)).toEqual(['title_json', 'slug_json']);
  });

  test('is null or empty where one is updated', () => {
    const { item, variants } = updated(bare, over);
    expect(item.relationships).toEqual({ categories: { data: [] } });
    for (const entry of [item, ...variants]) {
      expect(entry.attributes).toMatchObject({ description: null, image_full_url: null, images: [] });
    }
    expect(updated(product({ description: { en: '' } })).item.attributes.description).toBeNull();
  });

  test('is not said of images where their list is left to others', () => {
    for (const { item, variants } of [
      created(product(), { images: 'first' }),
      updated(bare, { ...over, images: 'first' }),
    ]) {
      for (const entry of [item, ...variants]) expect(entry.attributes).not.toHaveProperty('images');
    }
    expect(created(product(), { images: 'first' }).item.attributes.image_full_url).toBe('https://img/1a.jpg');
  });
});

describe('texts and addresses', () => {
  test.each<[string, Partial<ProductMapping>, Row]>([
    ['are in the preferred locale', { preferredLocale: 'de-AT' }, { title: 'Hemd', url: 'https://shop.example/hemd' }],
    ['are in the first locale without one', { preferredLocale: undefined }, { title: 'Hemd', description: 'A shirt' }],
    [
      'fill every placeholder',
      { productUrlTemplate: 'https://s/{{locale}}/{{productSlug}}/{{productId}}/{{sku}}', preferredLocale: 'de-AT' },
      { url: 'https://s/de/hemd/p1/S-1' },
    ],
    ['are None without a template', { productUrlTemplate: undefined }, { url: 'None' }],
  ])('%s', (_, over, expected) => {
    expect(created(product(), over).item.attributes).toMatchObject(expected);
  });

  test('{{sku}} is the own SKU of each variant, and of the item the first there is', () => {
    const record = product({ masterVariant: variant(1, { sku: undefined }), variants: [variant(2), variant(3)] });
    const { item, variants } = created(record, { productUrlTemplate: 'https://s/{{sku}}' });
    expect([item, ...variants].map(({ attributes }) => attributes.url)).toEqual([
      'https://s/S-2',
      'https://s/S-2',
      'https://s/S-3',
    ]);
  });
});

describe('images', () => {
  const none = { images: [] };
  test('of the item are those of the master variant, else of the next variant that has any', () => {
    const record = product({ masterVariant: variant(1, none), variants: [variant(2, none), variant(3), variant(4)] });
    const { item, variants } = created(record);
    expect(item.attributes).toMatchObject({
      image_full_url: 'https://img/3a.jpg',
      images: ['https://img/3a.jpg', 'https://img/3b.jpg'],
    });
    expect(item.attributes.price).toBe(10);
    // A variant borrows none.
    expect(variants.map(({ attributes }) => attributes.image_full_url)).toEqual([
      undefined,
      undefined,
      'https://img/3a.jpg',
      'https://img/4a.jpg',
    ]);
  });

  test('are of a variant without SKU, too', () => {
    const record = product({ masterVariant: variant(1, none), variants: [variant(2, { sku: undefined })] });
    expect(created(record).item.attributes.image_full_url).toBe('https://img/2a.jpg');
  });

  test('are needed: a product without any is rejected, and with it its variants', () => {
    const record = product({ masterVariant: variant(1, none), variants: [variant(2, none)] });
    expect(map(record)).toEqual({
      problem: {
        code: 'no-image',
        message: 'No variant of the product has an image. What the catalog has of the product stays as it is.',
      },
      variants: 2,
    });
    expect(created(record, { requireImage: false }).variants).toHaveLength(2);
  });
});

describe('categories', () => {
  const categoriesOf = (...ids: string[]) => mapped(product({ categories: ids.map((id) => ({ id })) }));
  test.each<[string, string[], string[], string[]]>([
    ['its own, then all above them', ['jeans'], ['jeans', 'pants', 'women'], []],
    ['each once', ['jeans', 'women', 'pants'], ['jeans', 'women', 'pants'], []],
    ['none', [], [], []],
    [
      'none without a place, with a warning for each',
      ['lost', 'nowhere', 'women'],
      ['women'],
      ['category-left-out', 'category-left-out'],
    ],
  ])('%s', (_, ids, expected, warnings) => {
    const { item, warnings: told } = categoriesOf(...ids);
    expect(item.categories).toEqual(expected);
    expect(told).toEqual(warnings);
  });
});

describe('stock', () => {
  const channels = { berlin: { availableQuantity: 3 }, empty: { availableQuantity: 0 }, unknown: {} };
  test.each<[string, Row | undefined, string | undefined, number, string[]]>([
    ['is that of all', { availableQuantity: 40, channels }, undefined, 40, []],
    ['is 0 where the shop does not say', undefined, undefined, 0, []],
    ['is 0 where the quantity is not said', {}, undefined, 0, []],
    ['is that of the channel', { availableQuantity: 40, channels }, 'berlin', 3, []],
    ['of a channel that has 0 is 0', { availableQuantity: 40, channels }, 'empty', 0, []],
    [
      'of a missing channel is that of all, with a warning',
      { availableQuantity: 40, channels },
      'paris',
      40,
      ['channel-stock-missing'],
    ],
    [
      'of a channel that does not say is that of all, too',
      { availableQuantity: 40, channels },
      'unknown',
      40,
      ['channel-stock-missing'],
    ],
    ['of no channels at all is that of all, too', { availableQuantity: 40 }, 'berlin', 40, ['channel-stock-missing']],
    ['may be less than nothing', { availableQuantity: -2 }, undefined, -2, []],
    ['is of no inherited channel', { availableQuantity: 1, channels }, 'constructor', 1, ['channel-stock-missing']],
  ])('%s', (_, availability, inventoryChannel, quantity, warnings) => {
    const answer = mapped(product({ masterVariant: variant(1, { availability }), variants: [] }), { inventoryChannel });
    expect(answer.variants[0]?.quantity).toBe(quantity);
    expect(answer.warnings).toEqual(warnings);
  });
});

describe('a price of 0 that is none is told', () => {
  test.each<[string, unknown, string | undefined]>([
    ['without prices', undefined, 'no-price'],
    ['with prices of groups alone', [{ value: eur(1), customerGroup: { id: 'g' } }], 'customer-group-prices-only'],
    ['with other currencies alone', [{ value: { ...eur(1), currencyCode: 'USD' } }], 'other-currencies-only'],
    ['but not where 0 is the price', [{ value: eur(0) }], undefined],
  ])('%s', (_, prices, expected) => {
    const { item, variants } = mapped(product({ masterVariant: variant(1, { prices }), variants: [variant(2)] }));
    expect([item.zeroBecause, variants[0]?.zeroBecause, variants[1]?.zeroBecause]).toEqual([
      expected,
      expected,
      undefined,
    ]);
    expect(variants[0]?.content.price).toBe(0);
  });
});

describe('a variant is rejected alone', () => {
  test.each<[string, Row, string, string, unknown]>([
    ['without SKU', variant(2, { sku: undefined }), 'no-sku', 'The variant has no SKU.', undefined],
    ['with a blank one', variant(2, { sku: ' ' }), 'no-sku', 'The variant has no SKU.', undefined],
    [
      'with that of a variant before it',
      variant(2, { sku: 'S-1' }),
      'duplicate-sku',
      'Another variant of the product has the same SKU.',
      'S-1',
    ],
    [
      'of another form, by the path of the key',
      variant(2, { prices: [{ value: eur(1.5) }] }),
      'record-unreadable',
      'The key prices.0.value.centAmount is missing or has another form than commercetools documents.',
      'S-2',
    ],
  ])('%s', (_, second, code, message, sku) => {
    const { item, variants, rejected } = mapped(product({ variants: [second, variant(3)] }));
    expect(rejected).toEqual([{ variantId: 2, sku, problem: { code, message } }]);
    expect(variants.map((one) => one.sku)).toEqual(['S-1', 'S-3']);
    expect(item.id).toBe('p1');
  });

  test('when it is the master variant, too', () => {
    const { item, variants, rejected } = mapped(product({ masterVariant: variant(1, { sku: undefined }) }));
    expect(rejected).toMatchObject([{ variantId: 1, problem: { code: 'no-sku' } }]);
    expect(variants.map(({ sku }) => sku)).toEqual(['S-2']);
    expect(item.content.price).toBe(10);
  });

  test('for custom_metadata of over 100,000 bytes', () => {
    const prices = Array.from({ length: 1_000 }, (_, n) => {
      const code = [n / 676, (n / 26) % 26, n % 26]
        .map((letter) => String.fromCharCode(65 + Math.floor(letter)))
        .join('');
      return { value: { ...eur(99_999_999), currencyCode: code }, country: `country-${n}-${'x'.repeat(50)}` };
    });
    const { rejected, variants } = mapped(product({ variants: [variant(2, { prices })] }));
    expect(rejected).toEqual([
      {
        variantId: 2,
        sku: 'S-2',
        problem: {
          code: 'record-too-large',
          message: 'The custom_metadata has over 100000 bytes, which is what Klaviyo takes.',
        },
      },
    ]);
    expect(variants).toHaveLength(1);
  });
});

describe('a product is rejected', () => {
  const stays = 'What the catalog has of the product stays as it is.';
  test.each<[string, Row, string, number]>([
    [
      'without a name',
      product({ name: {} }),
      'The key name is missing or has another form than commercetools documents.',
      0,
    ],
    [
      'without a slug',
      product({ slug: undefined }),
      'The key slug is missing or has another form than commercetools documents.',
      0,
    ],
    [
      'with a master variant that cannot be read',
      product({ masterVariant: variant(1, { images: 'none' }) }),
      'The key masterVariant.images is missing or has another form than commercetools documents.',
      0,
    ],
    [
      'without masterData',
      { id: 'p1' },
      'The key masterData is missing or has another form than commercetools documents.',
      0,
    ],
    [
      'for custom_metadata of over 100,000 bytes',
      product({ name: { en: 'x'.repeat(100_000) } }),
      'The custom_metadata has over 100000 bytes, which is what Klaviyo takes.',
      2,
    ],
  ])('%s', (_, record, message, variants) => {
    expect(map(record)).toEqual({
      problem: { code: expect.stringMatching(/^record-/), message: `${message} ${stays}` },
      variants,
    });
  });
});

test.each([
  ['not published', product({}, { published: false })],
  ['not published, whatever else it holds', product({ name: 5 }, { published: false })],
  ['without a published side', product({}, { current: undefined })],
])('a product that is %s has no entries', (_, record) => {
  expect(map(record)).toEqual({ unpublished: true });
});

test('250 variants', () => {
  const variants = Array.from({ length: 249 }, (_, n) => variant(n + 2));
  const answer = mapped(product({ variants }));
  expect(answer.variants).toHaveLength(250);
  expect(new Set(answer.variants.map(({ sku }) => sku)).size).toBe(250);
});

test('whatever a product holds, each of its entries is sent or rejected once, and nothing else is said', () => {
  const value = fc.jsonValue();
  const someVariant = fc.oneof(
    {
      weight: 9,
      arbitrary: fc.record(
        {
          id: fc.nat(),
          sku: fc.oneof(fc.constantFrom('a', 'b', 'c', ' '), fc.uuid()),
          prices: fc.array(
            fc.record({
              value: fc.record({
                currencyCode: fc.constantFrom('EUR', 'USD'),
                centAmount: fc.integer(),
                fractionDigits: fc.constant(2),
              }),
            }),
          ),
          images: fc.oneof(fc.array(fc.record({ url: fc.webUrl() }), { maxLength: 2 }), fc.constant(5)),
          availability: fc.record({ availableQuantity: fc.integer() }),
        },
        { requiredKeys: ['id'] },
      ),
    },
    { weight: 1, arbitrary: value },
  );
  const texts = fc.dictionary(fc.constantFrom('de', 'en', 'fr'), fc.string());
  const record = fc.record({
    id: fc.uuid(),
    masterData: fc.record({
      published: fc.boolean(),
      current: fc.oneof(
        {
          weight: 9,
          arbitrary: fc.record(
            {
              name: texts,
              slug: texts,
              description: texts,
              categories: fc.array(fc.record({ id: fc.constantFrom('women', 'pants', 'jeans', 'lost') })),
              masterVariant: someVariant,
              variants: fc.array(someVariant, { maxLength: 6 }),
            },
            { requiredKeys: ['name', 'slug', 'masterVariant', 'variants'] },
          ),
        },
        { weight: 1, arbitrary: value },
      ),
    }),
  });
  const settings = fc.record({ requireImage: fc.boolean(), images: fc.constantFrom<'all' | 'first'>('all', 'first') });
  fc.assert(
    fc.property(record, settings, (source, over) => {
      const before = fc.stringify(source);
      const answer = map(source, over);
      expect(fc.stringify(source)).toBe(before);
      expect(map(source, over)).toEqual(answer);
      expect('unpublished' in answer).toBe(!source.masterData.published);
      if (!('item' in answer)) return;
      const { variants } = source.masterData.current as { variants: unknown[] };
      expect(answer.variants.length + answer.rejected.length).toBe(1 + variants.length);
      const skus = answer.variants.map(({ sku }) => sku);
      expect(new Set(skus).size).toBe(skus.length);
      for (const entry of [itemForCreate(answer.item), ...answer.variants.map(variantForCreate)]) {
        // Klaviyo takes null in none of what it is told at first, and custom_metadata is flat.
        expect(Object.values(entry.attributes)).not.toContain(null);
        expect(Object.values(entry.attributes.custom_metadata).every((text) => typeof text === 'string')).toBe(true);
      }
    }),
    { numRuns: 100 },
  );
});
