import type { Fault, OdpStandIn, OdpStandInOptions } from '../../../sandbox/odp-stand-in';
import { callOdp, withStandIn } from './call-odp';

const send = (standIn: OdpStandIn, ids: readonly string[]) =>
  callOdp(
    `${standIn.baseUrl}/objects/stores`,
    ids.map((id) => ({ id })),
  );

async function withFaults(faults: Fault[], test: (standIn: OdpStandIn) => Promise<void>, options?: OdpStandInOptions) {
  await withStandIn({ applyDelayMs: 0, ...options }, async (standIn) => {
    for (const fault of faults) standIn.addFault(fault);
    await test(standIn);
  });
}

const busy = { kind: 'answer', status: 503 } as const;

describe('records that a fault names', () => {
  it('are refused by their keys, all of them in one answer', async () => {
    const script: Fault[] = [
      { key: ['b', 'c'], action: { kind: 'reject', reason: 'is on the list' } },
      { key: 'd', action: { kind: 'reject' } },
    ];
    await withFaults(script, async (standIn) => {
      const answer = await send(standIn, ['a', 'b', '', 'c', 'd']);
      expect(answer.status).toBe(400);
      expect(answer.json.detail.invalids).toEqual([
        { event: 1, message: "'id' is on the list" },
        { event: 2, message: "'id' must not be blank" },
        { event: 3, message: "'id' is on the list" },
        { event: 4, message: "'id' was refused" },
      ]);
      expect(standIn.object('stores').size).toBe(0);
      expect((await send(standIn, ['a'])).status).toBe(202);
    });
  });

  it('are refused without indices where the fault says so', async () => {
    const script: Fault[] = [
      { key: 'b', action: { kind: 'reject', style: 'none' } },
      { key: 'c', action: { kind: 'reject', style: 'field' } },
    ];
    await withFaults(script, async (standIn) => {
      expect((await send(standIn, ['a', 'b'])).json.detail).toEqual({ message: expect.any(String) });
      expect((await send(standIn, ['a', 'c'])).json.detail).toEqual({
        invalids: [{ field: 'stores.id', reason: 'was refused' }],
      });
    });
  });

  it('are refused all where no key is named', async () => {
    await withFaults([{ nth: 1, action: { kind: 'reject' } }], async (standIn) => {
      expect((await send(standIn, ['a', 'b'])).json.detail.invalids).toHaveLength(2);
      expect((await send(standIn, ['a', 'b'])).status).toBe(202);
    });
  });

  it('stay refused beside delays and cut answers, and behind a reset', async () => {
    const poison: Fault = { key: 'b', action: { kind: 'reject' } };
    const script: Fault[] = [
      { nth: 1, action: { kind: 'delay', ms: 1 } },
      { nth: 2, action: { kind: 'truncate' } },
      { nth: 3, action: { kind: 'reset', apply: true } },
      poison,
    ];
    await withFaults(script, async (standIn) => {
      expect(await send(standIn, ['a', 'b'])).toMatchObject({ status: 400, json: { status: 400 } });
      expect(await send(standIn, ['a', 'b'])).toMatchObject({ status: 400, json: { status: 400 } });
      await expect(send(standIn, ['a', 'b'])).rejects.toMatchObject({ code: 'ECONNRESET' });
      expect(standIn.object('stores').size).toBe(0);
      expect(standIn.requests().map(({ fault }) => fault)).toEqual(['delay,reject', 'truncate,reject', 'reset,reject']);
    });
  });

  it('spend a refusal only when it reaches them', async () => {
    const script: Fault[] = [
      { nth: 1, action: busy },
      { key: 'b', times: 1, action: { kind: 'reject' } },
    ];
    await withFaults(script, async (standIn) => {
      const seen = [await send(standIn, ['b']), await send(standIn, ['b']), await send(standIn, ['b'])];
      expect(seen.map(({ status }) => status)).toEqual([503, 400, 202]);
    });
  });
});
