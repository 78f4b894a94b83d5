import { regionOfKey } from '../../../sandbox/odp-stand-in/access';
import { callOdp, withStandIn } from './call-odp';

const forbidden = '{"message":"Forbidden"}';

describe('the key', () => {
  it.each([
    ['none', undefined],
    ['an empty one', ''],
    ['a wrong one', 'standin.other'],
    ['its public part alone', 'standin'],
  ])('is refused when it is %s', async (_, apiKey) => {
    await withStandIn({}, async (standIn) => {
      const headers = apiKey === undefined ? undefined : { 'x-api-key': apiKey };
      const answer = await fetch(`${standIn.baseUrl}/objects/stores`, {
        method: 'POST',
        headers,
        body: '[{"id":"1"}]',
      });
      expect([answer.status, await answer.text()]).toEqual([403, forbidden]);
      expect(answer.headers.get('content-type')).toBe('application/json');
      expect(standIn.stats().accepted).toBe(0);
    });
  });

  it('is looked at before the body: neither its size nor its form is', async () => {
    await withStandIn({ maxBodyBytes: 10 }, async (standIn) => {
      const raw = '{'.repeat(100);
      const answer = await callOdp(`${standIn.baseUrl}/objects/nothing`, undefined, {
        raw,
        headers: { 'x-api-key': 'no' },
      });
      expect([answer.status, answer.text]).toEqual([403, forbidden]);
      expect(standIn.requests()[0]).toMatchObject({ bytes: 0, records: 0, status: 403 });
    });
  });

  it.each(['x-api-key', 'X-API-KEY', 'X-Api-Key'])('may come under the header name %s', async (name) => {
    await withStandIn({ apiKeys: ['a.b'] }, async (standIn) => {
      const answer = await callOdp(`${standIn.baseUrl}/schema/objects`, undefined, { headers: { [name]: 'a.b' } });
      expect(answer.status).toBe(200);
    });
  });

  it('works from being added until it is revoked', async () => {
    await withStandIn({}, async (standIn) => {
      const send = async () =>
        (await callOdp(`${standIn.baseUrl}/objects/stores`, [{ id: '1' }], { headers: { 'x-api-key': 'new.key' } }))
          .status;
      expect(await send()).toBe(403);
      standIn.addKey('new.key');
      expect(await send()).toBe(202);
      standIn.revokeKey('new.key');
      expect(await send()).toBe(403);
    });
  });

  it('that is public sends data and reads nothing', async () => {
    await withStandIn({ publicKeys: ['tracker'] }, async (standIn) => {
      const headers = { 'x-api-key': 'tracker' };
      expect((await callOdp(`${standIn.baseUrl}/objects/stores`, [{ id: '1' }], { headers })).status).toBe(202);
      const reads: [string, unknown][] = [
        ['/schema/objects', undefined],
        ['/schema/objects/stores', undefined],
        ['/schema/objects/stores/fields', undefined],
        ['/schema/objects', {}],
        ['/graphql', { query: '{ stores { pageInfo { totalCount } } }' }],
      ];
      for (const [path, body] of reads) {
        const answer = await callOdp(`${standIn.baseUrl}${path}`, body, { headers });
        expect([path, answer.status, answer.text]).toEqual([path, 403, forbidden]);
      }
    });
  });
});

describe('the region', () => {
  it('stands at the end of the public part, which reaches to the last dot', () => {
    expect(regionOfKey('abc.def')).toBe('us');
    expect(regionOfKey('abc-eu1.def')).toBe('eu');
    expect(regionOfKey('abc-au1.def')).toBe('au');
    expect(regionOfKey('abc-eu1.x.def')).toBe('us');
    expect(regionOfKey('a.b-eu1.def')).toBe('eu');
    expect(regionOfKey('abc.def-eu1')).toBe('us');
    expect(regionOfKey('abc-au1')).toBe('au');
  });

  it.each(['us', 'eu', 'au'] as const)('%s takes no known key of another one', async (region) => {
    const keys = { us: 'a.s', eu: 'a-eu1.s', au: 'a-au1.s' };
    await withStandIn({ region, apiKeys: Object.values(keys) }, async (standIn) => {
      for (const [home, apiKey] of Object.entries(keys)) {
        const answer = await callOdp(`${standIn.baseUrl}/schema/objects`, undefined, {
          headers: { 'x-api-key': apiKey },
        });
        expect([home, answer.status]).toEqual([home, home === region ? 200 : 403]);
      }
    });
  });

  it('has a default key that works in it', async () => {
    await withStandIn({ region: 'eu' }, async (standIn) => {
      const headers = { 'x-api-key': 'standin-eu1.private-key' };
      expect((await callOdp(`${standIn.baseUrl}/schema/objects`, undefined, { headers })).status).toBe(200);
    });
  });
});
