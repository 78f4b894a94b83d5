import { type CommercetoolsStandIn, startCommercetoolsStandIn } from '../../../sandbox/commercetools-stand-in';
import { askToken, callerOf, idsIn } from './call-shop';

let standIn: CommercetoolsStandIn;
let query: Awaited<ReturnType<typeof callerOf>>;
beforeAll(async () => {
  standIn = await startCommercetoolsStandIn({ shop: { seed: 5, customers: 600, orders: 30, categories: 5 } });
  query = await callerOf(standIn);
});
afterEach(() => standIn.clearFaults());
afterAll(() => standIn.stop());

const allIds = () => [...standIn.records('customers')].map(({ id }) => id);

test('a page has 20 records unless it is asked for up to 500, and says how many there are unless it is not to', async () => {
  const preset = await query('customers', { sort: 'id asc' });
  expect(preset.body).toMatchObject({ limit: 20, offset: 0, count: 20, total: 600 });
  expect(idsIn(preset)).toEqual(allIds().slice(0, 20));
  const whole = await query('customers', { sort: 'id asc', limit: '500', withTotal: 'false' });
  expect(whole.body).toMatchObject({ limit: 500, count: 500 });
  expect(whole.body).not.toHaveProperty('total');
  const rest = await query('customers', { sort: 'id asc', limit: '500', offset: '500' });
  expect(idsIn(rest)).toEqual(allIds().slice(500));
});

test.each([
  [{ limit: '501' }, 'limit'],
  [{ limit: '-1' }, 'limit'],
  [{ limit: 'all' }, 'limit'],
  [{ offset: '10001' }, 'offset'],
  [{ withTotal: 'no' }, 'withTotal'],
  [{ sort: 'shoeSize asc' }, 'sort'],
  [{ sort: 'id upwards' }, 'sort'],
  [{ wher: 'id = "a"' }, 'wher'],
])('%j is refused', async (search, name) => {
  const { status, body } = await query('customers', search);
  expect(status).toBe(400);
  expect(body.message).toContain(`Malformed parameter: ${name}: `);
});

test('it sorts by what it is told, and without being told by no promise of ids', async () => {
  const records = [...standIn.records('customers')];
  const by = (field: string, sign: number) =>
    records
      .toSorted((a, b) => (String(a[field]) < String(b[field]) ? -sign : sign))
      .slice(0, 20)
      .map(({ id }) => id);
  expect(idsIn(await query('customers', { sort: 'createdAt desc' }))).toEqual(by('createdAt', -1));
  expect(idsIn(await query('customers', { sort: 'customerNumber' }))).toEqual(by('customerNumber', 1));
  expect(idsIn(await query('customers', { sort: 'id desc' }))).toEqual(by('id', -1));
  expect(idsIn(await query('customers'))).toEqual(by('createdAt', 1));
});

test('a change has the time and the next version of the service, and keeps the time of creation', async () => {
  const [id = ''] = allIds().map(String);
  const before = [...standIn.records('customers')][0];
  const from = standIn.now();
  standIn.put('customers', { id, email: 'new@shop.example', lastModifiedAt: '2001-01-01T00:00:00.000Z' });
  const [record] = [(await query('customers', { where: `id = "${id}"` })).body.results].flat();
  expect(record).toMatchObject({ id, email: 'new@shop.example', version: Number(before?.version) + 1 });
  expect(record).toMatchObject({ createdAt: before?.createdAt });
  expect(Date.parse(Object(record).lastModifiedAt)).toBeGreaterThanOrEqual(from);
  standIn.remove('customers', id);
  expect(allIds()).not.toContain(id);
});

test('tokens: the credentials, the grant and the scopes are checked', async () => {
  const all = await askToken(standIn);
  expect(all.body).toMatchObject({ token_type: 'Bearer', expires_in: 172_800, scope: standIn.client.scopes.join(' ') });
  const some = await askToken(standIn, { scope: 'view_orders:standin-shop' });
  expect(some.body).toMatchObject({ scope: 'view_orders:standin-shop' });
  const wrong = { url: standIn.url, client: { ...standIn.client, secret: 'wrong' } };
  expect(await askToken(wrong)).toMatchObject({ status: 401, body: { error: 'invalid_client' } });
  expect(await askToken(standIn, { scope: 'view_stores:standin-shop' })).toMatchObject({
    status: 400,
    body: { error: 'invalid_scope' },
  });
  expect(await askToken(standIn, { grant_type: 'password' })).toMatchObject({
    status: 400,
    body: { error: 'unsupported_grant_type' },
  });
});

test('what a token does not allow is refused: without one 401, without the scope 403, elsewhere 404', async () => {
  const { body } = await askToken(standIn, { scope: 'view_orders:standin-shop' });
  const ask = async (path: string, token?: unknown) => {
    const response = await fetch(
      `${standIn.url}${path}`,
      token ? { headers: { authorization: `Bearer ${token}` } } : {},
    );
    return [response.status, Object(await response.json()).errors?.[0]?.code];
  };
  expect(await ask('/standin-shop/customers')).toEqual([401, 'invalid_token']);
  expect(await ask('/standin-shop/customers', 'made-up')).toEqual([401, 'invalid_token']);
  expect(await ask('/standin-shop/customers', body.access_token)).toEqual([403, 'insufficient_scope']);
  expect(await ask('/standin-shop/orders', body.access_token)).toEqual([200, undefined]);
  expect(await ask('/other-shop/orders', body.access_token)).toEqual([404, 'ResourceNotFound']);
  expect(await ask('/standin-shop/carts', body.access_token)).toEqual([404, 'ResourceNotFound']);
});

test('payments are resolved where the client may read them', async () => {
  const expand = 'paymentInfo.payments[*]';
  const whole = await query('orders', { limit: '1', expand });
  expect(JSON.stringify(whole.body)).toContain('"transactions"');
  const { body } = await askToken(standIn, { scope: 'view_orders:standin-shop' });
  const headers = { authorization: `Bearer ${body.access_token}` };
  const answer = await fetch(`${standIn.url}/standin-shop/orders?limit=1&expand=${encodeURIComponent(expand)}`, {
    headers,
  });
  expect(await answer.text()).not.toContain('"transactions"');
});

test('faults and delays, and a journal of what was asked', async () => {
  standIn.addFault({ path: '/customers', times: 1, action: { kind: 'answer', status: 502, text: '<html>' } });
  const before = standIn.requests().length;
  await expect(query('customers')).rejects.toThrow();
  standIn.setOptions({ delayMs: 60 });
  const begun = performance.now();
  expect((await query('customers', { limit: '1', where: 'id > "a"' })).status).toBe(200);
  expect(performance.now() - begun).toBeGreaterThan(55);
  standIn.setOptions({ delayMs: 0 });
  expect(standIn.requests().slice(before)).toMatchObject([
    { path: '/customers', status: 502, fault: 'answer' },
    { path: expect.stringContaining('where=id > "a"'), status: 200 },
  ]);
});

test('the clock is its own', async () => {
  standIn.setOptions({ clockOffsetMs: -86_400_000 });
  const { headers } = await query('customers', { limit: '1' });
  const behind = Date.now() - Date.parse(headers.get('date') ?? '');
  standIn.setOptions({ clockOffsetMs: 0 });
  expect(behind).toBeGreaterThanOrEqual(86_400_000);
  expect(behind).toBeLessThan(86_400_000 + 60_000);
});

test('100,000 records are held, and a page of 500 by id comes in no time', async () => {
  const records = function* () {
    for (let index = 0; index < 100_000; index += 1) yield { id: index.toString(16).padStart(8, '0'), firstName: 'A' };
  };
  standIn.load('payments', records());
  const begun = performance.now();
  const pages = 40;
  for (let page = 0; page < pages; page += 1) {
    const after = (page * 2_500).toString(16).padStart(8, '0');
    const found = await query('payments', {
      sort: 'id asc',
      limit: '500',
      withTotal: 'false',
      where: `id > "${after}"`,
    });
    expect(found.body.count).toBe(500);
  }
  expect((performance.now() - begun) / pages).toBeLessThan(100);
});
