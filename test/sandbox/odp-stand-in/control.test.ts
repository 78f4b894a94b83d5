import { connectControl, type OdpControl, type OdpStandIn } from '../../../sandbox/odp-stand-in';
import { callOdp, withStandIn } from './call-odp';

async function withControl(test: (control: OdpControl, standIn: OdpStandIn) => Promise<void>): Promise<void> {
  await withStandIn({ maxBatchRecords: 50_000, keepWrites: true }, (standIn) =>
    test(connectControl(standIn.controlUrl), standIn),
  );
}

const send = (standIn: OdpStandIn, body: unknown) => callOdp(`${standIn.baseUrl}/objects/stores`, body);

it('shows what the stand-in itself shows', async () => {
  await withControl(async (control, standIn) => {
    await send(standIn, [{ id: '1', name: 'One' }, { id: '2' }]);
    await control.drain();
    await send(standIn, [{ id: '' }]);
    expect(await control.object('stores')).toEqual(standIn.object('stores'));
    expect((await control.object('stores')).get('1')).toEqual({ id: '1', name: 'One' });
    expect(await control.digest('stores')).toEqual(standIn.digest('stores'));
    expect(await control.requests()).toEqual(standIn.requests());
    expect(await control.stats()).toEqual(standIn.stats());
    expect(await control.writes('stores')).toEqual(standIn.writes('stores'));
    expect(standIn.writes('stores')).toHaveLength(2);
  });
});

it('shows many records page by page, all of them', async () => {
  await withControl(async (control, standIn) => {
    await send(
      standIn,
      Array.from({ length: 25_000 }, (_, index) => ({ id: `store-${index}` })),
    );
    await control.drain();
    expect((await control.object('stores')).size).toBe(25_000);
    expect(await control.writes('stores')).toHaveLength(25_000);
    const page = await fetch(`${standIn.controlUrl}/objects/stores?offset=24998&limit=10`);
    expect(await page.json()).toEqual({
      count: 25_000,
      records: [
        ['store-24998', { id: 'store-24998' }],
        ['store-24999', { id: 'store-24999' }],
      ],
    });
  });
});

it('switches faults, settings and keys, and resets', async () => {
  await withControl(async (control, standIn) => {
    await control.addFault(
      { path: /^\/OBJECTS\//i, nth: 1, action: { kind: 'answer', status: 503 } },
      { path: '/objects/', nth: 2, action: { kind: 'answer', status: 502 } },
      { path: '/objects/', action: { kind: 'answer', status: 500 } },
    );
    const status = async (): Promise<number> => (await send(standIn, [{ id: '1' }])).status;
    expect([await status(), await status(), await status()]).toEqual([503, 502, 500]);
    await control.clearFaults();
    expect(await status()).toBe(202);
    await control.setOptions({ requestsPerSecond: { rate: 0.0001, burst: 1 } });
    expect([await status(), await status()]).toEqual([202, 429]);
    await control.setOptions({ requestsPerSecond: null });
    await control.revokeKey('standin.private-key');
    expect(await status()).toBe(403);
    await control.addKey('standin.private-key', 'public');
    expect(await status()).toBe(202);
    expect((await callOdp(`${standIn.baseUrl}/schema/objects`)).status).toBe(403);
    await control.reset();
    expect((await callOdp(`${standIn.baseUrl}/schema/objects`)).status).toBe(200);
    expect((await control.stats()).requests).toBe(1);
    expect((await control.object('stores')).size).toBe(0);
  });
});

describe('what is wrong is refused:', () => {
  it.each<[string, string, string, string | undefined]>([
    ['an object that is not there', 'GET', '/objects/shops', undefined],
    ['a digest of none', 'GET', '/objects/shops/digest', undefined],
    ['a page of nothing', 'GET', '/objects/stores?limit=0', undefined],
    ['an unknown word of a page', 'GET', '/objects/stores?size=5', undefined],
    ['a fault without action', 'POST', '/faults', '{}'],
    ['an option that cannot be switched', 'POST', '/options', '{"port":1}'],
    ['a wrong value', 'POST', '/options', '{"latencyMs":"5"}'],
    ['a wrong grade of key', 'POST', '/keys', '{"add":{"key":"a","grade":"root"}}'],
    ['no JSON', 'POST', '/faults', '{'],
    ['an unknown path', 'GET', '/secrets', undefined],
    ['an unknown method', 'PUT', '/options', '{}'],
  ])('%s', async (_, method, path, body) => {
    await withControl(async (control, standIn) => {
      const answer = await fetch(`${standIn.controlUrl}${path}`, { method, body });
      expect([answer.status, await answer.json()]).toEqual([400, { message: expect.any(String) }]);
      expect((await control.stats()).requests).toBe(0);
    });
  });

  it('and thrown by the client, with the reason', async () => {
    await withControl(async (control) => {
      await expect(control.object('shops')).rejects.toMatchObject({
        code: 'usage-invalid',
        message: expect.stringContaining('has no object shops'),
      });
    });
  });
});
