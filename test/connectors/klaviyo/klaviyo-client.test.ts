import {
  bulkEventsForm,
  catalogForm,
  type KlaviyoClient,
  openKlaviyo,
  profileImportForm,
} from '../../../src/connectors/klaviyo';
import { LongshoreError } from '../../../src/contract/failure';
import { type RawServer, startRawServer } from '../raw-server';

const entry =
  '{"type":"profile","attributes":{"email":"canary@example.com","properties":{"someCamel":1,"snake_x":null}}}';
const job = {
  data: {
    type: 'profile-bulk-import-job',
    id: 'job-1',
    attributes: { status: 'queued', total_count: 1, created_at: '2026-07-20T10:00:00Z' },
  },
};
const acceptedJob = { id: 'job-1', status: 'queued', total: 1, completed: 0, failed: 0, errors: [] };

let server: RawServer;
let klaviyo: KlaviyoClient;
beforeAll(async () => {
  server = await startRawServer();
  klaviyo = openKlaviyo({ apiKey: 'pk_canary', baseUrl: `${server.address}/` });
});
afterAll(async () => {
  klaviyo.close();
  await server.stop();
});

function answer(status: number, body: unknown = '', headers: Record<string, string> = {}): void {
  const text = typeof body === 'string' ? body : JSON.stringify(body);
  server.answerWith((response) => response.writeHead(status, headers).end(text));
}

const submit = () => klaviyo.submit(profileImportForm(), [entry]);

/** What is thrown, as it would be logged: nothing of the request and of the answer may be in it. */
async function failureOf(call: Promise<unknown>): Promise<LongshoreError> {
  const error = await call.then(
    (value) => Promise.reject(new Error(`It came to ${JSON.stringify(value)}`)),
    (thrown: unknown) => thrown,
  );
  if (!(error instanceof LongshoreError)) throw error;
  expect(`${JSON.stringify(error)} ${error.stack} ${error.message} ${String(error.cause)}`).not.toContain('canary');
  expect(Object.keys(Object(error.cause)).filter((key) => key !== 'code')).toEqual([]);
  return error;
}

describe('a request', () => {
  it('goes out as it was measured, with the key, the revision and the media type of the API', async () => {
    answer(202, job);
    const { outcome } = await submit();
    expect(outcome).toEqual({ kind: 'accepted', job: acceptedJob });
    expect(server.calls.at(-1)).toMatchObject({
      method: 'POST',
      url: '/api/profile-bulk-import-jobs',
      headers: {
        authorization: 'Klaviyo-API-Key pk_canary',
        revision: '2026-07-15',
        'content-type': 'application/vnd.api+json',
        accept: 'application/vnd.api+json',
      },
      body: `{"data":{"type":"profile-bulk-import-job","attributes":{"profiles":{"data":[${entry}]}}}}`,
    });
  });

  it('uses one connection again and again', async () => {
    answer(202, job);
    await submit();
    const before = server.connections();
    for (let call = 0; call < 5; call += 1) await submit();
    expect(server.connections()).toBe(before);
  });

  it('tells what the answer says of the minute', async () => {
    answer(202, '', {
      'ratelimit-limit': '150, 10;w=1, 150;w=60',
      'ratelimit-remaining': '149',
      'ratelimit-reset': '42',
    });
    expect(await klaviyo.submit(bulkEventsForm, ['{}'])).toEqual({
      outcome: { kind: 'accepted', job: undefined },
      rateLimit: { limit: 150, remaining: 149, resetMs: 42_000 },
    });
    answer(202, '', { 'ratelimit-limit': '150' });
    expect((await klaviyo.createEvent('{}')).rateLimit).toBeUndefined();
  });

  it.each([
    [{ 'retry-after': '38' }, 38_000],
    [{ 'retry-after': '0' }, 1_000],
    [{}, 1_000],
  ])('that is throttled with %j is asked again after %d ms', async (headers, retryAfterMs) => {
    answer(429, { errors: [{ detail: 'canary' }] }, headers);
    expect((await submit()).outcome).toMatchObject({ kind: 'busy', error: { code: 'throttled', retryAfterMs } });
  });

  it.each([408, 500, 502, 503, 504, 524])('that is answered %d is busy', async (status) => {
    answer(status, '<html>canary</html>');
    expect((await submit()).outcome).toMatchObject({ kind: 'busy', error: { code: 'destination-unavailable' } });
  });

  it('is busy where the connection breaks before, in or instead of the answer', async () => {
    for (const misbehave of ['reset', 'cut'] as const) {
      server.answerWith((response) => {
        if (misbehave === 'reset') return response.socket?.resetAndDestroy();
        response.writeHead(202, { 'content-length': '500' }).write('{"data":');
        return response.destroy();
      });
      const { outcome } = await submit();
      expect(outcome).toMatchObject({ kind: 'busy', error: { code: 'destination-unavailable' } });
    }
    answer(202, '{"data":{"type":');
    expect((await submit()).outcome).toMatchObject({ kind: 'busy', error: { code: 'destination-unavailable' } });
  });

  it('is busy where no answer comes in time', async () => {
    server.answerWith(() => undefined);
    const { outcome } = await klaviyo.submit(profileImportForm(), [entry], { timeoutMs: 50 });
    expect(outcome).toMatchObject({ kind: 'busy', error: { code: 'destination-unavailable' } });
  });

  it('throws AbortError when its signal aborts, before and under way', async () => {
    const abort = new AbortController();
    server.answerWith(() => abort.abort());
    const options = { signal: abort.signal };
    await expect(klaviyo.createEvent('{}', options)).rejects.toMatchObject({ name: 'AbortError' });
    const { length } = server.calls;
    await expect(klaviyo.createEvent('{}', options)).rejects.toMatchObject({ name: 'AbortError' });
    expect(server.calls).toHaveLength(length);
  });

  it.each([
    [401, 'destination-auth', /pk_…/],
    [403, 'destination-auth', /lists:write and profiles:write/],
    [404, 'destination-not-found', /baseUrl/],
    [405, 'destination-refused', /./],
    [302, 'destination-refused', /baseUrl/],
    [200, 'destination-refused', /baseUrl/],
  ])('that is answered %d throws %s with its remedy', async (status, code, remedy) => {
    answer(status, { errors: [{ detail: 'canary' }] }, { location: 'http://127.0.0.1:1/canary' });
    expect(await failureOf(submit())).toMatchObject({ code, remedy: expect.stringMatching(remedy) });
  });

  it.each([
    ['a sign-in page', '<html>canary</html>'],
    ['another shape', { data: { id: '', canary: 1 } }],
  ])('that is answered with %s throws', async (_, body) => {
    answer(202, body);
    expect(await failureOf(submit())).toMatchObject({ code: 'destination-refused' });
  });
});

describe('a refused body', () => {
  const error = (pointer: string, detail = 'is wrong') => ({
    id: '1',
    code: 'invalid',
    title: 'Invalid input.',
    detail,
    source: { pointer },
  });
  const submitTwo = () => klaviyo.submit(profileImportForm(), [entry, entry]);

  it('names its entries, in their order', async () => {
    answer(400, {
      errors: [
        error('/data/attributes/profiles/data/1/attributes/phone_number'),
        error('/data/attributes/profiles/data/0'),
        error('/data/attributes/profiles/data/7/attributes/email'),
      ],
    });
    expect((await submitTwo()).outcome).toEqual({
      kind: 'invalid',
      problems: [
        { index: 0, code: 'invalid', within: '', reason: 'is wrong' },
        { index: 1, code: 'invalid', within: 'attributes/phone_number', reason: 'is wrong' },
      ],
    });
  });

  it('names the event in its entry', async () => {
    answer(400, {
      errors: [error('/data/attributes/events-bulk-create/data/0/attributes/events/data/3/attributes/time')],
    });
    expect((await klaviyo.submit(bulkEventsForm, ['{}'])).outcome).toMatchObject({
      kind: 'invalid',
      problems: [{ index: 0, event: 3, within: 'attributes/time' }],
    });
  });

  it('of a single event is about that event', async () => {
    answer(400, { errors: [error('/data/attributes/profile')] });
    expect((await klaviyo.createEvent('{}')).outcome).toMatchObject({
      kind: 'invalid',
      problems: [{ index: 0, within: 'attributes/profile' }],
    });
  });

  it.each([
    ['a pointer to nothing', { errors: [error('/data', 'Duplicate unique_id')] }, 'invalid', 'Duplicate unique_id'],
    ['no pointer', { errors: [{ code: 'odd', title: 'Odd', detail: '' }] }, 'odd', 'Odd'],
    ['words', 'Bad request', '', 'Bad request'],
    ['nothing', '', '', 'Klaviyo gave no reason.'],
    ['a page', 'x'.repeat(5_000), '', `${'x'.repeat(1_024)}…`],
  ])('with %s names no entry', async (_, body, code, reason) => {
    for (const status of [400, 409, 422]) {
      answer(status, body);
      expect((await submitTwo()).outcome).toEqual({ kind: 'invalid-unlocated', code, reason });
    }
  });

  it('comes too early where as many jobs are in progress as may be', async () => {
    answer(400, {
      errors: [{ ...error('/data', 'At most 500 jobs may be in progress.'), code: 'job_limit_exceeded' }],
    });
    expect((await submitTwo()).outcome).toMatchObject({
      kind: 'busy',
      error: { code: 'throttled', retryAfterMs: 5_000 },
    });
  });

  it('may be too large', async () => {
    answer(413, 'Too large');
    expect((await submitTwo()).outcome).toEqual({ kind: 'too-large' });
  });
});

describe('questions', () => {
  it('read a job with its errors', async () => {
    const errors = [
      {
        id: '1',
        code: 'duplicate',
        title: 'Conflict',
        detail: '',
        source: { pointer: '/data/attributes/items/data/3' },
      },
      { id: '2', code: 'odd', title: 'Odd', detail: 'Odd', source: {} },
    ];
    const attributes = { ...job.data.attributes, status: 'complete', completed_count: null, failed_count: 2, errors };
    answer(200, { data: { ...job.data, attributes } });
    const { outcome } = await klaviyo.readJob('get_bulk_create_catalog_items_job', 'a/b');
    expect(server.calls.at(-1)?.url).toBe('/api/catalog-item-bulk-create-jobs/a%2Fb');
    expect(outcome).toEqual({
      kind: 'read',
      value: {
        id: 'job-1',
        status: 'complete',
        total: 1,
        completed: 0,
        failed: 2,
        errors: [
          { code: 'duplicate', reason: 'Conflict', pointer: '/data/attributes/items/data/3', index: 3 },
          { code: 'odd', reason: 'Odd', pointer: '/data', index: undefined },
        ],
      },
    });
    answer(404, { errors: [] });
    expect((await klaviyo.readJob('get_bulk_import_profiles_job', 'x')).outcome).toEqual({ kind: 'absent' });
  });

  it('read import errors page by page, and follow a link by its cursor alone', async () => {
    const attributes = {
      code: 'invalid',
      title: 'Invalid',
      detail: 'No',
      source: {},
      original_payload: { external_id: '7' },
    };
    const next = 'https://elsewhere.example/api/x?page%5Bcursor%5D=b%2FYz%3D%3D&page%5Bsize%5D=100';
    answer(200, { data: [{ type: 'import-error', id: 'e', attributes }], links: { self: '', next } });
    const { outcome } = await klaviyo.readImportErrors('job-1');
    expect(outcome).toEqual({
      kind: 'read',
      value: {
        entries: [{ code: 'invalid', reason: 'No', pointer: '/data', index: undefined, payload: { external_id: '7' } }],
        next: 'b/Yz==',
      },
    });
    answer(200, { data: [], links: { self: '', next: null } });
    expect((await klaviyo.readImportErrors('job-1', 'b/Yz==')).outcome).toEqual({
      kind: 'read',
      value: { entries: [], next: undefined },
    });
    expect(server.calls.at(-1)?.url).toBe(
      '/api/profile-bulk-import-jobs/job-1/import-errors?page%5Bsize%5D=100&page%5Bcursor%5D=b%2FYz%3D%3D',
    );
  });

  it('do not take a link without a cursor for the end', async () => {
    answer(200, { data: [], links: { next: 'https://elsewhere.example/canary' } });
    expect(await failureOf(klaviyo.listCatalogIds('items'))).toMatchObject({ code: 'destination-refused' });
  });

  it('ask for ids, quoted and encoded', async () => {
    answer(200, { data: [{ type: 'catalog-variant', id: 'a' }], links: {} });
    const ids = ['$custom:::$default:::5" hose', 'b\\c'];
    expect((await klaviyo.readCatalogIds('variants', ids)).outcome).toEqual({
      kind: 'read',
      value: { entries: ['a'], next: undefined },
    });
    const asked = new URL(server.calls.at(-1)?.url ?? '', server.address);
    expect(asked.pathname).toBe('/api/catalog-variants');
    expect(Object.fromEntries(asked.searchParams)).toEqual({
      'fields[catalog-variant]': 'id',
      filter: 'any(ids,["$custom:::$default:::5\\" hose","b\\\\c"])',
      'page[size]': '100',
    });
    await klaviyo.readVariantIds('$custom:::$default:::1', 'c');
    expect(server.calls.at(-1)?.url).toBe(
      '/api/catalog-items/%24custom%3A%3A%3A%24default%3A%3A%3A1/relationships/variants?page%5Bcursor%5D=c&page%5Bsize%5D=100',
    );
  });

  it('find out which scopes the key lacks', async () => {
    server.answerWith((response, { url }) => {
      if (url?.startsWith('/api/catalog-items')) return response.writeHead(403).end();
      return response.writeHead(200).end('{"data":[],"links":{}}');
    });
    expect(await klaviyo.missingReadScopes()).toEqual(['catalogs:read']);
    answer(401);
    expect(await failureOf(klaviyo.missingReadScopes())).toMatchObject({ code: 'destination-auth' });
    answer(503);
    expect(await failureOf(klaviyo.missingReadScopes())).toMatchObject({ code: 'destination-unavailable' });
  });
});

describe('openKlaviyo', () => {
  it.each([
    [{ apiKey: 'pk canary' }],
    [{ apiKey: '' }],
    [{ apiKey: 'pk_1', baseUrl: 'ftp://canary' }],
    [{ apiKey: 'pk_1', baseUrl: 'https://user:canary@a.klaviyo.com' }],
  ])('refuses settings that cannot be used (%#)', async (settings) => {
    expect(await failureOf(Promise.resolve().then(() => openKlaviyo(settings)))).toMatchObject({
      code: 'config-invalid',
    });
  });

  it("goes to Klaviyo's own address, and tells accounts apart", () => {
    expect(openKlaviyo({ apiKey: 'pk_1' }).baseUrl).toBe('https://a.klaviyo.com');
    expect(openKlaviyo({ apiKey: 'pk_1' }).account).not.toBe(openKlaviyo({ apiKey: 'pk_2' }).account);
  });
});

it('knows how bodies of the catalog begin', async () => {
  answer(202, job);
  await klaviyo.submit(catalogForm('update', 'categories'), ['{"type":"catalog-category","id":"x","attributes":{}}']);
  expect(server.calls.at(-1)).toMatchObject({
    url: '/api/catalog-category-bulk-update-jobs',
    body: '{"data":{"type":"catalog-category-bulk-update-job","attributes":{"categories":{"data":[{"type":"catalog-category","id":"x","attributes":{}}]}}}}',
  });
});
