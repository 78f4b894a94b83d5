import type { OdpStandInOptions } from '../../../sandbox/odp-stand-in';
import { type Answered, callOdp, until, withStandIn } from './call-odp';

interface Sent extends Answered {
  readonly stored: Record<string, unknown>;
}

/** Sends one body to the stores, and says what is stored in the end. */
async function send(body: unknown, options: OdpStandInOptions = {}, raw?: string | Buffer): Promise<Sent> {
  let sent: Sent | undefined;
  await withStandIn(options, async (standIn) => {
    const answer = await callOdp(`${standIn.baseUrl}/objects/stores`, body, raw === undefined ? {} : { raw });
    await standIn.drain();
    sent = { ...answer, stored: Object.fromEntries(standIn.object('stores')) };
  });
  if (sent === undefined) throw new Error('nothing was sent');
  return sent;
}

const isoTime = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$/;

describe('a batch that is taken', () => {
  it('gets 202 with title, status and timestamp, and nothing of its records', async () => {
    const answer = await send([{ id: '1', name: 'One' }, { id: '2' }]);
    expect(answer.status).toBe(202);
    expect(answer.headers['content-type']).toBe('application/json');
    expect(answer.json).toEqual({ title: 'Accepted', status: 202, timestamp: expect.stringMatching(isoTime) });
    expect(answer.stored).toEqual({ 1: { id: '1', name: 'One' }, 2: { id: '2' } });
  });

  it('may be a single object', async () => {
    expect(await send({ id: '1' })).toMatchObject({ status: 202, stored: { 1: { id: '1' } } });
  });

  it('may come by a path with doubled slashes, a last slash and a query', async () => {
    await withStandIn({}, async (standIn) => {
      const root = standIn.baseUrl.slice(0, -'/v3'.length);
      for (const path of [
        '/v3//objects/stores',
        '//v3/objects///stores',
        '/v3/objects/stores/',
        '/v3/objects/stores?a=/',
      ]) {
        expect([path, (await callOdp(`${root}${path}`, [{ id: path }])).status]).toEqual([path, 202]);
      }
      expect((await callOdp(`${root}/objects/stores`, [{ id: '1' }])).status).toBe(404);
      await standIn.drain();
      expect(standIn.object('stores').size).toBe(4);
      expect(standIn.requests()[0]).toMatchObject({ path: '/v3/objects/stores' });
    });
  });

  it('is stored later, in the order of acceptance', async () => {
    await withStandIn({ applyDelayMs: 3_600_000, keepWrites: true }, async (standIn) => {
      const url = `${standIn.baseUrl}/objects/stores`;
      await callOdp(url, [{ id: '1', name: 'a' }, { id: '2' }]);
      await callOdp(url, [{ id: '1', name: 'b' }]);
      expect(standIn.object('stores').size).toBe(0);
      expect(standIn.stats()).toMatchObject({ accepted: 3, applied: 0 });
      // A shorter delay from now on does not let a newer batch overtake.
      standIn.setOptions({ applyDelayMs: 0 });
      await callOdp(url, [{ id: '1', name: 'c' }]);
      expect(standIn.object('stores').size).toBe(0);
      await standIn.drain();
      expect(standIn.object('stores').get('1')).toEqual({ id: '1', name: 'c' });
      expect(standIn.stats()).toMatchObject({ accepted: 4, applied: 4 });
      expect(standIn.writes('stores').map(({ key, body, batch }) => [key, body, batch])).toEqual([
        ['1', { id: '1', name: 'a' }, 1],
        ['2', { id: '2' }, 1],
        ['1', { id: '1', name: 'b' }, 2],
        ['1', { id: '1', name: 'c' }, 3],
      ]);
    });
  });

  it('is stored by itself when its time has come', async () => {
    await withStandIn({ applyDelayMs: 20 }, async (standIn) => {
      await callOdp(`${standIn.baseUrl}/objects/stores`, [{ id: '1' }]);
      await until(() => standIn.object('stores').has('1'), standIn.stats);
    });
  });

  it('merges field by field: null clears, what is absent stays', async () => {
    const records = [
      { id: '1', name: 'One', size: 1, active: null },
      { id: '1', size: 2 },
      { id: '1', name: null },
    ];
    expect((await send(records)).stored).toEqual({ 1: { id: '1', size: 2 } });
  });

  it('drops fields that the schema lacks, also those that JavaScript would mistake', async () => {
    const { status, stored } = await send(
      undefined,
      {},
      '[{"id":"1","__proto__":{},"constructor":"x","toString":1,"other":2}]',
    );
    expect(status).toBe(400);
    expect(stored).toEqual({});
    const flat = await send(undefined, {}, '[{"id":"1","__proto__":"p","constructor":"x","toString":1,"other":2}]');
    expect(flat).toMatchObject({ status: 202, stored: { 1: { id: '1' } } });
    expect(Object.keys(flat.stored[1] ?? {})).toEqual(['id']);
    expect(Object.getPrototypeOf(flat.stored[1])).toBe(Object.prototype);
  });
});

describe('a body that is refused as such', () => {
  it.each([
    ['no JSON', '{"id":'],
    ['nothing', ''],
    ['a text', '"a"'],
    ['a number', '7'],
    ['null', 'null'],
    ['not UTF-8', Buffer.from([0x5b, 0x22, 0xff, 0x22, 0x5d])],
  ])('%s', async (_, raw) => {
    const answer = await send(undefined, {}, raw);
    const detail = { message: expect.any(String) };
    expect(answer.json).toEqual({
      title: 'Bad Request',
      status: 400,
      timestamp: expect.stringMatching(isoTime),
      detail,
    });
    expect(answer.status).toBe(400);
  });

  it('too many records', async () => {
    const some = (count: number) => Array.from({ length: count }, (_, index) => ({ id: String(index) }));
    expect((await send(some(500))).status).toBe(202);
    expect(await send(some(501))).toMatchObject({ status: 400, stored: {} });
    expect((await send(some(100), { maxBatchRecords: 100 })).status).toBe(202);
    expect((await send(some(101), { maxBatchRecords: 100 })).status).toBe(400);
    expect((await send(some(1000), { maxBatchRecords: 1000 })).status).toBe(202);
  });

  it('an empty list, unless it is allowed', async () => {
    expect((await send([])).status).toBe(400);
    expect((await send([], { emptyBatch: 'accept' })).status).toBe(202);
  });

  it('too many bytes: 413 from the gateway, also when the client tells no length', async () => {
    const record = [{ id: '1', name: 'x'.repeat(900) }];
    const bytes = JSON.stringify(record).length;
    expect((await send(record, { maxBodyBytes: bytes })).status).toBe(202);
    const answer = await send(record, { maxBodyBytes: bytes - 1 });
    expect(answer).toMatchObject({ status: 413, json: { message: 'Request Too Long' }, stored: {} });
    await withStandIn({ maxBodyBytes: 1000 }, async (standIn) => {
      const body = new ReadableStream({
        start(controller) {
          for (let part = 0; part < 100; part += 1) controller.enqueue(new Uint8Array(65_536));
          controller.close();
        },
      });
      const init: RequestInit & { duplex: 'half' } = {
        method: 'POST',
        headers: { 'x-api-key': 'standin.private-key' },
        body,
        duplex: 'half',
      };
      expect((await fetch(`${standIn.baseUrl}/objects/stores`, init)).status).toBe(413);
      expect(standIn.requests()[0]).toMatchObject({ status: 413, bytes: 6_553_600 });
    });
  });

  it('an object that does not exist: 404, titled like a 400', async () => {
    await withStandIn({}, async (standIn) => {
      const answer = await callOdp(`${standIn.baseUrl}/objects/shops`, [{ id: '1' }]);
      expect(answer.status).toBe(404);
      expect(answer.json).toEqual({
        title: 'Bad Request',
        status: 404,
        timestamp: expect.stringMatching(isoTime),
        detail: { message: "object 'shops' does not exist" },
      });
    });
  });
});

describe('a batch with bad records', () => {
  const bad = [
    { id: '0' },
    { name: 'no key' },
    { id: '', size: 'big' },
    'text',
    { id: '4', name: 'x'.repeat(1025) },
    { id: '5', active: 'yes', opened: 'soon' },
  ];
  const sentences = [
    { event: 1, message: "missing 'id' field" },
    { event: 2, message: "'id' must not be blank" },
    { event: 2, message: "'size' must be a number" },
    { event: 3, message: 'must be an object' },
    { event: 4, message: "'name' must not be longer than 1024 characters" },
    { event: 5, message: "'active' must be a boolean" },
    { event: 5, message: "'opened' must be an ISO-8601 time or epoch seconds" },
  ];

  it('stores nothing and names all offenders by their index', async () => {
    const answer = await send(bad);
    expect(answer.status).toBe(400);
    expect(answer.json).toEqual({
      title: 'Bad Request',
      status: 400,
      timestamp: expect.stringMatching(isoTime),
      detail: { invalids: sentences },
    });
    expect(answer.stored).toEqual({});
  });

  it('can name fields instead of indices, several reasons as a list', async () => {
    const answer = await send(bad, { invalidStyle: 'field' });
    expect(answer.json.detail.invalids).toEqual([
      { field: 'stores.id', reason: ['missing', 'must not be blank'] },
      { field: 'stores.size', reason: 'must be a number' },
      { field: 'stores', reason: 'must be an object' },
      { field: 'stores.name', reason: 'must not be longer than 1024 characters' },
      { field: 'stores.active', reason: 'must be a boolean' },
      { field: 'stores.opened', reason: 'must be an ISO-8601 time or epoch seconds' },
    ]);
  });

  it('can say nothing of indices at all', async () => {
    const answer = await send(bad, { invalidStyle: 'none' });
    expect(answer.status).toBe(400);
    expect(answer.json.detail).toEqual({ message: expect.any(String) });
  });

  it('can let the good ones through', async () => {
    expect(await send(bad, { atomic: false })).toMatchObject({ status: 400, stored: { 0: { id: '0' } } });
  });

  it('may hold a key twice, in an order that can be switched', async () => {
    const twice = [
      { id: '1', name: 'a' },
      { id: '1', name: 'b' },
    ];
    expect((await send(twice)).stored).toMatchObject({ 1: { name: 'b' } });
    expect((await send(twice, { duplicateKeys: 'reversed' })).stored).toMatchObject({ 1: { name: 'a' } });
    const refused = await send(twice, { duplicateKeys: 'reject' });
    expect(refused.json.detail.invalids).toEqual([{ event: 1, message: "'id' is used twice" }]);
  });
});
