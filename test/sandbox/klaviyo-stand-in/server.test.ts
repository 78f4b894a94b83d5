import { connectKlaviyoControl } from '../../../sandbox/klaviyo-stand-in';
import { contractPath, operationsOf, readContract } from '../../../sandbox/klaviyo-stand-in/contract-file';
import { FixedWindows } from '../../../sandbox/klaviyo-stand-in/fixed-windows';
import { operations, tiers } from '../../../sandbox/klaviyo-stand-in/operation';
import { bulkImport, callKlaviyo, eventOf, profile, withStandIn } from './call-klaviyo';

const jobs = '/api/profile-bulk-import-jobs';
const one = { data: profile({ external_id: '1' }) };

describe('a call', () => {
  it.each<[string, Record<string, string>, number, string]>([
    ['a wrong key', { authorization: 'Klaviyo-API-Key pk_other' }, 401, 'authentication_failed'],
    ['another scheme', { authorization: 'Bearer pk_standin' }, 401, 'authentication_failed'],
    ['an unknown revision', { revision: '2020-01-01' }, 400, 'invalid_revision'],
    ['another media type', { 'content-type': 'text/plain' }, 415, 'unsupported_media_type'],
  ])('with %s is refused', async (_, headers, status, code) => {
    await withStandIn({}, async (standIn) => {
      const answer = await callKlaviyo(standIn, 'POST /api/profiles', one, headers);
      expect(answer).toMatchObject({ status, body: { errors: [{ code }] } });
      expect(standIn.profiles()).toEqual([]);
    });
  });

  it('is refused without a key, without a revision, and where there is nothing', async () => {
    await withStandIn({}, async (standIn) => {
      expect((await fetch(`${standIn.baseUrl}/api/profiles`)).status).toBe(401);
      const headers = { authorization: 'Klaviyo-API-Key pk_standin' };
      expect((await fetch(`${standIn.baseUrl}/api/profiles`, { headers })).status).toBe(400);
      expect((await callKlaviyo(standIn, 'GET /api/nothing')).status).toBe(404);
      expect(
        (await callKlaviyo(standIn, 'POST /api/profiles', one, { 'content-type': 'application/json' })).status,
      ).toBe(201);
    });
  });

  it('needs its scopes, and a key can be revoked', async () => {
    await withStandIn({ apiKeys: [{ key: 'pk_standin', scopes: ['profiles:write'] }] }, async (standIn) => {
      const refused = await callKlaviyo(standIn, `POST ${jobs}`, bulkImport([profile({ external_id: '1' })]));
      expect(refused).toMatchObject({
        status: 403,
        body: { errors: [{ detail: expect.stringContaining('lists:write') }] },
      });
      expect((await callKlaviyo(standIn, 'POST /api/profiles', one)).status).toBe(201);
      standIn.revokeKey('pk_standin');
      expect((await callKlaviyo(standIn, 'POST /api/profiles', one)).status).toBe(401);
    });
  });
});

describe('the windows', () => {
  it('refuse what is too much with Retry-After alone, each operation by itself', async () => {
    await withStandIn({ rateFactor: 0.02 }, async (standIn) => {
      const first = await callKlaviyo(standIn, `GET ${jobs}`);
      expect(Object.fromEntries(first.headers)).toMatchObject({ 'ratelimit-limit': '3', 'ratelimit-remaining': '2' });
      const answers = await Promise.all(Array.from({ length: 3 }, () => callKlaviyo(standIn, `GET ${jobs}`)));
      const refused = answers.find(({ status }) => status === 429);
      expect(refused?.headers.get('retry-after')).toMatch(/^\d+$/);
      expect(refused?.headers.has('ratelimit-limit')).toBe(false);
      expect(refused?.body).toMatchObject({ errors: [{ code: 'throttled' }] });
      expect((await callKlaviyo(standIn, 'GET /api/metrics')).status).toBe(200);
      standIn.setOptions({ rateFactor: null });
      expect((await callKlaviyo(standIn, `GET ${jobs}`)).status).toBe(200);
    });
  });

  it('let in what is published in any second and minute, and no more', () => {
    const windows = new FixedWindows();
    const events = operations.find(({ id }) => id === 'bulk_create_events');
    if (!events) throw new Error('There is no such operation');
    const admitted = (now: number, tries: number) =>
      Array.from({ length: tries }, () => windows.admit(events, now, 1)).filter(({ isIn }) => isIn).length;
    expect(admitted(500, 12)).toBe(10);
    expect(admitted(999, 3)).toBe(0);
    expect(admitted(1_000, 12)).toBe(10);
    for (let second = 2; second < 15; second += 1) expect(admitted(second * 1_000, 12)).toBe(10);
    expect(admitted(15_000, 5)).toBe(0);
    expect(windows.admit(events, 15_000, 1).headers).toEqual({ 'retry-after': '45' });
    expect(admitted(60_000, 5)).toBe(5);
  });
});

const path = contractPath();
(path === undefined ? it.skip : it)('its operations are as published', () => {
  const published = new Map(
    operationsOf(readContract(path ?? '')).map((entry) => [entry.operation.operationId, entry]),
  );
  for (const { id, method, path, tier, scopes } of operations) {
    const entry = published.get(id);
    const [burst, steady] = tiers[tier];
    expect([
      id,
      entry?.method.toUpperCase(),
      entry?.path.replace('{job_id}', '{id}'),
      entry?.operation['x-klaviyo-scopes'],
      entry?.operation['x-klaviyo-ratelimit'],
    ]).toEqual([id, method, path, scopes, { burst: `${burst}/s`, steady: `${steady}/m` }]);
  }
});

describe('the fault script', () => {
  it('answers, resets, cuts and hangs, before or after the work', async () => {
    await withStandIn({}, async (standIn) => {
      const send = (id: string) =>
        fetch(`${standIn.baseUrl}/api/profiles`, {
          method: 'POST',
          headers: {
            authorization: 'Klaviyo-API-Key pk_standin',
            revision: '2026-07-15',
            'content-type': 'application/json',
          },
          body: JSON.stringify({ data: profile({ external_id: id }) }),
          signal: AbortSignal.timeout(300),
        });
      const operation = 'create_profile';
      standIn.addFault({
        operation,
        times: 1,
        action: { kind: 'answer', status: 429, retryAfterSeconds: 7, text: '{}' },
      });
      const throttled = await send('1');
      expect([
        throttled.status,
        throttled.headers.get('retry-after'),
        throttled.headers.has('ratelimit-limit'),
      ]).toEqual([429, '7', false]);
      standIn.addFault({ operation, times: 1, action: { kind: 'answer', status: 502, apply: true } });
      expect((await send('2')).status).toBe(502);
      for (const apply of [false, true]) {
        standIn.addFault({ operation, times: 1, action: { kind: 'reset', apply } });
        await expect(send(`reset-${apply}`)).rejects.toThrow();
        standIn.addFault({ operation, times: 1, action: { kind: 'hang', apply } });
        await expect(send(`hang-${apply}`)).rejects.toThrow();
      }
      standIn.addFault({ operation, times: 1, action: { kind: 'truncate' } });
      await expect(send('cut').then((response) => response.text())).rejects.toThrow();
      expect(standIn.profiles().map(({ attributes }) => attributes.external_id)).toEqual([
        '2',
        'reset-true',
        'hang-true',
        'cut',
      ]);
      // A hang is noted when its client has gone.
      const inOrder = [...standIn.requests()].sort((a, b) => a.sequence - b.sequence);
      expect(inOrder.map(({ outcome, faults }) => `${outcome} ${faults}`)).toEqual([
        'answered answer',
        'answered answer',
        'reset reset',
        'hung hang',
        'reset reset',
        'hung hang',
        'answered truncate',
      ]);
    });
  });

  it('acts on every so many calls that hold a text, and refuses entries by name or without', async () => {
    await withStandIn({}, async (standIn) => {
      standIn.addFault({ body: 'poison', action: { kind: 'refuse' } });
      const send = () =>
        callKlaviyo(
          standIn,
          `POST ${jobs}`,
          bulkImport([profile({ external_id: '1' }), profile({ external_id: 'poison' })]),
        );
      expect((await send()).pointers).toEqual(['/data/attributes/profiles/data/1']);
      standIn.clearFaults();
      standIn.addFault({ body: 'poison', after: 1, every: 2, action: { kind: 'refuse', names: false } });
      const statuses = [];
      for (let call = 0; call < 5; call += 1) statuses.push((await send()).pointers);
      expect(statuses).toEqual([[], ['/data'], [], ['/data'], []]);
      expect(standIn.stats()).toMatchObject({
        invalid: 0,
        taken: { bulk_import_profiles: 3 },
        byOperation: { bulk_import_profiles: 6 },
        byStatus: { '202': 3, '400': 3 },
      });
    });
  });
});

describe('the control channel', () => {
  it('shows and switches all that is', async () => {
    await withStandIn({ processingMs: 3_600_000, keepRequests: 2 }, async (standIn) => {
      const control = connectKlaviyoControl(standIn.controlUrl);
      await callKlaviyo(standIn, 'POST /api/events', eventOf({ external_id: '1' }, 'Seen'));
      const job = await callKlaviyo(standIn, `POST ${jobs}`, bulkImport([profile({ external_id: '2' })], ['list']));
      expect(job.status).toBe(202);
      expect(await control.counts()).toMatchObject({ profiles: 1, events: 1, jobsByStatus: { processing: 1 } });
      await control.settle();
      expect(await control.profiles()).toMatchObject([
        { lists: [] },
        { attributes: { external_id: '2' }, lists: ['list'] },
      ]);
      expect(await control.events()).toMatchObject([{ metric: 'Seen' }]);
      expect(await control.catalog('items')).toEqual([]);
      expect(await control.jobs()).toMatchObject([{ status: 'complete' }]);
      expect(await control.cancelJob('none')).toBe(false);
      await control.addFault({ action: { kind: 'answer', status: 503 } });
      await control.addKey({ key: 'pk_other', scopes: ['metrics:read'] });
      await control.setOptions({ latencyMs: 1 });
      const headers = { authorization: 'Klaviyo-API-Key pk_other' };
      await expect(callKlaviyo(standIn, 'GET /api/metrics', undefined, headers)).rejects.toThrow();
      await control.clearFaults();
      expect((await callKlaviyo(standIn, 'GET /api/metrics', undefined, headers)).status).toBe(200);
      await control.revokeKey('pk_other');
      expect(await control.requests()).toMatchObject([{ status: 503, operation: 'get_metrics' }, { status: 200 }]);
      await expect(control.setOptions({ latencyMs: -1 })).rejects.toMatchObject({ code: 'usage-invalid' });
      await control.reset();
      expect(await control.stats()).toMatchObject({ requests: 0 });
      expect(await control.counts()).toMatchObject({ profiles: 0, events: 0 });
    });
  });

  it('checks without the contract what can be checked', async () => {
    await withStandIn({ contract: null }, async (standIn) => {
      expect(standIn.hasContract).toBe(false);
      expect((await callKlaviyo(standIn, `POST ${jobs}`, { data: {} })).status).toBe(400);
      expect((await callKlaviyo(standIn, `POST ${jobs}`, bulkImport([profile({ external_id: '1' })]))).status).toBe(
        202,
      );
    });
  });
});
