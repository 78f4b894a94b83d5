import { type OdpClient, openOdp } from '../../../src/connectors/odp';
import { type RawServer, startRawServer } from '../raw-server';

let server: RawServer;
let odp: OdpClient;

beforeAll(async () => {
  server = await startRawServer();
  odp = openOdp({ apiKey: 'public.canary', baseUrl: `${server.address}/v3` });
});
afterAll(async () => {
  odp.close();
  await server.stop();
});

function answer(status: number, body: unknown = '') {
  const text = typeof body === 'string' ? body : JSON.stringify(body);
  server.answerWith((response) => response.writeHead(status).end(text));
}

describe('readFields', () => {
  test('reads what is used and passes over the rest', async () => {
    answer(200, [
      { name: 'store_id', display_name: 'Store ID', type: 'string', primary: true, auto: false, public_read: true },
      { name: 'opened', type: 'timestamp', primary: null },
      { name: 'shape', type: 'polygon', primary: false, added_by_odp: { later: [1] } },
    ]);
    expect(await odp.readFields('stores')).toEqual([
      { name: 'store_id', type: 'string', primary: true },
      { name: 'opened', type: 'timestamp', primary: false },
      { name: 'shape', type: 'unknown', primary: false },
    ]);
    expect(server.calls.at(-1)).toMatchObject({ method: 'GET', url: '/v3/schema/objects/stores/fields', body: '' });
    expect(server.calls.at(-1)?.headers).toMatchObject({ 'x-api-key': 'public.canary' });
  });

  test('a key that may not read is no failure', async () => {
    answer(403, { message: 'Forbidden' });
    expect(await odp.readFields('stores')).toBe('not-permitted');
  });

  test.each([
    [401, 'destination-auth'],
    [404, 'destination-not-found'],
    [400, 'destination-refused'],
    [302, 'destination-refused'],
    [202, 'destination-refused'],
    [429, 'throttled'],
    [503, 'destination-unavailable'],
  ])('%d is %s', async (status, code) => {
    answer(status, 'canary');
    await expect(odp.readFields('stores')).rejects.toMatchObject({
      code,
      message: expect.not.stringContaining('canary'),
    });
  });

  test.each([
    ['a page', '<html>Sign in</html>', 'destination-refused'],
    ['nothing', '', 'destination-refused'],
    ['the half of an answer', '[{"name":"store_id","ty', 'destination-unavailable'],
    ['an object', { fields: [] }, 'destination-refused'],
    ['a field without a name', [{ type: 'string' }], 'destination-refused'],
    ['a field without a type', [{ name: 'a', type: 'string' }, { name: 'b' }], 'destination-refused'],
    ['a primary that is a text', [{ name: 'a', type: 'string', primary: 'yes' }], 'destination-refused'],
  ])('%s is not a list of fields', async (_, body, code) => {
    answer(200, body);
    await expect(odp.readFields('stores')).rejects.toMatchObject({ code });
  });

  test('names the place where the shape is not that of ODP', async () => {
    answer(200, [{ name: 'a', type: 'string' }, { name: 'b' }]);
    await expect(odp.readFields('stores')).rejects.toThrow(/fields of stores .*1\.type/);
  });

  test('an answer without end is broken off', async () => {
    server.answerWith((response) => {
      response.writeHead(200);
      const more = () => {
        while (!response.destroyed && response.write('['.repeat(65_536)));
        if (!response.destroyed) response.once('drain', more);
      };
      more();
    });
    await expect(odp.readFields('stores')).rejects.toMatchObject({ code: 'destination-unavailable' });
  });

  test('an abort is an AbortError, also in the middle of the answer', async () => {
    const abort = new AbortController();
    server.answerWith((response) => {
      response.writeHead(200).write('[{"name":');
      setTimeout(() => abort.abort(), 50);
    });
    await expect(odp.readFields('stores', abort.signal)).rejects.toMatchObject({ name: 'AbortError' });
  });
});

describe('check', () => {
  const answers = (byMethod: Record<string, number>, fields: unknown = []) =>
    server.answerWith((response, { method }) => {
      const status = byMethod[method ?? ''] ?? 500;
      response.writeHead(status).end(status === 200 ? JSON.stringify(fields) : '');
    });

  test('reads the fields of the object and writes nothing', async () => {
    answers({ GET: 200 }, [{ name: 'id', type: 'string', primary: true }]);
    const calls = server.calls.length;
    expect(await odp.check('stores')).toEqual({
      baseUrl: `${server.address}/v3`,
      fields: [{ name: 'id', type: 'string', primary: true }],
      mayReadSchemas: true,
    });
    expect(server.calls.slice(calls).map(({ method }) => method)).toEqual(['GET']);
  });

  test.each([202, 400])('tries a key that may not read with an empty batch (%d)', async (status) => {
    answers({ GET: 403, POST: status });
    expect(await odp.check('stores')).toEqual({
      baseUrl: `${server.address}/v3`,
      fields: undefined,
      mayReadSchemas: false,
    });
    expect(server.calls.at(-1)).toMatchObject({ method: 'POST', url: '/v3/objects/stores', body: '[]' });
  });

  test.each([
    [{ GET: 403, POST: 403 }, 'destination-auth'],
    [{ GET: 403, POST: 404 }, 'destination-not-found'],
    [{ GET: 403, POST: 503 }, 'destination-unavailable'],
    [{ GET: 404 }, 'destination-not-found'],
    [{ GET: 500 }, 'destination-unavailable'],
  ])('%j is %s', async (byMethod: Record<string, number>, code) => {
    answers(byMethod);
    await expect(odp.check('stores')).rejects.toMatchObject({ code });
  });

  test('without an object it asks for the list of objects', async () => {
    answers({ GET: 200 });
    expect(await odp.check()).toEqual({ baseUrl: `${server.address}/v3`, fields: undefined, mayReadSchemas: true });
    expect(server.calls.at(-1)?.url).toBe('/v3/schema/objects');
    answers({ GET: 403 });
    expect(await odp.check()).toMatchObject({ mayReadSchemas: false });
    answers({ GET: 404 });
    await expect(odp.check()).rejects.toMatchObject({ code: 'destination-not-found' });
    answers({ GET: 401 });
    await expect(odp.check()).rejects.toMatchObject({ code: 'destination-auth' });
  });
});
