import type { KlaviyoStandIn } from '../../../sandbox/klaviyo-stand-in';
import { at, textAt } from '../../../sandbox/klaviyo-stand-in/json';
import { bulkImport, callKlaviyo, profile, withStandIn } from './call-klaviyo';

const jobs = '/api/profile-bulk-import-jobs';
const importAll = (standIn: KlaviyoStandIn, ...profiles: object[]) =>
  callKlaviyo(standIn, `POST ${jobs}`, bulkImport(profiles.map(profile)));

describe('a bulk import', () => {
  it('creates, then updates by e-mail, phone number or external id, and ignores null', async () => {
    await withStandIn({}, async (standIn) => {
      const first = await importAll(standIn, {
        email: 'Ada@Example.com',
        external_id: '1',
        first_name: 'Ada',
        title: 'Dr.',
      });
      expect(first).toMatchObject({
        status: 202,
        body: { data: { attributes: { status: 'queued', total_count: 1 } } },
      });
      await importAll(standIn, { email: 'ada@example.com', phone_number: '+4915112345678', title: null });
      await importAll(standIn, { phone_number: '+4915112345678', properties: { a: 1, b: 2 } });
      await importAll(standIn, { external_id: '1', properties: { b: 3, c: null } });
      expect(standIn.profiles()).toHaveLength(1);
      expect(standIn.profile('1')?.attributes).toEqual({
        email: 'ada@example.com',
        external_id: '1',
        phone_number: '+4915112345678',
        first_name: 'Ada',
        title: 'Dr.',
        properties: { a: 1, b: 3 },
      });
    });
  });

  it('refuses a body as a whole, and names all that is wrong in it', async () => {
    await withStandIn({}, async (standIn) => {
      const answer = await importAll(
        standIn,
        { external_id: '1' },
        { first_name: 'Nobody' },
        { external_id: '3', phone_number: 'n/a', email: 'none' },
        { external_id: '4', properties: { text: 'x'.repeat(100_001) } },
      );
      expect(answer.status).toBe(400);
      expect(answer.pointers).toEqual([
        '/data/attributes/profiles/data/1',
        '/data/attributes/profiles/data/2/attributes/email',
        '/data/attributes/profiles/data/2/attributes/phone_number',
        '/data/attributes/profiles/data/3',
      ]);
      expect(standIn.profiles()).toEqual([]);
      expect(standIn.jobs()).toEqual([]);
    });
  });

  it.each([
    ['no profile', bulkImport([]), 400],
    ['10,001 profiles', bulkImport(Array(10_001).fill(profile({ external_id: '1' }))), 400],
    ['more than 5,000,000 bytes', ' '.repeat(5_000_001), 413],
    ['no JSON', '{"data":', 400],
  ])('refuses %s', async (_, body, status) => {
    await withStandIn({}, async (standIn) => {
      expect((await callKlaviyo(standIn, `POST ${jobs}`, body)).status).toBe(status);
    });
  });

  it('reports by pages what fails in the job: identifiers of two profiles', async () => {
    await withStandIn({}, async (standIn) => {
      await importAll(standIn, { email: 'a@example.com' }, { phone_number: '+4915112345678' });
      const both = { email: 'a@example.com', phone_number: '+4915112345678', external_id: '7' };
      const { body } = await importAll(standIn, ...Array(3).fill(both));
      const id = textAt(body, 'data', 'id');
      expect((await callKlaviyo(standIn, `GET ${jobs}/${id}`)).body).toMatchObject({
        data: { attributes: { status: 'complete', total_count: 3, completed_count: 0, failed_count: 3 } },
      });
      const page = await callKlaviyo(standIn, `GET ${jobs}/${id}/import-errors?page[size]=2`);
      expect(page.body).toMatchObject({
        data: [{ attributes: { code: 'duplicate_profile', original_payload: { attributes: both } } }, {}],
        links: { next: expect.stringContaining(standIn.baseUrl) },
      });
      const last = await callKlaviyo(standIn, `GET ${textAt(page.body, 'links', 'next')}`);
      expect(last.body).toMatchObject({ data: [{ type: 'import-error' }] });
      expect(at(last.body, 'links', 'next')).toBeUndefined();
    });
  });

  it('puts its profiles on a list', async () => {
    await withStandIn({}, async (standIn) => {
      const { body } = await callKlaviyo(
        standIn,
        `POST ${jobs}`,
        bulkImport([profile({ external_id: '1' })], ['Y6nRLr']),
      );
      expect([...(standIn.profile('1')?.lists ?? [])]).toEqual(['Y6nRLr']);
      const id = textAt(body, 'data', 'id');
      const lists = await callKlaviyo(standIn, `GET ${jobs}/${id}/relationships/lists`);
      expect(lists.body).toMatchObject({ data: [{ type: 'list', id: 'Y6nRLr' }] });
      expect((await callKlaviyo(standIn, `GET ${jobs}/${id}/profiles`)).body).toMatchObject({
        data: [{ attributes: { external_id: '1' } }],
      });
    });
  });
});

describe('single profiles', () => {
  it('are created, 409 where there is one, upserted with null that clears, and changed', async () => {
    await withStandIn({}, async (standIn) => {
      const created = await callKlaviyo(standIn, 'POST /api/profiles', {
        data: profile({ email: 'a@example.com', title: 'Dr.' }),
      });
      const id = textAt(created.body, 'data', 'id');
      expect(created.status).toBe(201);
      expect(
        await callKlaviyo(standIn, 'POST /api/profiles', { data: profile({ email: 'A@example.com' }) }),
      ).toMatchObject({
        status: 409,
        body: { errors: [{ code: 'duplicate_profile', meta: { duplicate_profile_id: id } }] },
      });
      const upsert = (attributes: object) =>
        callKlaviyo(standIn, 'POST /api/profile-import', { data: profile(attributes) });
      expect((await upsert({ email: 'a@example.com', title: null, first_name: 'Ada' })).status).toBe(200);
      expect((await upsert({ phone_number: '+4915112345678' })).status).toBe(201);
      expect((await upsert({ email: 'a@example.com', phone_number: '+4915112345678' })).status).toBe(409);
      const patch = { data: { ...profile({ first_name: null, last_name: 'Lovelace' }), id } };
      expect((await callKlaviyo(standIn, `PATCH /api/profiles/${id}`, patch)).status).toBe(200);
      expect((await callKlaviyo(standIn, `GET /api/profiles/${id}`)).body).toMatchObject({
        data: { attributes: { email: 'a@example.com', last_name: 'Lovelace' } },
      });
      expect(standIn.profiles()[0]?.attributes).toEqual({ email: 'a@example.com', last_name: 'Lovelace' });
      expect((await callKlaviyo(standIn, 'GET /api/profiles/none')).status).toBe(404);
    });
  });

  it('are found by filter and listed in pages', async () => {
    await withStandIn({}, async (standIn) => {
      await importAll(standIn, ...Array.from({ length: 25 }, (_, number) => ({ email: `${number}@example.com` })));
      standIn.settle();
      const find = async (filter: string) =>
        at((await callKlaviyo(standIn, `GET /api/profiles?filter=${encodeURIComponent(filter)}`)).body, 'data');
      expect(await find('equals(email,"7@example.com")')).toHaveLength(1);
      expect(await find('any(email,["1@example.com","2@example.com","x@example.com"])')).toHaveLength(2);
      expect(await find('greater-than(created,2020-01-01T00:00:00Z),less-than(created,2020-01-02T00:00:00Z)')).toEqual(
        [],
      );
      expect((await callKlaviyo(standIn, 'GET /api/profiles?filter=equals(shoe,"x")')).status).toBe(400);
      let seen = 0;
      for (let next: string | undefined = '/api/profiles?page[size]=10'; next; ) {
        const { body }: { body: unknown } = await callKlaviyo(standIn, `GET ${next}`);
        seen += (at(body, 'data') as unknown[]).length;
        next = textAt(body, 'links', 'next');
      }
      expect(seen).toBe(25);
    });
  });
});
