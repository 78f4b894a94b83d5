import fc from 'fast-check';
import {
  buildCategoryTree,
  compileOrderMapping,
  type MappedOrder,
  type OrderCatalog,
  type OrderMapping,
} from '../../../src/mappings/commerce';

type Row = Record<string, unknown>;
const everything = { include: [], exclude: [], map: {} };
const defaults: OrderMapping = {
  preferredLocale: undefined,
  productUrlTemplate: undefined,
  properties: everything,
  customFields: everything,
  rawLineItems: false,
  backfill: true,
  metrics: {
    placedOrder: 'Placed Order',
    orderedProduct: 'Ordered Product',
    fulfilledOrder: 'Fulfilled Order',
    cancelledOrder: 'Cancelled Order',
    refundedOrder: 'Refunded Order',
  },
  states: { fulfilled: ['Confirmed', 'Complete'], cancelled: ['Cancelled'] },
};
const now = Date.parse('2026-03-01T00:00:00Z');

const tree = buildCategoryTree(
  [
    { id: 'women', name: { en: 'Women' } },
    { id: 'pants', name: { en: 'Pants' }, parent: { id: 'women' } },
    { id: 'sale', name: { en: 'Sale' } },
    { id: 'lost', name: { en: 'Lost' }, parent: { id: 'gone' } },
  ],
  undefined,
);
const categories: Row = { p1: ['pants'], p2: ['sale', 'pants', 'lost'] };
const catalog: OrderCatalog = { tree, categoriesOf: (id) => categories[id] as string[] | undefined };

const eur = (centAmount: number) => ({ type: 'centPrecision', currencyCode: 'EUR', centAmount, fractionDigits: 2 });
const line = (id: string, over: Row = {}): Row => ({
  id,
  productId: 'p1',
  name: { en: 'Jeans', de: 'Jeans (de)' },
  productSlug: { en: 'jeans', de: 'jeans-de' },
  variant: {
    id: 1,
    sku: `sku-${id}`,
    images: [{ url: 'https://img/1.jpg' }, { url: 'https://img/2.jpg' }],
    prices: [],
  },
  price: { id: 'x', value: eur(1000) },
  quantity: 2,
  totalPrice: eur(2000),
  ...over,
});
const order = (over: Row = {}): Row => ({
  id: 'o1',
  version: 7,
  orderNumber: 'N-1',
  createdAt: '2026-01-31T23:59:58.500Z',
  orderState: 'Open',
  customerId: 'c1',
  customerEmail: 'ada@example.com',
  totalPrice: eur(1999),
  lineItems: [line('l1')],
  customLineItems: [],
  ...over,
});

const map = (record: Row, over: Partial<OrderMapping> = {}) =>
  compileOrderMapping({ ...defaults, ...over })(record, catalog, now);

function mapped(record: Row, over: Partial<OrderMapping> = {}): Extract<MappedOrder, { events: unknown }> {
  const answer = map(record, over);
  if ('problem' in answer) throw new Error(answer.problem.message);
  return answer;
}
const placed = (record: Row, over: Partial<OrderMapping> = {}): Readonly<Row> =>
  mapped(record, over).events[0]?.attributes.properties ?? {};
/** Each event as `kind, unique_id, time, value`. */
const outline = (record: Row, over: Partial<OrderMapping> = {}) =>
  mapped(record, over).events.map(({ kind, attributes: { unique_id, time, value } }) => {
    return `${kind} ${unique_id} ${time} ${value}`;
  });

test('Placed Order, whole', () => {
  const { profile, events, rejected, warnings } = mapped(order());
  expect({ profile, rejected, warnings }).toEqual({
    profile: { email: 'ada@example.com', external_id: 'c1' },
    rejected: [],
    warnings: [],
  });
  expect(events[0]).toEqual({
    kind: 'placedOrder',
    attributes: {
      properties: {
        id: 'o1',
        version: 7,
        orderNumber: 'N-1',
        createdAt: '2026-01-31T23:59:58.500Z',
        orderState: 'Open',
        customerId: 'c1',
        customerEmail: 'ada@example.com',
        totalPrice: eur(1999),
        customLineItems: [],
        Items: [
          {
            ProductID: 'p1',
            SKU: 'sku-l1',
            ProductName: 'Jeans',
            Quantity: 2,
            ItemPrice: 10,
            RowTotal: 20,
            ImageURL: 'https://img/1.jpg',
            ProductCategories: ['Women', 'Women > Pants'],
          },
        ],
        ItemNames: ['Jeans'],
        Categories: ['Women', 'Women > Pants'],
      },
      time: '2026-01-31T23:59:58.500Z',
      value: 19.99,
      value_currency: 'EUR',
      unique_id: 'o1',
      backfill: true,
      metric: { data: { type: 'metric', attributes: { name: 'Placed Order' } } },
    },
  });
});

describe('which events an order has, and when', () => {
  test.each<[string, Row, string[]]>([
    [
      'every order is placed, and a second later each line item ordered, in their order',
      { lineItems: [line('l1'), line('l2', { totalPrice: eur(5) })] },
      [
        'placedOrder o1 2026-01-31T23:59:58.500Z 19.99',
        'orderedProduct l1 2026-01-31T23:59:59.500Z 20',
        'orderedProduct l2 2026-02-01T00:00:00.500Z 0.05',
      ],
    ],
    [
      'one that is fulfilled, a second after its lines',
      { orderState: 'Complete' },
      [
        'placedOrder o1 2026-01-31T23:59:58.500Z 19.99',
        'orderedProduct l1 2026-01-31T23:59:59.500Z 20',
        'fulfilledOrder o1 2026-02-01T00:00:00.500Z 19.99',
      ],
    ],
    [
      'one that is confirmed counts as fulfilled',
      { orderState: 'Confirmed', lineItems: [] },
      ['placedOrder o1 2026-01-31T23:59:58.500Z 19.99', 'fulfilledOrder o1 2026-01-31T23:59:59.500Z 19.99'],
    ],
    [
      'one that is cancelled, a second after the event before',
      { orderState: 'Cancelled', lineItems: [] },
      ['placedOrder o1 2026-01-31T23:59:58.500Z 19.99', 'cancelledOrder o1 2026-01-31T23:59:59.500Z 19.99'],
    ],
    [
      'one without lines; custom lines have no event',
      { lineItems: [], customLineItems: [{ id: 'x', name: { en: 'Gift wrap' } }] },
      ['placedOrder o1 2026-01-31T23:59:58.500Z 19.99'],
    ],
  ])('%s', (_, over, expected) => {
    expect(outline(order(over))).toEqual(expected);
  });

  test('states are what the settings say', () => {
    const states = { fulfilled: ['Open'], cancelled: ['Open', 'Gone'] };
    const kinds = mapped(order({ lineItems: [] }), { states }).events.map(({ kind, attributes }) => [
      kind,
      attributes.time,
    ]);
    expect(kinds).toEqual([
      ['placedOrder', '2026-01-31T23:59:58.500Z'],
      ['fulfilledOrder', '2026-01-31T23:59:59.500Z'],
      ['cancelledOrder', '2026-02-01T00:00:00.500Z'],
    ]);
    expect(outline(order({ orderState: 'Complete', lineItems: [] }), { states })).toHaveLength(1);
  });

  test('metrics have the names of the settings; backfill is what they say', () => {
    const metrics = { ...defaults.metrics, placedOrder: 'Bought' };
    const [first, second] = mapped(order(), { metrics, backfill: false }).events;
    expect(first?.attributes).toMatchObject({ backfill: false, metric: { data: { attributes: { name: 'Bought' } } } });
    expect(second?.attributes.metric.data.attributes.name).toBe('Ordered Product');
  });
});

describe('refunds', () => {
  const refund = (id: string, over: Row = {}) => ({
    id,
    type: 'Refund',
    state: 'Success',
    timestamp: '2026-02-10T12:00:00Z',
    amount: eur(500),
    ...over,
  });
  const paid = (...transactions: Row[]) =>
    order({
      lineItems: [],
      paymentInfo: {
        payments: [
          { typeId: 'payment', id: 'pay1', obj: { id: 'pay1', lastModifiedAt: '2026-02-20T00:00:00Z', transactions } },
          { typeId: 'payment', id: 'pay2' },
        ],
      },
    });

  test.each<[string, Row, string[]]>([
    [
      'one event for each, with its own id, time and value',
      refund('t1'),
      ['refundedOrder t1 2026-02-10T12:00:00.000Z 5'],
    ],
    [
      'without a time: when the payment was last changed',
      refund('t1', { timestamp: undefined }),
      ['refundedOrder t1 2026-02-20T00:00:00.000Z 5'],
    ],
    ['none that has failed', refund('t1', { state: 'Failure' }), []],
    ['none that is pending', refund('t1', { state: 'Pending' }), []],
    ['no charge', refund('t1', { type: 'Charge' }), []],
    ['no chargeback', refund('t1', { type: 'Chargeback' }), []],
  ])('%s', (_, transaction, expected) => {
    expect(outline(paid(transaction)).slice(1)).toEqual(expected);
  });

  test('several of one payment, in its currency', () => {
    const usd = { currencyCode: 'USD', centAmount: 1, fractionDigits: 2 };
    const { events } = mapped(paid(refund('t1'), refund('t2', { amount: usd })));
    expect(events.map(({ attributes }) => attributes.unique_id)).toEqual(['o1', 't1', 't2']);
    expect(events[2]?.attributes).toMatchObject({ value: 0.01, value_currency: 'USD' });
  });

  test('what a payment holds is sent nowhere', () => {
    const { events } = mapped(paid(refund('t1', { interactionId: 'secret' })));
    expect(JSON.stringify(events)).not.toContain('secret');
    expect(events[0]?.attributes.properties.paymentInfo).toEqual({
      payments: [
        { typeId: 'payment', id: 'pay1' },
        { typeId: 'payment', id: 'pay2' },
      ],
    });
  });
});

describe('lines', () => {
  const item = (over: Row, settings: Partial<OrderMapping> = {}) =>
    (placed(order({ lineItems: [line('l1', over)] }), settings).Items as Row[])[0];

  test.each<[string, Row, Partial<OrderMapping>, Row]>([
    ['the name in the preferred locale', {}, { preferredLocale: 'de-AT' }, { ProductName: 'Jeans (de)' }],
    [
      'the address by the template, in the same locale',
      {},
      { preferredLocale: 'de-AT', productUrlTemplate: 'https://s/{{locale}}/{{productSlug}}?v={{sku}}' },
      { ProductURL: 'https://s/de/jeans-de?v=sku-l1' },
    ],
    [
      'the discounted price of a piece',
      { price: { value: eur(1000), discounted: { value: eur(900) } } },
      {},
      { ItemPrice: 9 },
    ],
    [
      'a price of a piece that is finer than cents',
      {
        price: {
          value: { type: 'highPrecision', currencyCode: 'EUR', centAmount: 0, preciseAmount: 12345, fractionDigits: 6 },
        },
      },
      {},
      { ItemPrice: 0.012345 },
    ],
    [
      'the categories of its own product',
      { productId: 'p2' },
      {},
      { ProductCategories: ['Sale', 'Women', 'Women > Pants'] },
    ],
    ['none for a product that is gone', { productId: 'p9' }, {}, { ProductCategories: [] }],
  ])('have %s', (_, over, settings, expected) => {
    expect(item(over, settings)).toMatchObject(expected);
  });

  test('lack what the shop lacks', () => {
    const bare = { variant: { id: 1 }, productSlug: undefined };
    expect(Object.keys(item(bare, { productUrlTemplate: 'https://s/{{productSlug}}' }) ?? {})).toEqual([
      'ProductID',
      'ProductName',
      'Quantity',
      'ItemPrice',
      'RowTotal',
      'ProductCategories',
    ]);
    expect(item({})).not.toHaveProperty('ProductURL');
  });

  test('Ordered Product says the same of its line, and whose order it is', () => {
    const { events } = mapped(order({ lineItems: [line('l1'), line('l2', { productId: 'p2' })] }));
    const items = events[0]?.attributes.properties.Items as Row[];
    expect(events[1]?.attributes.properties).toEqual({ ...items[0], OrderId: 'o1' });
    expect(events[2]?.attributes.properties).toEqual({ ...items[1], OrderId: 'o1' });
  });

  test('are sent as the shop has them where that is asked for', () => {
    const record = order();
    expect(placed(record)).not.toHaveProperty('lineItems');
    expect(placed(record, { properties: { ...everything, include: ['lineItems'] } }).lineItems).toEqual(
      record.lineItems,
    );
    const { events } = mapped(record, { rawLineItems: true });
    expect(events[0]?.attributes.properties.lineItems).toEqual(record.lineItems);
    expect(events[1]?.attributes.properties).toMatchObject({ ...line('l1'), ProductID: 'p1', OrderId: 'o1' });
  });
});

describe('properties', () => {
  const custom = { type: { id: 't' }, fields: { orderNumber: 'mine', gift: false, points: 0 } };

  test('custom fields are laid over the keys of the order; falsy ones are kept', () => {
    expect(placed(order({ custom }))).toMatchObject({ custom, orderNumber: 'mine', gift: false, points: 0 });
  });

  test('keys and custom fields are selected and renamed, each by its own settings', () => {
    const properties = { include: ['orderNumber', 'version', 'id'], exclude: ['id'], map: { orderNumber: 'Number' } };
    const customFields = { include: [], exclude: ['points'], map: { gift: 'Gift' } };
    expect(Object.keys(placed(order({ custom }), { properties, customFields }))).toEqual([
      'version',
      'Number',
      'orderNumber',
      'Gift',
      'Items',
      'ItemNames',
      'Categories',
    ]);
  });

  test('ItemNames are those of all lines, custom ones too, each once; Categories those of all products, each once', () => {
    const lineItems = [line('l1'), line('l2', { productId: 'p2', name: { en: 'Skirt' } }), line('l3')];
    const customLineItems = [{ name: { en: 'Gift wrap' } }, { name: { en: 'Skirt' } }];
    expect(placed(order({ lineItems, customLineItems }))).toMatchObject({
      ItemNames: ['Jeans', 'Skirt', 'Gift wrap'],
      Categories: ['Women', 'Women > Pants', 'Sale'],
    });
  });

  test('those of fulfilled, cancelled and refunded orders are those of placed ones', () => {
    const { events } = mapped(order({ orderState: 'Complete' }));
    expect(events[2]?.kind).toBe('fulfilledOrder');
    expect(events[2]?.attributes.properties).toEqual(events[0]?.attributes.properties);
  });
});

describe('whose an order is', () => {
  test.each<[string, Row, Row, string[]]>([
    ['by e-mail address alone', { customerId: undefined }, { email: 'ada@example.com' }, []],
    ['by customer alone', { customerEmail: undefined }, { external_id: 'c1' }, []],
    [
      'by customer where the address is none, with a warning',
      { customerEmail: 'n/a' },
      { external_id: 'c1' },
      ['email-left-out'],
    ],
  ])('%s', (_, over, profile, warnings) => {
    const answer = mapped(order(over));
    expect(answer.profile).toEqual(profile);
    expect(Object.keys(answer.profile)).toEqual(Object.keys(profile));
    expect(answer.warnings).toEqual(warnings);
  });
});

describe('an order is rejected', () => {
  test.each<[string, Row, string, string]>([
    [
      'with neither e-mail address nor customer',
      { customerId: undefined, customerEmail: undefined },
      'no-identifier',
      'The order has neither customerEmail nor customerId.',
    ],
    [
      'with an address that is none and no customer',
      { customerId: undefined, customerEmail: 'secret' },
      'email-invalid',
      'The key customerEmail is no e-mail address, and there is no customerId.',
    ],
    [
      'with a line that cannot be read, by its path',
      { lineItems: [line('l1'), line('l2', { quantity: 'two' })] },
      'record-unreadable',
      'The key lineItems.1.quantity is missing or has another form than commercetools documents.',
    ],
    [
      'without a time',
      { createdAt: 'yesterday' },
      'record-unreadable',
      'The key createdAt is missing or has another form than commercetools documents.',
    ],
  ])('%s', (_, over, code, message) => {
    expect(map(order(over))).toEqual({ problem: { code, message } });
  });
});

describe('an event that Klaviyo would refuse is rejected alone', () => {
  const rejectedOf = (record: Row) =>
    mapped(record).rejected.map(({ kind, uniqueId, problem }) => [kind, uniqueId, problem]);
  const long = (bytes: number) => 'ü'.repeat(Math.floor(bytes / 2)) + 'x'.repeat(bytes % 2);

  test('for a text of over 100,000 bytes, which is named by its property', () => {
    const problem = {
      code: 'string-too-long',
      message: 'The property custom holds a text of over 100000 bytes, which is what Klaviyo takes.',
    };
    const custom = (bytes: number) => ({ custom: { fields: {}, deep: [{ text: long(bytes) }] } });
    expect(rejectedOf(order(custom(100_000)))).toEqual([]);
    const record = order(custom(100_001));
    expect(rejectedOf(record)).toEqual([['placedOrder', 'o1', problem]]);
    expect(mapped(record).events.map(({ kind }) => kind)).toEqual(['orderedProduct']);
  });

  test('for over 400 properties', () => {
    // Ten keys of the order without its lines, and three of ours.
    const own = Object.keys(placed(order({ custom: { fields: {} } }))).length;
    const fields = (count: number) => Object.fromEntries(Array.from({ length: count }, (_, n) => [`f${n}`, n]));
    expect(rejectedOf(order({ custom: { fields: fields(400 - own) } }))).toEqual([]);
    expect(rejectedOf(order({ custom: { fields: fields(401 - own) } }))).toEqual([
      [
        'placedOrder',
        'o1',
        { code: 'record-too-large', message: 'The event has 401 properties, and Klaviyo takes 400.' },
      ],
    ]);
  });

  test('for more than a request may have', () => {
    const parts = Array.from({ length: 60 }, () => long(90_000));
    expect(rejectedOf(order({ parts }))).toEqual([
      [
        'placedOrder',
        'o1',
        { code: 'record-too-large', message: 'The event has over 4990000 bytes, which is what Klaviyo takes.' },
      ],
    ]);
  });

  test.each([
    ['1990-12-31T23:59:58Z', ['placedOrder', 'orderedProduct']],
    ['1990-12-31T23:59:59Z', ['placedOrder']],
    ['1991-01-01T00:00:00Z', []],
    ['2027-02-28T23:59:59Z', []],
    ['2027-03-01T00:00:00Z', ['orderedProduct']],
    ['2027-03-01T00:00:01Z', ['placedOrder', 'orderedProduct']],
  ])('for its time: of an order of %s, %j', (createdAt, kinds) => {
    const { rejected, events } = mapped(order({ createdAt }));
    expect(rejected.map(({ kind }) => kind)).toEqual(kinds);
    expect(rejected.length + events.length).toBe(2);
    for (const { problem } of rejected) expect(problem.code).toBe('time-not-taken');
  });
});

test('whatever an order holds, the mapping answers, changes nothing and says the same each time', () => {
  const value = fc.jsonValue();
  const cents = fc.record({
    currencyCode: fc.constantFrom('EUR', 'JPY', 'x'),
    centAmount: fc.integer(),
    fractionDigits: fc.nat(3),
  });
  const lines = fc.array(
    fc.record({
      id: fc.uuid(),
      productId: fc.constantFrom('p1', 'p2', 'p3'),
      name: fc.dictionary(fc.constantFrom('de', 'en', 'fr'), fc.string()),
      variant: fc.oneof(fc.record({ sku: fc.string() }), value),
      quantity: fc.oneof(fc.nat(), value),
      price: fc.record({ value: cents }),
      totalPrice: cents,
    }),
    { maxLength: 5 },
  );
  const record = fc.record(
    {
      id: fc.uuid(),
      createdAt: fc.oneof(
        fc
          .date({ noInvalidDate: true, min: new Date(0), max: new Date('2030-01-01') })
          .map((date) => date.toISOString()),
        value,
      ),
      orderState: fc.constantFrom('Open', 'Complete', 'Cancelled'),
      customerId: fc.uuid(),
      customerEmail: fc.oneof(fc.emailAddress(), fc.string()),
      totalPrice: cents,
      lineItems: lines,
      custom: fc.oneof(fc.record({ fields: fc.dictionary(fc.string(), value) }), value),
      anything: value,
    },
    { requiredKeys: ['id', 'createdAt', 'orderState', 'totalPrice', 'lineItems'] },
  );
  fc.assert(
    fc.property(record, fc.boolean(), (source, rawLineItems) => {
      const before = fc.stringify(source);
      const answer = map(source, { rawLineItems });
      expect(fc.stringify(source)).toBe(before);
      expect(map(source, { rawLineItems })).toEqual(answer);
      if ('problem' in answer) return;
      // One event of the order, one of each line, one where it is fulfilled or cancelled; each sent or rejected.
      const expected = 1 + source.lineItems.length + (source.orderState === 'Open' ? 0 : 1);
      expect(answer.events.length + answer.rejected.length).toBe(expected);
      const keys = answer.events.map(
        ({ attributes }) => `${attributes.metric.data.attributes.name} ${attributes.unique_id}`,
      );
      expect(new Set(keys).size).toBe(keys.length);
      for (const { attributes } of answer.events) {
        expect(Number.isFinite(attributes.value)).toBe(true);
      }
    }),
    { numRuns: 150 },
  );
});
