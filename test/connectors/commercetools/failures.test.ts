import { inspect } from 'node:util';
import type { Fault } from '../../../sandbox/commercetools-stand-in';
import { openShop, type Shop } from '../../../src/connectors/commercetools';
import { LongshoreError } from '../../../src/contract/failure';
import { type ShopUnderTest, startShop } from './shop-under-test';

const canary = 'canary-customer-4c1f@shop.example';
let underTest: ShopUnderTest;
beforeAll(async () => {
  underTest = await startShop();
  underTest.standIn.put('customers', { id: 'a', email: canary });
});
afterEach(() => underTest.standIn.clearFaults());
afterAll(() => underTest.standIn.stop());

async function failureOf(work: Promise<unknown>): Promise<LongshoreError> {
  const error = await work.then(
    () => undefined,
    (thrown) => thrown,
  );
  if (!(error instanceof LongshoreError)) throw new Error('This did not fail as it should', { cause: error });
  const said = inspect(error, { depth: 10 }) + JSON.stringify(error.report());
  for (const secret of [canary, underTest.settings.client.secret, 'Bearer']) expect(said).not.toContain(secret);
  return error;
}

const readOne = (shop: Shop) => shop.readPage({ resource: 'customers', limit: 1 });

/** What a page comes to that meets a fault. */
async function failureWith(action: Fault['action'], path = '/customers'): Promise<LongshoreError> {
  underTest.standIn.addFault({ path, action });
  return failureOf(readOne(underTest.shop));
}

const answer = (status: number, code: string, message: string): Fault['action'] => ({
  kind: 'answer',
  status,
  json: { statusCode: status, message, errors: [{ code, message }] },
});

test.each([429, 500, 502, 503, 504])(
  '%i is waited out, for as long as it says, whatever its body is',
  async (status) => {
    const error = await failureWith({ kind: 'answer', status, text: `<h1>${canary}</h1>`, retryAfterSeconds: 7 });
    expect(error).toMatchObject({ code: 'source-unavailable', retryable: true, retryAfterMs: 7_000 });
    expect(error.message).toContain(String(status));
  },
);

test('a busy service that names no wait leaves it to whoever asks', async () => {
  const error = await failureWith(answer(503, 'ServiceUnavailable', canary));
  expect(error).toMatchObject({ code: 'source-unavailable', retryAfterMs: undefined });
});

test('nothing is repeated by the client library itself', async () => {
  const { standIn, shop } = underTest;
  standIn.addFault({ path: '/customers', action: { kind: 'answer', status: 503 } });
  const before = standIn.requests().length;
  await failureOf(readOne(shop));
  expect(standIn.requests()).toHaveLength(before + 1);
});

test.each<[string, Fault['action']]>([
  ['a reset', { kind: 'reset' }],
  ['half of an answer', { kind: 'truncate' }],
  ["a page of something else's", { kind: 'answer', status: 200, text: `<html>${canary}</html>` }],
])('%s is waited out', async (_name, action) => {
  expect(await failureWith(action)).toMatchObject({ code: 'source-unavailable', retryable: true });
});

test('no host, no answer: it is waited out, and the address is named', async () => {
  const gone = await startShop();
  await gone.standIn.stop();
  const shop = openShop({ ...underTest.settings, apiUrl: gone.settings.apiUrl });
  const error = await failureOf(readOne(shop));
  expect(error).toMatchObject({ code: 'source-unavailable', retryable: true });
  expect(error.message).toContain('ECONNREFUSED');
  expect(error.remedy).toContain('apiUrl');
});

test('a query with a field that is not there fails with the name of the field', async () => {
  const where = ['shoeSize = 42'];
  const error = await failureOf(underTest.shop.readPage({ resource: 'customers', where }));
  expect(error).toMatchObject({ code: 'source-refused', retryable: false });
  expect(error.message).toContain('there is no field shoeSize');
});

test('a project that is not there fails with its key', async () => {
  const { settings } = underTest;
  const error = await failureOf(readOne(openShop({ ...settings, projectKey: 'no-such-shop' })));
  expect(error).toMatchObject({ code: 'source-not-found' });
  expect(error.remedy).toContain('no-such-shop');
});

test('a redirection is not followed', async () => {
  const error = await failureWith({ kind: 'answer', status: 302, headers: { location: underTest.standIn.controlUrl } });
  expect(error).toMatchObject({ code: 'source-refused', retryable: false });
});

test('a page of another shape is refused, with the place and not the value', async () => {
  const json = { results: [{ id: 7, name: canary }] };
  const error = await failureWith({ kind: 'answer', status: 200, json });
  expect(error.code).toBe('source-refused');
  expect(error.message).toContain('results.0.id');
});

test('an abort ends a call that hangs, as an AbortError', async () => {
  const { standIn, shop } = underTest;
  standIn.addFault({ path: '/customers', action: { kind: 'hang' } });
  const signal = AbortSignal.timeout(50);
  await expect(shop.readPage({ resource: 'customers', signal })).rejects.toMatchObject({ name: 'AbortError' });
});

test('an abort ends the wait for a token, and the next call has one', async () => {
  const { standIn, settings } = await startShop();
  try {
    const shop = openShop(settings);
    standIn.addFault({ path: '/oauth/token', times: 1, action: { kind: 'delay', ms: 300 } });
    const signal = AbortSignal.timeout(50);
    await expect(shop.readPage({ resource: 'customers', signal })).rejects.toMatchObject({ name: 'AbortError' });
    expect((await readOne(shop)).complete).toBe(true);
    expect(standIn.tokens()).toBe(1);
  } finally {
    await standIn.stop();
  }
});
