import fc from 'fast-check';
import { type GatewayUnderTest, startGateway, type Told } from './gateway-under-test';

const tokens = { read: ['read-token-0123456789'], run: ['run-token-0123456789'], delete: ['delete-token-0123456789'] };
const bearer = (token = ''): Record<string, string> => ({ authorization: `Bearer ${token}` });

let gateway: GatewayUnderTest;
beforeAll(async () => {
  gateway = await startGateway();
}, 120_000);
afterAll(() => gateway?.stop());

test.each<[string, Record<string, string>, number]>([
  ['its own name', { host: 'localhost:6779' }, 200],
  ['its own address', { host: '127.0.0.1:6779' }, 200],
  ['its own address of version 6', { host: '[::1]:6779' }, 200],
  ['a page of its own', { origin: 'http://localhost:6779', 'sec-fetch-site': 'same-origin' }, 200],
  ['a name that somebody leads here', { host: 'evil.example:6779' }, 403],
  ['a name that looks like it', { host: 'localhost.evil.example' }, 403],
  ['the page of another', { origin: 'https://evil.example' }, 403],
  ['a page from a file', { origin: 'null' }, 403],
  ['a page of another port', { origin: 'http://localhost:3000' }, 403],
  ['a form of another page', { 'sec-fetch-site': 'cross-site' }, 403],
])('without tokens a call by %s is answered so', async (_, headers, status) => {
  expect((await gateway.ask('GET', '/runs', { headers })).status).toBe(status);
});

test('what a form can send is no body', async () => {
  for (const type of ['text/plain', 'application/x-www-form-urlencoded', 'multipart/form-data; boundary=x']) {
    const headers = { 'content-type': type };
    expect(await gateway.ask('POST', '/sync/customers', { payload: '{"ids":["a"]}', headers })).toMatchObject({
      status: 415,
      body: { message: expect.stringContaining('content-type: application/json') },
    });
  }
});

test.each([
  ['half a JSON', '{"ids":["canary-', 400],
  ['no JSON', 'canary-nonsense', 400],
  ['a prototype', '{"__proto__":{"ids":["canary"]}}', 400],
  ['a constructor', '{"constructor":{"prototype":{"x":1}}}', 400],
  ['too much', `{"ids":["${'a'.repeat(200_000)}"]}`, 413],
  ['deep nesting', '['.repeat(50_000), 400],
])('a body with %s is refused, and not repeated', async (_, payload, status) => {
  const answer = await gateway.ask('POST', '/sync/customers', { payload });
  expect(answer.status).toBe(status);
  expect(answer.text).not.toContain('canary');
});

test('nothing that is sent gets an answer that is not documented, or a 500, or into the log', async () => {
  const path = fc.constantFrom('/sync/customers', '/batch/start', '/imports/orders/runs', '/runs/x/cancel');
  const payload = fc.oneof(
    fc.string(),
    fc.json(),
    fc.dictionary(fc.string(), fc.jsonValue()).map((body) => JSON.stringify({ ...body, 'canary-key': 1 })),
  );
  await fc.assert(
    fc.asyncProperty(path, payload, async (path, payload) => {
      const { status } = await gateway.ask('POST', path, { payload });
      expect([202, 400, 404, 423]).toContain(status);
    }),
    { numRuns: 200 },
  );
  expect(JSON.stringify(gateway.lines)).not.toContain('canary');
  expect(gateway.lines.at(-1)).toEqual({
    request: expect.any(String),
    method: 'POST',
    route: expect.stringMatching(/^\//),
    status: expect.any(Number),
    scope: undefined,
    ms: expect.any(Number),
    message: 'request',
  });
});

test("a caller's own id of a request is answered and logged, where it is one", async () => {
  const answer = await gateway.ask('GET', '/healthz', { headers: { 'x-request-id': 'night-7' } });
  expect(answer.headers['x-request-id']).toBe('night-7');
  expect(gateway.lines.at(-1)).toMatchObject({ request: 'night-7', route: '/healthz' });
  const other = await gateway.ask('GET', '/healthz', { headers: { 'x-request-id': '<script>' } });
  expect(other.headers['x-request-id']).toMatch(/^[\da-f-]{36}$/);
});

describe('with tokens', () => {
  let guarded: GatewayUnderTest;
  beforeAll(async () => {
    guarded = await startGateway({ tokens, requestsPerMinute: 60 });
  }, 60_000);
  afterAll(() => guarded?.stop());
  const ask = (method: 'GET' | 'POST', path: string, token?: string, body?: unknown): Promise<Told> =>
    guarded.ask(method, path, {
      headers: { host: 'gateway.example', ...(token === undefined ? {} : bearer(token)) },
      ...(body === undefined ? {} : { body }),
    });

  test('each may do what its scope says, and nothing more', async () => {
    const [read] = tokens.read;
    const [run] = tokens.run;
    const [all] = tokens.delete;
    const deleteAll = { deleteAll: true, confirmDeletetion: 'products' };
    expect(await ask('GET', '/runs')).toMatchObject({ status: 401 });
    expect(await ask('GET', '/runs', 'run-token-012345678')).toMatchObject({ status: 401 });
    expect(await ask('GET', '/runs', read)).toMatchObject({ status: 200 });
    expect(await ask('POST', '/sync/customers', read)).toMatchObject({
      status: 403,
      body: { message: 'The token allows to read, and not to run' },
    });
    expect(await ask('POST', '/sync/customers', run)).toMatchObject({ status: 202 });
    expect(await ask('POST', '/sync/products', run, deleteAll)).toMatchObject({ status: 403 });
    const same = { of: 'products', confirm: 'products' };
    expect(await ask('POST', '/imports/delete-products/runs', run, same)).toMatchObject({ status: 403 });
    expect(await ask('POST', '/sync/products', all, deleteAll)).toMatchObject({ status: 202 });
    for (const path of ['/healthz', '/readyz', '/openapi.json', '/']) {
      expect(await ask('GET', path)).toMatchObject({ status: 200 });
    }
    // The token in the path is asked for, and no other.
    expect(await ask('POST', '/batch/callback/a:b:1:x', undefined, { complete: true })).toMatchObject({ status: 409 });
    const logged = JSON.stringify(guarded.lines);
    for (const token of [read, run, all]) expect(logged).not.toContain(token);
  });

  test('who asks too often is told when to come again, guesses included, and health is always answered', async () => {
    let last: Told | undefined;
    for (let asked = 0; asked < 61 && last?.status !== 429; asked += 1)
      last = await ask('GET', '/runs', 'a-guess-of-a-token');
    expect(last).toMatchObject({ status: 429, body: { message: expect.stringContaining('Too many requests') } });
    expect(Number(last?.headers['retry-after'])).toBeGreaterThan(0);
    expect(await ask('GET', '/healthz')).toMatchObject({ status: 200 });
  });
});
