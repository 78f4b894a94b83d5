import * as fc from 'fast-check';
import type { OdpStandIn } from '../../../sandbox/odp-stand-in';
import { Pacer } from '../../../sandbox/odp-stand-in/pacer';
import { TokenBucket } from '../../../sandbox/odp-stand-in/token-bucket';
import { callOdp, until, withStandIn } from './call-odp';

const fromSeed = process.env.SEED === undefined ? {} : { seed: Number(process.env.SEED) };
const send = (standIn: OdpStandIn, ...ids: string[]) =>
  callOdp(
    `${standIn.baseUrl}/objects/stores`,
    ids.map((id) => ({ id })),
  );

describe('the limit of requests', () => {
  it('lets a burst through and refuses the rest, before it reads a body', async () => {
    await withStandIn({ requestsPerSecond: { rate: 0.0001, burst: 2 } }, async (standIn) => {
      const answers = [await send(standIn, '1'), await send(standIn, '2'), await send(standIn, '3')];
      expect(answers.map(({ status }) => status)).toEqual([202, 202, 429]);
      expect(answers[2]?.json).toEqual({ message: 'Too Many Requests' });
      expect(answers[2]?.headers).not.toHaveProperty('retry-after');
      expect(standIn.requests().at(-1)).toMatchObject({ status: 429, bytes: 0 });
      // A key that is refused takes nothing from the bucket, and is told so first.
      const headers = { 'x-api-key': 'no' };
      expect((await callOdp(`${standIn.baseUrl}/schema/objects`, undefined, { headers })).status).toBe(403);
    });
  });

  it('can say how long to wait, use another status, and be lifted', async () => {
    const requestsPerSecond = { rate: 0.0001, burst: 1 };
    await withStandIn({ requestsPerSecond, retryAfterSeconds: 2, throttleStatus: 503 }, async (standIn) => {
      await send(standIn, '1');
      expect(await send(standIn, '2')).toMatchObject({ status: 503, headers: { 'retry-after': '2' } });
      standIn.setOptions({ requestsPerSecond: null });
      expect((await send(standIn, '2')).status).toBe(202);
    });
  });

  it('never lets more through in any stretch of time than burst and rate allow', () => {
    const steps = fc.array(fc.integer({ min: 0, max: 500 }), { maxLength: 200 });
    const property = fc.property(
      steps,
      fc.integer({ min: 1, max: 50 }),
      fc.integer({ min: 1, max: 20 }),
      (waits, rate, burst) => {
        const bucket = new TokenBucket();
        const passed: number[] = [];
        let now = 1000;
        for (const wait of waits) {
          now += wait;
          if (bucket.take(now, { rate, burst })) passed.push(now);
        }
        passed.forEach((start, first) => {
          passed.slice(first).forEach((end, more) => {
            expect(more + 1).toBeLessThanOrEqual(burst + ((end - start) / 1000) * rate + 1e-6);
          });
        });
      },
    );
    fc.assert(property, { numRuns: 50, ...fromSeed });
  });

  it('fills up again', () => {
    const bucket = new TokenBucket();
    const limit = { rate: 10, burst: 1 };
    expect([0, 50, 100, 150, 200].map((now) => bucket.take(5000 + now, limit))).toEqual([
      true,
      false,
      true,
      false,
      true,
    ]);
  });
});

describe('the pace of records', () => {
  it('books time, so that late timers cost nothing and idle time is not saved up', () => {
    const pacer = new Pacer();
    expect(pacer.book(100, 1000, 5000)).toBe(100);
    expect(pacer.book(100, 1000, 5000)).toBe(200);
    expect(pacer.book(100, 1000, 5150)).toBe(150);
    expect(pacer.book(50, 1000, 9000)).toBe(50);
  });

  it('holds answers back; the records are not taken before', async () => {
    await withStandIn({ recordsPerSecond: 0.001, applyDelayMs: 0 }, async (standIn) => {
      const held = expect(send(standIn, '1')).rejects.toMatchObject({ code: 'ECONNRESET' });
      await until(() => standIn.stats().inFlight === 1, standIn.stats);
      expect(standIn.stats().accepted).toBe(0);
      // Reads and refusals are not paced.
      expect((await callOdp(`${standIn.baseUrl}/schema/objects`)).status).toBe(200);
      expect((await send(standIn, '')).status).toBe(400);
      standIn.reset();
      await held;
      expect(standIn.object('stores').size).toBe(0);
    });
  });

  it('can be switched off while it runs', async () => {
    await withStandIn({ recordsPerSecond: 0.001 }, async (standIn) => {
      standIn.setOptions({ recordsPerSecond: null, latencyMs: undefined });
      expect((await send(standIn, '1')).status).toBe(202);
    });
  });
});

describe('the delay of answers', () => {
  it('holds for every answer, and shows how many calls are under way', async () => {
    await withStandIn({ latencyMs: 3_600_000, applyDelayMs: 0 }, async (standIn) => {
      const calls = ['1', '2', '3', '4', ''].map((id) => expect(send(standIn, id)).rejects.toThrow());
      calls.push(expect(callOdp(`${standIn.baseUrl}/schema/objects`)).rejects.toThrow());
      await until(() => standIn.stats().inFlight === 6, standIn.stats);
      expect(standIn.stats()).toMatchObject({ maxInFlight: 6, accepted: 0 });
      // Where nothing is held for its key, nothing is held at all.
      const headers = { 'x-api-key': 'no' };
      expect((await callOdp(`${standIn.baseUrl}/schema/objects`, undefined, { headers })).status).toBe(403);
      await standIn.stop();
      await Promise.all(calls);
      await until(() => standIn.stats().inFlight === 0, standIn.stats);
      expect(standIn.stats()).toMatchObject({ unanswered: 6, accepted: 0 });
    });
  });

  it('passes', async () => {
    await withStandIn({ latencyMs: 5 }, async (standIn) => {
      expect((await send(standIn, '1')).status).toBe(202);
      expect((await callOdp(`${standIn.baseUrl}/schema/objects`)).status).toBe(200);
    });
  });

  it('catches a client that has two versions of a key under way', async () => {
    await withStandIn({ latencyMs: 3_600_000 }, async (standIn) => {
      const batches = [['a', 'b', 'b'], ['b', 'c'], ['c']];
      const calls = batches.map((ids) => expect(send(standIn, ...ids)).rejects.toThrow());
      await until(() => standIn.stats().overlappingKeys === 2, standIn.stats);
      standIn.setOptions({ latencyMs: 1 });
      expect((await send(standIn, 'a', 'b', 'd')).status).toBe(202);
      expect(standIn.stats().overlappingKeys).toBe(4);
      await standIn.stop();
      await Promise.all(calls);
    });
  });

  it('catches nothing where one version comes after the other', async () => {
    await withStandIn({ latencyMs: 1 }, async (standIn) => {
      for (const ids of [['a', 'b'], ['b', 'a', 'a'], ['b']]) await send(standIn, ...ids);
      expect(standIn.stats().overlappingKeys).toBe(0);
    });
  });
});

describe('options', () => {
  it.each<[string, object]>([
    ['an unknown one', { latency: 5 }],
    ['a wrong value', { maxBatchRecords: 0 }],
    ['a wrong word', { invalidStyle: 'loud' }],
  ])('are refused with %s', async (_, change) => {
    await withStandIn({}, async (standIn) => {
      expect(() => standIn.setOptions(change)).toThrow(expect.objectContaining({ code: 'usage-invalid' }));
    });
  });
});
