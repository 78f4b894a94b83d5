import type { ServerResponse } from 'node:http';
import { type OdpClient, openOdp } from '../../../src/connectors/odp';
import { LongshoreError } from '../../../src/contract/failure';
import { type RawServer, startRawServer } from '../raw-server';

let server: RawServer;
let odp: OdpClient;

beforeAll(async () => {
  server = await startRawServer();
});
afterAll(() => server.stop());
beforeEach(() => {
  odp = openOdp({ apiKey: 'public.canary-secret', baseUrl: `${server.address}/v3` });
});
afterEach(() => odp.close());

const batch = '[{"store_id":"1","name":"canary-value"},{"store_id":"2"},{"store_id":"3"}]';
const send = (timeoutMs?: number) => odp.sendObjects('stores', batch, timeoutMs === undefined ? {} : { timeoutMs });

function answer(status: number, body = '', headers: Record<string, string> = {}) {
  server.answerWith((response) => response.writeHead(status, headers).end(body));
}

describe('the request', () => {
  test('is a POST of the text as it is, with the key, under the name of the object', async () => {
    answer(202);
    await odp.sendObjects('stores', '[{"name":"Zoë 😀"}]');
    const call = server.calls.at(-1);
    expect(call).toMatchObject({ method: 'POST', url: '/v3/objects/stores', body: '[{"name":"Zoë 😀"}]' });
    expect(call?.headers).toMatchObject({
      'x-api-key': 'public.canary-secret',
      'content-type': 'application/json',
      'content-length': String(Buffer.byteLength('[{"name":"Zoë 😀"}]')),
    });
  });

  test('cannot be led elsewhere by the name of the object', async () => {
    answer(202);
    await odp.sendObjects('a/../b?c#d e', '[]');
    expect(server.calls.at(-1)?.url).toBe('/v3/objects/a%2F..%2Fb%3Fc%23d%20e');
  });

  test('goes over a connection that is kept', async () => {
    answer(202, '{"title":"Accepted"}');
    const before = server.connections();
    for (let i = 0; i < 20; i++) await send();
    expect(server.connections() - before).toBe(1);
  });

  test.each([202, 400, 413, 429, 500])('leaves the connection usable after a %d', async (status) => {
    answer(status, 'x'.repeat(100_000));
    const before = server.connections();
    for (let i = 0; i < 5; i++) await send();
    expect(server.connections() - before).toBe(1);
  });
});

describe('accepted', () => {
  test.each([
    ['the documented body', '{"title":"Accepted","status":202,"timestamp":"2022-07-01T16:04:06.786Z"}'],
    ['half of it', '{"title":"Acce'],
    ['none', ''],
    ['a page', '<html><body>Accepted</body></html>'],
    ['a body that says otherwise', '{"title":"Bad Request","status":400}'],
  ])('is a 202 with %s', async (_, body) => {
    answer(202, body);
    expect(await send()).toEqual({ kind: 'accepted' });
  });

  test.each<[string, (response: ServerResponse) => void]>([
    ['breaks off', (response) => response.destroy()],
    ['never ends', () => undefined],
  ])('stands when the rest of the answer %s', async (_, then) => {
    server.answerWith((response) => {
      response.writeHead(202, { 'content-length': '1000' }).write('{"title"');
      setTimeout(() => then(response), 20);
    });
    expect(await send(200)).toEqual({ kind: 'accepted' });
  });

  test('stands when the caller aborts while the rest is on its way', async () => {
    const abort = new AbortController();
    server.answerWith((response) => {
      response.writeHead(202, { 'content-length': '1000' }).write('{"title"');
      setTimeout(() => abort.abort(), 300);
    });
    expect(await odp.sendObjects('stores', batch, { signal: abort.signal })).toEqual({ kind: 'accepted' });
  });
});

describe('too large', () => {
  test.each(['', '<html>Request Entity Too Large</html>'])('is a 413 with the body %j', async (body) => {
    answer(413, body);
    expect(await send()).toEqual({ kind: 'too-large' });
  });
});

describe('busy', () => {
  test.each([
    [{ 'retry-after': '38' }, 38_000],
    [{ 'retry-after': 'Fri, 01 Jan 1999 00:00:00 GMT' }, 0],
    [{ 'retry-after': 'later' }, undefined],
    [{}, undefined],
  ])('is a 429 with %j', async (headers: Record<string, string>, retryAfterMs) => {
    answer(429, 'canary-answer', headers);
    const outcome = await send();
    expect(outcome).toMatchObject({ kind: 'busy', error: { code: 'throttled', retryAfterMs } });
    expect(JSON.stringify(outcome)).not.toContain('canary');
  });

  test.each([408, 500, 502, 503, 504, 599])('is a %d', async (status) => {
    answer(status, '<html>canary-answer</html>', { 'retry-after': '2' });
    expect(await send()).toMatchObject({
      kind: 'busy',
      error: { code: 'destination-unavailable', retryAfterMs: 2000, message: expect.stringContaining(String(status)) },
    });
  });

  test('is a reset before the answer', async () => {
    server.answerWith((response) => response.socket?.resetAndDestroy());
    expect(await send()).toMatchObject({
      kind: 'busy',
      error: { code: 'destination-unavailable', message: expect.stringContaining('ECONNRESET') },
    });
  });

  test('is something that is not HTTP', async () => {
    server.answerWith((response) => response.socket?.end('SSH-2.0-OpenSSH_9.6\r\n'));
    expect(await send()).toMatchObject({ kind: 'busy', error: { code: 'destination-unavailable' } });
  });

  test('is a silence, told from an abort by its words', async () => {
    server.answerWith(() => undefined);
    expect(await send(80)).toMatchObject({
      kind: 'busy',
      error: { code: 'destination-unavailable', message: expect.stringContaining('did not answer within 0.08 s') },
    });
  });

  test('is a 503 whose page never ends', async () => {
    server.answerWith((response) => response.writeHead(503).write('<html>'));
    expect(await send(80)).toMatchObject({ kind: 'busy', error: { message: expect.stringContaining('503') } });
  });

  test('is a port where nobody listens, and a name that nobody has', async () => {
    const gone = await startRawServer();
    await gone.stop();
    for (const [baseUrl, code] of [
      [`${gone.address}/v3`, 'ECONNREFUSED'],
      ['http://odp.invalid/v3', /ENOTFOUND|EAI_AGAIN/],
    ] as const) {
      const nobody = openOdp({ apiKey: 'k', baseUrl });
      expect(await nobody.sendObjects('stores', batch)).toMatchObject({
        kind: 'busy',
        error: { code: 'destination-unavailable', message: expect.stringMatching(code) },
      });
    }
  });
});

describe('abort', () => {
  const aborted = { name: 'AbortError' };

  test('before the request sends nothing', async () => {
    const calls = server.calls.length;
    const sent = odp.sendObjects('stores', batch, { signal: AbortSignal.abort() });
    await expect(sent).rejects.toMatchObject(aborted);
    expect(server.calls).toHaveLength(calls);
  });

  test('during the wait for an answer ends it, and the connection with it', async () => {
    const abort = new AbortController();
    const closed = new Promise<void>((resolve) => {
      server.answerWith((response) => {
        response.on('close', resolve);
        abort.abort();
      });
    });
    const thrown = await odp.sendObjects('stores', batch, { signal: abort.signal }).catch((error: unknown) => error);
    expect(thrown).toMatchObject(aborted);
    expect(thrown).toBe(abort.signal.reason);
    await closed;
  });

  test('keeps a reason of another kind as the cause', async () => {
    const abort = new AbortController();
    const reason = new Error('worker shuts down');
    server.answerWith(() => abort.abort(reason));
    const sent = odp.sendObjects('stores', batch, { signal: abort.signal });
    await expect(sent).rejects.toMatchObject({ ...aborted, cause: reason });
  });

  test('of a refusal that is still on its way is an abort', async () => {
    const abort = new AbortController();
    server.answerWith((response) => {
      response.writeHead(400).write('{"detail":');
      setTimeout(() => abort.abort(), 50);
    });
    await expect(odp.sendObjects('stores', batch, { signal: abort.signal })).rejects.toMatchObject(aborted);
  });

  test('later than the answer does nothing, and many requests may share one signal without a warning', async () => {
    const warnings: Error[] = [];
    const onWarning = (warning: Error) => warnings.push(warning);
    process.on('warning', onWarning);
    answer(202);
    const abort = new AbortController();
    const sent = Array.from({ length: 30 }, () => odp.sendObjects('stores', batch, { signal: abort.signal }));
    const outcomes = await Promise.all(sent);
    abort.abort();
    await new Promise((resolve) => setImmediate(resolve));
    process.off('warning', onWarning);
    expect(new Set(outcomes.map(({ kind }) => kind))).toEqual(new Set(['accepted']));
    expect(warnings).toEqual([]);
  });
});

describe('what no repeat can mend is thrown', () => {
  async function failure(): Promise<LongshoreError> {
    const thrown = await send().then(
      (outcome) => outcome,
      (error: unknown) => error,
    );
    if (!(thrown instanceof LongshoreError)) throw new Error(`No LongshoreError but ${JSON.stringify(thrown)}`);
    expect(`${thrown.message} ${thrown.remedy} ${String(thrown.cause)}`).not.toContain('canary');
    expect(thrown.retryable).toBe(false);
    return thrown;
  }

  test.each([
    [401, 'destination-auth'],
    [403, 'destination-auth'],
    [402, 'destination-refused'],
    [405, 'destination-refused'],
    [422, 'destination-refused'],
    [451, 'destination-refused'],
  ])('%d is %s', async (status, code) => {
    answer(status, '{"message":"canary-value is not allowed"}');
    expect(await failure()).toMatchObject({ code, message: expect.stringContaining(String(status)) });
  });

  test('404 names the object, whatever the title of the answer says', async () => {
    answer(404, '{"title":"Bad Request","status":404,"detail":{"message":"canary"}}');
    expect(await failure()).toMatchObject({
      code: 'destination-not-found',
      message: expect.stringContaining('stores'),
    });
  });

  test.each([200, 201, 204])('%d is not an acknowledgement: something else than ODP answers', async (status) => {
    answer(status, status === 204 ? '' : '<html>Please sign in</html>');
    expect(await failure()).toMatchObject({ code: 'destination-refused' });
  });

  test.each([301, 302, 307, 308])('%d is not followed, so that the key goes nowhere else', async (status) => {
    const elsewhere = await startRawServer();
    answer(status, '', { location: `${elsewhere.address}/v3` });
    expect(await failure()).toMatchObject({ code: 'destination-refused' });
    expect(elsewhere.calls).toHaveLength(0);
    await elsewhere.stop();
  });
});
