import fc from 'fast-check';
import type { SourceRecord } from '../../../sandbox/commercetools-stand-in';
import { changedSince, type IdRange, idRanges, isPublished, type Shop } from '../../../src/connectors/commercetools';
import { type ShopUnderTest, startShop } from './shop-under-test';

let underTest: ShopUnderTest;
beforeAll(async () => {
  underTest = await startShop({
    clockOffsetMs: -3_600_000,
    shop: { seed: 3, customers: 1_203, orders: 60, categories: 520, products: 30 },
  });
});
afterAll(() => underTest.standIn.stop());

interface Reading {
  readonly limit?: number;
  readonly where?: readonly string[];
  /** Called after each page, with how many were read. */
  readonly afterPage?: (read: number) => void;
}

/** Reads a range to its end as a lane does, in pages of customers. */
async function readAll(shop: Shop, range: IdRange, { afterPage, ...reading }: Reading = {}): Promise<string[]> {
  const ids: string[] = [];
  let place = range;
  for (;;) {
    const page = await shop.readPage({ resource: 'customers', ...place, ...reading });
    ids.push(...page.records.map(({ id }) => id));
    afterPage?.(ids.length);
    const after = page.records.at(-1)?.id;
    if (page.complete || after === undefined) return ids;
    place = { ...(range.upTo === undefined ? {} : { upTo: range.upTo }), after };
  }
}

const idsOf = (standIn: ShopUnderTest['standIn']) => [...standIn.records('customers')].map(({ id }) => String(id));

test.each([1, 4, 8])('%i lanes read each customer once, in the order of the ids', async (lanes) => {
  const { shop, standIn } = underTest;
  const read = await Promise.all(idRanges(lanes).map((range) => readAll(shop, range)));
  expect(read.flat()).toEqual(idsOf(standIn));
});

test('pages ask by id, 500 at a time, without a total and without an offset', async () => {
  const { shop, standIn } = underTest;
  const before = standIn.requests().length;
  await readAll(shop, {});
  const paths = standIn
    .requests()
    .slice(before)
    .map(({ path }) => path);
  expect(paths).toHaveLength(3);
  expect(paths[0]).toBe('/customers?limit=500&sort=id asc&withTotal=false');
  expect(paths[1]).toMatch(/^\/customers\?limit=500&sort=id asc&withTotal=false&where=id > "[0-9a-f-]{36}"$/);
});

test('whatever is created, changed and deleted meanwhile, what was there all along is read once, in any lanes', async () => {
  const { standIn, shop } = await startShop({ keepRequests: 0 });
  const record = (id: string): SourceRecord => ({ id, email: `${id}@shop.example` });
  try {
    await fc.assert(
      fc.asyncProperty(
        fc.uniqueArray(fc.uuid({ version: 4 }), { minLength: 1, maxLength: 40 }),
        fc.constantFrom(1, 4, 8),
        fc.integer({ min: 1, max: 7 }),
        fc.array(fc.tuple(fc.constantFrom('create', 'change', 'delete'), fc.uuid({ version: 4 }), fc.nat()), {
          maxLength: 12,
        }),
        async (ids, lanes, limit, changes) => {
          for (const id of idsOf(standIn)) standIn.remove('customers', id);
          standIn.load('customers', ids.map(record));
          const deleted = new Set<string>();
          const left = [...changes];
          const afterPage = () => {
            const [kind, id, nth] = left.shift() ?? ['none', '', 0];
            const known = ids[nth % ids.length] ?? '';
            if (kind === 'create') standIn.put('customers', record(id));
            if (kind === 'change' && !deleted.has(known)) standIn.put('customers', record(known));
            if (kind === 'delete') {
              deleted.add(known);
              standIn.remove('customers', known);
            }
          };
          const read: string[] = [];
          for (const range of idRanges(lanes)) read.push(...(await readAll(shop, range, { limit, afterPage })));
          expect(read).toEqual([...new Set(read)].sort());
          expect(read).toEqual(expect.arrayContaining(ids.filter((id) => !deleted.has(id))));
        },
      ),
      { numRuns: 25 },
    );
  } finally {
    await standIn.stop();
  }
});

test('incremental: what was changed since a time of the shop, which a page tells', async () => {
  const { shop, standIn } = underTest;
  const { serverNow, records } = await shop.readPage({ resource: 'customers', limit: 2 });
  expect(serverNow % 1_000).toBe(0);
  expect(Math.abs(standIn.now() - serverNow)).toBeLessThan(60_000);
  expect(Date.now() - serverNow).toBeGreaterThan(3_500_000);
  const changed = records.map(({ id }) => id);
  for (const id of changed) standIn.put('customers', { id, email: 'changed@shop.example' });
  expect(await readAll(shop, {}, { where: [changedSince(serverNow)] })).toEqual(changed);
  const { records: read } = await shop.readPage({ resource: 'customers', where: [changedSince(serverNow)] });
  expect(read[0]?.email).toBe('changed@shop.example');
});

test('from an id on, that id included', async () => {
  const { shop, standIn } = underTest;
  const ids = idsOf(standIn);
  const from = ids[700] ?? '';
  const lanes = await Promise.all(idRanges(4, from).map((range) => readAll(shop, range)));
  expect(lanes.flat()).toEqual(ids.slice(700));
});

test('chosen ids, in as many requests as their length needs, those that are not there passed over', async () => {
  const { shop, standIn } = underTest;
  const wanted = idsOf(standIn).slice(0, 250);
  const asked = [...wanted, ...wanted, 'no such id', 'with "quotes" and \\'].reverse();
  const pages = [];
  for await (const page of shop.readByIds({ resource: 'customers', ids: asked })) pages.push(page);
  expect(pages.flatMap(({ records }) => records.map(({ id }) => id))).toEqual(wanted);
  expect(pages.map(({ complete }) => complete)).toEqual([false, false, true]);
  const longest = Math.max(...standIn.requests().map(({ path }) => encodeURI(path).length));
  expect(longest).toBeLessThan(5_000);
});

test('no ids, no request', async () => {
  const { shop, standIn } = underTest;
  const before = standIn.requests().length;
  for await (const page of shop.readByIds({ resource: 'orders', ids: [] })) expect(page).toBeUndefined();
  expect(standIn.requests()).toHaveLength(before);
});

test('orders come with their payments where these are asked for', async () => {
  const { shop } = underTest;
  const bare = await shop.readPage({ resource: 'orders', limit: 1 });
  const full = await shop.readPage({ resource: 'orders', limit: 1, expand: ['paymentInfo.payments[*]'] });
  expect(bare.records[0]?.paymentInfo).toEqual({ payments: [{ typeId: 'payment', id: expect.any(String) }] });
  expect(full.records[0]?.paymentInfo).toEqual({
    payments: [expect.objectContaining({ obj: expect.objectContaining({ transactions: expect.any(Array) }) })],
  });
});

test('categories come with what a tree is built from, and nothing else', async () => {
  const { shop, standIn } = underTest;
  const pages = [];
  for await (const page of shop.readCategories()) pages.push(page);
  expect(pages.map(({ length }) => length)).toEqual([500, 20]);
  const expected = [...standIn.records('categories')].map(({ id, name, parent }) => ({ id, name, parent }));
  expect(pages.flat()).toEqual(
    expected.map((category) => expect.objectContaining(JSON.parse(JSON.stringify(category)))),
  );
  for (const category of pages.flat())
    expect(['id', 'name', 'parent']).toEqual(expect.arrayContaining(Object.keys(category)));
});

test('products are filtered by what customers see, and their categories are looked up by id', async () => {
  const { shop, standIn } = underTest;
  const products = [...standIn.records('products')];
  const { records } = await shop.readPage({ resource: 'products', where: [isPublished] });
  const seen = products.filter(({ masterData }) => Object(masterData).published);
  expect(seen.length).toBeLessThan(products.length);
  expect(records.map(({ id }) => id)).toEqual(seen.map(({ id }) => id));
  const categories = await shop.categoriesOfProducts([...seen.map(({ id }) => String(id)), 'gone']);
  expect([...categories]).toEqual(
    seen.map(({ id, masterData }) => [
      id,
      Object(masterData).current.categories.map((category: { readonly id: string }) => category.id),
    ]),
  );
});

test('the products of SKUs are found by their master variant and by the others, and unpublished ones are not', async () => {
  const { shop, standIn } = underTest;
  const expected = new Map<string, string[]>();
  for (const { id, masterData } of standIn.records('products')) {
    const { published, current } = Object(masterData);
    for (const { sku } of published ? [current.masterVariant, ...current.variants] : []) {
      if (typeof sku === 'string') expected.set(sku, [...(expected.get(sku) ?? []), String(id)]);
    }
  }
  expect(await shop.productsOfSkus([...expected.keys(), 'none "of" them'])).toEqual(expected);
});
