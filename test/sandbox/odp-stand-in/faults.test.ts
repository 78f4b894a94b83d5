import type { Fault, OdpStandIn, OdpStandInOptions } from '../../../sandbox/odp-stand-in';
import { callOdp, until, withStandIn } from './call-odp';

const send = (standIn: OdpStandIn, ids: readonly string[], timeoutMs?: number) =>
  callOdp(
    `${standIn.baseUrl}/objects/stores`,
    ids.map((id) => ({ id })),
    timeoutMs === undefined ? {} : { timeoutMs },
  );

/** Sends so many batches of one record each, one after the other: their statuses, 0 for a broken connection. */
async function statuses(standIn: OdpStandIn, count: number): Promise<number[]> {
  const seen: number[] = [];
  for (let index = 0; index < count; index += 1) {
    seen.push(
      await send(standIn, [String(index)]).then(
        ({ status }) => status,
        () => 0,
      ),
    );
  }
  return seen;
}

async function withFaults(faults: Fault[], test: (standIn: OdpStandIn) => Promise<void>, options?: OdpStandInOptions) {
  await withStandIn({ applyDelayMs: 0, ...options }, async (standIn) => {
    for (const fault of faults) standIn.addFault(fault);
    await test(standIn);
  });
}

const busy = { kind: 'answer', status: 503 } as const;

describe('a fault comes', () => {
  const cases: [string, Omit<Fault, 'action'>, number[]][] = [
    ['always', {}, [503, 503, 503, 503, 503, 503]],
    ['the nth time', { nth: 3 }, [202, 202, 503, 202, 202, 202]],
    ['every nth time', { every: 2 }, [202, 503, 202, 503, 202, 503]],
    ['after some', { after: 4 }, [202, 202, 202, 202, 503, 503]],
    ['the nth time after some', { after: 2, nth: 2 }, [202, 202, 202, 503, 202, 202]],
    ['so many times', { times: 2 }, [503, 503, 202, 202, 202, 202]],
    ['so many times of every nth', { every: 2, times: 1 }, [202, 503, 202, 202, 202, 202]],
    ['for the beginning of a path', { path: '/objects/' }, [503, 503, 503, 503, 503, 503]],
    ['for no other path', { path: '/schema/' }, [202, 202, 202, 202, 202, 202]],
    ['for an expression', { path: /^\/objects\/st/g }, [503, 503, 503, 503, 503, 503]],
    ['for an expression in words', { path: { pattern: 'STORES$', flags: 'i' } }, [503, 503, 503, 503, 503, 503]],
    ['for a key', { key: '3' }, [202, 202, 202, 503, 202, 202]],
    ['for any of some keys', { key: ['0', '5'] }, [503, 202, 202, 202, 202, 503]],
    ['never, with probability 0', { probability: 0 }, [202, 202, 202, 202, 202, 202]],
    ['always, with probability 1', { probability: 1 }, [503, 503, 503, 503, 503, 503]],
  ];

  it.each(cases)('%s', async (_, fault, expected) => {
    await withFaults([{ ...fault, action: busy }], async (standIn) => {
      expect(await statuses(standIn, 6)).toEqual(expected);
      const taken = expected.flatMap((status, index) => (status === 202 ? [String(index)] : []));
      expect([...standIn.object('stores').keys()]).toEqual(taken);
    });
  });

  it('at random, the same for one seed and others for another', async () => {
    const run = async (seed: number) => {
      let seen: number[] = [];
      await withFaults([{ probability: 0.5, seed, action: busy }], async (standIn) => {
        seen = await statuses(standIn, 40);
      });
      return seen;
    };
    const [first, again, other] = [await run(7), await run(7), await run(8)];
    expect(again).toEqual(first);
    expect(other).not.toEqual(first);
    expect(new Set(first)).toEqual(new Set([202, 503]));
  });

  it('in the order of the script; each counts all calls that match it', async () => {
    const script: Fault[] = [
      { nth: 1, action: { kind: 'answer', status: 429 } },
      { nth: 2, action: { kind: 'answer', status: 500 } },
      { every: 2, action: busy },
      { after: 4, times: 1, action: { kind: 'answer', status: 403 } },
      { after: 4, times: 1, action: { kind: 'answer', status: 502 } },
    ];
    await withFaults(script, async (standIn) => {
      expect(await statuses(standIn, 7)).toEqual([429, 500, 202, 503, 403, 503, 502]);
    });
  });

  it('to no call that has no key: those are not counted', async () => {
    await withFaults([{ nth: 1, action: busy }], async (standIn) => {
      const headers = { 'x-api-key': 'no' };
      expect((await callOdp(`${standIn.baseUrl}/schema/objects`, undefined, { headers })).status).toBe(403);
      expect(await statuses(standIn, 2)).toEqual([503, 202]);
    });
  });

  it('also to schemas and queries', async () => {
    await withFaults(
      [
        { path: '/schema/', action: busy },
        { path: '/graphql', action: { kind: 'truncate' } },
      ],
      async (standIn) => {
        expect((await callOdp(`${standIn.baseUrl}/schema/objects/stores`)).status).toBe(503);
        const cut = await callOdp(`${standIn.baseUrl}/graphql`, { query: '{ stores { pageInfo { totalCount } } }' });
        expect([cut.status, cut.json]).toEqual([200, undefined]);
        expect(cut.text).not.toBe('');
      },
    );
  });

  it('no more when it is cleared', async () => {
    await withFaults([{ action: busy }], async (standIn) => {
      standIn.clearFaults();
      expect(await statuses(standIn, 1)).toEqual([202]);
    });
  });

  it.each<[string, unknown]>([
    ['an unknown word', { pth: '/', action: busy }],
    ['an unknown action', { action: { kind: 'explode' } }],
    ['no expression', { path: { pattern: '(' }, action: busy }],
    ['nothing to do', {}],
  ])('never with %s: that is refused', async (_, fault) => {
    await withFaults([], async (standIn) => {
      expect(() => standIn.addFault(fault as Fault)).toThrow(expect.objectContaining({ code: 'usage-invalid' }));
    });
  });
});

describe('the answer of a fault', () => {
  it.each([
    [403, 'Forbidden'],
    [413, 'Request Too Long'],
    [429, 'Too Many Requests'],
    [500, 'Internal server error'],
    [502, 'Bad Gateway'],
    [503, 'Service Unavailable'],
    [504, 'Endpoint request timed out'],
    [418, 'Error'],
  ])('is the one of a gateway for %d', async (status, message) => {
    await withFaults([{ action: { kind: 'answer', status } }], async (standIn) => {
      const answer = await send(standIn, ['1']);
      expect(answer).toMatchObject({ status, json: { message }, headers: { 'content-type': 'application/json' } });
      expect(answer.headers).not.toHaveProperty('retry-after');
      expect(standIn.object('stores').size).toBe(0);
    });
  });

  it('may ask to wait', async () => {
    await withFaults([{ action: { kind: 'answer', status: 429, retryAfterSeconds: 3 } }], async (standIn) => {
      expect((await send(standIn, ['1'])).headers['retry-after']).toBe('3');
    });
  });

  it('may be any JSON, any text and any header', async () => {
    const script: Fault[] = [
      { nth: 1, action: { kind: 'answer', status: 400, json: { detail: [] }, headers: { 'x-request': '1' } } },
      { nth: 2, action: { kind: 'answer', status: 502, text: '<html>Bad Gateway é</html>' } },
      { nth: 3, action: { kind: 'answer', status: 500, text: 'oh', headers: { 'content-type': 'text/plain' } } },
    ];
    await withFaults(script, async (standIn) => {
      expect(await send(standIn, ['1'])).toMatchObject({
        status: 400,
        json: { detail: [] },
        headers: { 'x-request': '1' },
      });
      const page = await send(standIn, ['1']);
      expect(page).toMatchObject({ status: 502, text: '<html>Bad Gateway é</html>' });
      expect(page.headers['content-type']).toBe('text/html; charset=utf-8');
      expect((await send(standIn, ['1'])).headers['content-type']).toBe('text/plain');
    });
  });

  it('may come though the records were taken', async () => {
    await withFaults([{ action: { kind: 'answer', status: 504, apply: true } }], async (standIn) => {
      expect((await send(standIn, ['1'])).status).toBe(504);
      expect(standIn.object('stores').has('1')).toBe(true);
      expect(standIn.requests()).toMatchObject([{ status: 504, records: 1, accepted: 1 }]);
    });
  });

  it('may be half a 202, the records taken; a 400 stays whole', async () => {
    await withFaults([{ action: { kind: 'truncate' } }], async (standIn) => {
      const answer = await send(standIn, ['1']);
      expect([answer.status, answer.json]).toEqual([202, undefined]);
      expect(answer.text).toMatch(/^\{"title":"Accepted"/);
      expect(standIn.object('stores').has('1')).toBe(true);
      expect((await send(standIn, [''])).json).toMatchObject({ status: 400 });
    });
  });
});

describe('a connection', () => {
  it('is reset before or after the records are taken', async () => {
    const script: Fault[] = [
      { nth: 1, name: 'before', action: { kind: 'reset' } },
      { nth: 2, name: 'after', action: { kind: 'reset', apply: true } },
    ];
    await withFaults(script, async (standIn) => {
      await expect(send(standIn, ['before'])).rejects.toMatchObject({ code: 'ECONNRESET' });
      await expect(send(standIn, ['after'])).rejects.toMatchObject({ code: 'ECONNRESET' });
      expect([...standIn.object('stores').keys()]).toEqual(['after']);
      expect(standIn.requests()).toMatchObject([
        { outcome: 'reset', status: 0, records: 1, accepted: 0, fault: 'before' },
        { outcome: 'reset', status: 0, records: 1, accepted: 1, fault: 'after' },
      ]);
      expect(standIn.stats()).toMatchObject({ unanswered: 2, inFlight: 0, byStatus: { 0: 2 } });
    });
  });

  it('stores nothing of a bad batch although the records of good ones are taken', async () => {
    await withFaults([{ action: { kind: 'reset', apply: true } }], async (standIn) => {
      await expect(send(standIn, ['1', ''])).rejects.toMatchObject({ code: 'ECONNRESET' });
      expect(standIn.object('stores').size).toBe(0);
    });
  });

  it('hangs until the client has enough, the records taken or not', async () => {
    const script: Fault[] = [
      { nth: 1, action: { kind: 'hang' } },
      { nth: 2, action: { kind: 'hang', apply: true } },
    ];
    await withFaults(script, async (standIn) => {
      await expect(send(standIn, ['lost'], 300)).rejects.toThrow('timed out');
      await expect(send(standIn, ['taken'], 300)).rejects.toThrow('timed out');
      await until(() => standIn.requests().length === 2, standIn.stats);
      expect(standIn.requests().map(({ outcome, fault }) => [outcome, fault])).toEqual([
        ['hung', 'hang'],
        ['hung', 'hang'],
      ]);
      expect([...standIn.object('stores').keys()]).toEqual(['taken']);
      expect(standIn.stats().inFlight).toBe(0);
    });
  });

  it('hangs no longer than the stand-in lives', async () => {
    await withFaults([{ action: { kind: 'hang' } }], async (standIn) => {
      const call = expect(send(standIn, ['1'])).rejects.toThrow();
      await until(() => standIn.stats().inFlight === 1, standIn.stats);
      await standIn.stop();
      await call;
    });
  });

  it('is answered late, past the time-out of the client, and is applied all the same', async () => {
    await withFaults([{ action: { kind: 'delay', ms: 600 } }], async (standIn) => {
      await expect(send(standIn, ['1'], 200)).rejects.toThrow('timed out');
      await until(() => standIn.object('stores').has('1'), standIn.stats);
      expect((await send(standIn, ['2'])).status).toBe(202);
      expect(standIn.requests().at(-1)).toMatchObject({ status: 202, fault: 'delay' });
    });
  });
});
