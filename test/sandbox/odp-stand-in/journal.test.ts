import { connect } from 'node:net';
import { type OdpStandIn, startOdpStandIn } from '../../../sandbox/odp-stand-in';
import { callOdp, key, until, withStandIn } from './call-odp';

const send = (standIn: OdpStandIn, body: unknown) => callOdp(`${standIn.baseUrl}/objects/stores`, body);

describe('the journal', () => {
  it('holds path, status, counts, bytes and time, and nothing of the records', async () => {
    await withStandIn({}, async (standIn) => {
      await send(standIn, [{ id: 'canary' }, { id: 'canary-2' }]);
      await send(standIn, [{ id: '' }]);
      const [first, second] = standIn.requests();
      expect(first).toEqual({
        sequence: 1,
        at: expect.any(Number),
        method: 'POST',
        path: '/v3/objects/stores',
        outcome: 'answered',
        status: 202,
        records: 2,
        accepted: 2,
        bytes: JSON.stringify([{ id: 'canary' }, { id: 'canary-2' }]).length,
        durationMs: expect.any(Number),
      });
      expect(second).toMatchObject({ sequence: 2, status: 400, records: 1, accepted: 0 });
      expect(JSON.stringify(standIn.requests())).not.toMatch(/canary|private-key/);
      expect(standIn.stats()).toMatchObject({ requests: 2, refused: 1, accepted: 2, byStatus: { 202: 1, 400: 1 } });
    });
  });

  it.each<[number | 'all', number[]]>([
    [3, [8, 9, 10]],
    ['all', [1, 2, 3, 4, 5, 6, 7, 8, 9, 10]],
    [0, []],
  ])('keeps the last %s', async (keepRequests, sequences) => {
    await withStandIn({ keepRequests }, async (standIn) => {
      for (let call = 0; call < 10; call += 1) await callOdp(`${standIn.baseUrl}/schema/objects`);
      expect(standIn.requests().map(({ sequence }) => sequence)).toEqual(sequences);
      expect(standIn.stats().requests).toBe(10);
    });
  });

  it('tells of a client that went away in the middle of its body', async () => {
    await withStandIn({}, async (standIn) => {
      const socket = connect(Number(new URL(standIn.baseUrl).port), '127.0.0.1');
      socket.write(
        `POST /v3/objects/stores HTTP/1.1\r\nhost: x\r\nx-api-key: ${key}\r\ncontent-length: 100\r\n\r\n[{"id":"1"}]`,
      );
      await until(() => standIn.stats().inFlight === 1, standIn.stats);
      socket.destroy();
      await until(() => standIn.requests().length === 1, standIn.stats);
      expect(standIn.requests()).toMatchObject([{ outcome: 'aborted', status: 0, accepted: 0 }]);
      expect(standIn.stats()).toMatchObject({ inFlight: 0, unanswered: 1 });
    });
  });

  it('writes nothing down of single records unless it is told to', async () => {
    await withStandIn({}, async (standIn) => {
      await send(standIn, [{ id: '1' }]);
      await standIn.drain();
      expect(standIn.object('stores').size).toBe(1);
      expect(standIn.writes('stores')).toEqual([]);
    });
  });

  it('of writes keeps what came, not what it became', async () => {
    await withStandIn({ keepWrites: true, applyDelayMs: 0 }, async (standIn) => {
      await send(standIn, [{ id: '1', name: 'a' }]);
      await send(standIn, [{ id: '1', name: null, other: 1 }]);
      expect(standIn.writes('stores').map(({ body }) => body)).toEqual([
        { id: '1', name: 'a' },
        { id: '1', name: null, other: 1 },
      ]);
    });
  });
});

describe('a stand-in', () => {
  it('forgets all at a reset: state, journals, faults, keys, settings', async () => {
    await withStandIn({ applyDelayMs: 0, keepWrites: true }, async (standIn) => {
      const held = standIn.object('stores');
      await send(standIn, [{ id: '1' }]);
      standIn.setOptions({ applyDelayMs: 3_600_000, maxBatchRecords: 1 });
      await send(standIn, [{ id: '2' }]);
      standIn.addFault({ action: { kind: 'answer', status: 503 } });
      standIn.revokeKey(key);
      standIn.addKey('new.key');
      standIn.reset();
      expect(held.size).toBe(0);
      expect(standIn.requests()).toEqual([]);
      expect(standIn.stats()).toEqual({
        requests: 0,
        refused: 0,
        unanswered: 0,
        accepted: 0,
        applied: 0,
        inFlight: 0,
        maxInFlight: 0,
        overlappingKeys: 0,
        byStatus: {},
      });
      await standIn.drain();
      expect(standIn.object('stores').size).toBe(0);
      expect((await send(standIn, [{ id: '1' }, { id: '3' }])).status).toBe(202);
      expect([...standIn.object('stores').keys()]).toEqual(['1', '3']);
      expect(standIn.writes('stores')).toHaveLength(2);
      const headers = { 'x-api-key': 'new.key' };
      expect((await callOdp(`${standIn.baseUrl}/schema/objects`, undefined, { headers })).status).toBe(403);
    });
  });

  it('stores at its end what it has accepted, and can be stopped twice', async () => {
    const standIn = await startOdpStandIn({
      applyDelayMs: 3_600_000,
      objects: [{ name: 'stores', fields: [{ name: 'id', type: 'string', primary: true }] }],
    });
    await send(standIn, [{ id: '1' }]);
    await standIn.stop();
    await standIn.stop();
    expect([...standIn.object('stores').keys()]).toEqual(['1']);
    await expect(send(standIn, [{ id: '2' }])).rejects.toMatchObject({ code: 'ECONNREFUSED' });
  });

  it('names an object that it does not have', async () => {
    await withStandIn({}, async (standIn) => {
      for (const look of [standIn.object, standIn.digest, standIn.writes])
        expect(() => look('shops')).toThrow(expect.objectContaining({ code: 'destination-not-found' }));
    });
  });

  it('listens on 127.0.0.1 only, on ports that it is given', async () => {
    await withStandIn({}, async (standIn) => {
      expect(standIn.baseUrl).toMatch(/^http:\/\/127\.0\.0\.1:\d+\/v3$/);
      expect(standIn.controlUrl).toMatch(/^http:\/\/127\.0\.0\.1:\d+$/);
      const port = Number(new URL(standIn.baseUrl).port);
      const controlPort = Number(new URL(standIn.controlUrl).port);
      await expect(startOdpStandIn({ port })).rejects.toMatchObject({ code: 'EADDRINUSE' });
      await expect(startOdpStandIn({ controlPort })).rejects.toMatchObject({ code: 'EADDRINUSE' });
      await standIn.stop();
      const again = await startOdpStandIn({ port, controlPort });
      expect([again.baseUrl, again.controlUrl]).toEqual([standIn.baseUrl, standIn.controlUrl]);
      await again.stop();
    });
  });
});
