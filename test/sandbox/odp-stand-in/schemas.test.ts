import { startOdpStandIn } from '../../../sandbox/odp-stand-in';
import { callOdp, stores, withStandIn } from './call-odp';

const customers = {
  name: 'customers',
  display_name: 'Customers',
  alias: 'customer',
  fields: [{ name: 'email', display_name: 'E-mail', type: 'string', primary: true, public_read: true }],
  relations: [
    {
      name: 'home_store',
      display_name: 'Home store',
      child_object: 'stores',
      join_fields: [{ parent: 'email', child: 'id' }],
    },
  ],
};

describe('reading schemas', () => {
  it('shows all objects, one, and the fields of one', async () => {
    await withStandIn({}, async (standIn) => {
      const whole = { ...stores, relations: [] };
      expect((await callOdp(`${standIn.baseUrl}/schema/objects`)).json).toEqual([whole]);
      const one = await callOdp(`${standIn.baseUrl}/schema/objects/stores`);
      expect([one.status, one.headers['content-type'], one.json]).toEqual([200, 'application/json', whole]);
      expect((await callOdp(`${standIn.baseUrl}/schema/objects/stores/fields`)).json).toEqual(stores.fields);
    });
  });

  it('fills in the names that were left out', async () => {
    const short = { name: 'things', fields: [{ name: 'id', type: 'string' as const, primary: true }] };
    await withStandIn({ objects: [short] }, async (standIn) => {
      expect((await callOdp(`${standIn.baseUrl}/schema/objects/things`)).json).toMatchObject({
        alias: 'things',
        display_name: 'things',
        fields: [{ display_name: 'id' }],
      });
    });
  });

  it.each(['/schema/objects/shops', '/schema/objects/shops/fields', '/schema', '/schema/things', '/other'])(
    'answers 404 to %s',
    async (path) => {
      await withStandIn({}, async (standIn) => {
        const answer = await callOdp(`${standIn.baseUrl}${path}`);
        expect(answer.status).toBe(404);
        expect(answer.json).toMatchObject({
          title: 'Bad Request',
          status: 404,
          detail: { message: expect.any(String) },
        });
      });
    },
  );

  it.each(['PUT', 'DELETE', 'PATCH'])('knows no %s: nothing can be renamed or deleted', async (method) => {
    await withStandIn({}, async (standIn) => {
      expect((await callOdp(`${standIn.baseUrl}/schema/objects/stores`, undefined, { method })).status).toBe(404);
      expect(standIn.object('stores').size).toBe(0);
    });
  });
});

describe('creating an object', () => {
  it('answers 200 with it, and it takes records from then on', async () => {
    await withStandIn({}, async (standIn) => {
      const created = await callOdp(`${standIn.baseUrl}/schema/objects`, customers);
      expect([created.status, created.json]).toEqual([200, customers]);
      expect((await callOdp(`${standIn.baseUrl}/schema/objects`)).json).toHaveLength(2);
      expect((await callOdp(`${standIn.baseUrl}/objects/customers`, [{ email: 'a@b.example' }])).status).toBe(202);
      await standIn.drain();
      expect([...standIn.object('customers').keys()]).toEqual(['a@b.example']);
    });
  });

  const taken = 'already used by another object';
  it.each([
    ['name', { name: 'stores' }, [{ field: 'stores.name', reason: taken }]],
    ['alias', { alias: 'store' }, [{ field: 'customers.alias', reason: taken }]],
    ['display name', { display_name: 'Stores' }, [{ field: 'customers.display_name', reason: taken }]],
    [
      'name and alias',
      { name: 'stores', alias: 'store' },
      [
        { field: 'stores.name', reason: taken },
        { field: 'stores.alias', reason: taken },
      ],
    ],
    ['lack of a key', { fields: [] }, [{ field: 'fields', reason: 'at least one primary key field required' }]],
    [
      'child',
      { relations: [{ ...customers.relations[0], child_object: 'shops' }] },
      [{ field: 'relations[0].child_object', reason: 'does not exist' }],
    ],
    [
      'repeated field',
      { fields: [customers.fields[0], { name: 'email', type: 'number' }] },
      [{ field: 'email.name', reason: 'already used by another field' }],
    ],
    [
      'type',
      { fields: [{ name: 'email', type: 'text', primary: true }] },
      [{ field: 'fields[0].type', reason: 'must be a known type' }],
    ],
    ['form', { name: 7 }, [{ field: 'name', reason: expect.any(String) }]],
  ])('is refused for its %s', async (_, change, invalids) => {
    await withStandIn({}, async (standIn) => {
      const answer = await callOdp(`${standIn.baseUrl}/schema/objects`, { ...customers, ...change });
      expect(answer.status).toBe(400);
      expect(answer.json).toMatchObject({ title: 'Bad Request', status: 400 });
      expect(answer.json.detail).toEqual({ invalids });
      expect((await callOdp(`${standIn.baseUrl}/schema/objects`)).json).toHaveLength(1);
    });
  });

  it('is refused without a body that is JSON', async () => {
    await withStandIn({}, async (standIn) => {
      const answer = await callOdp(`${standIn.baseUrl}/schema/objects`, undefined, { raw: '{' });
      expect([answer.status, answer.json.detail]).toEqual([400, { message: 'the body is not JSON' }]);
    });
  });
});

describe('creating a field', () => {
  const city = { name: 'city', display_name: 'City', type: 'string', description: 'Where it is' };

  it('answers 200 with it; a field that was dropped before is kept from then on', async () => {
    await withStandIn({ applyDelayMs: 0 }, async (standIn) => {
      const send = () => callOdp(`${standIn.baseUrl}/objects/stores`, [{ id: '1', city: 'Oslo' }]);
      await send();
      expect(standIn.object('stores').get('1')).toEqual({ id: '1' });
      const created = await callOdp(`${standIn.baseUrl}/schema/objects/stores/fields`, city);
      expect([created.status, created.json]).toEqual([200, city]);
      expect((await callOdp(`${standIn.baseUrl}/schema/objects/stores/fields`)).json).toContainEqual(city);
      await send();
      expect(standIn.object('stores').get('1')).toEqual({ id: '1', city: 'Oslo' });
      expect((await callOdp(`${standIn.baseUrl}/objects/stores`, [{ id: '1', city: 7 }])).status).toBe(400);
    });
  });

  it.each([
    [{ name: 'name' }, 'name.name', 'already used by another field'],
    [{ display_name: 'Name' }, 'city.display_name', 'already used by another field'],
    [{ type: 'date' }, 'type', 'must be a known type'],
    [{ name: 'a b' }, 'name', 'must consist of letters, digits and underscores'],
  ])('is refused with %j', async (change, field, reason) => {
    await withStandIn({}, async (standIn) => {
      const answer = await callOdp(`${standIn.baseUrl}/schema/objects/stores/fields`, { ...city, ...change });
      expect([answer.status, answer.json.detail]).toEqual([400, { invalids: [{ field, reason }] }]);
    });
  });

  it('needs an object', async () => {
    await withStandIn({}, async (standIn) => {
      expect((await callOdp(`${standIn.baseUrl}/schema/objects/shops/fields`, city)).status).toBe(404);
    });
  });
});

describe('objects to start with', () => {
  it.each([
    ['without a key', [{ name: 'things', fields: [] }]],
    ['of one name', [stores, stores]],
  ])('are refused %s', async (_, objects) => {
    await expect(startOdpStandIn({ objects })).rejects.toMatchObject({ code: 'usage-invalid' });
  });

  it('are all that is left after a reset', async () => {
    await withStandIn({}, async (standIn) => {
      await callOdp(`${standIn.baseUrl}/schema/objects`, customers);
      await callOdp(`${standIn.baseUrl}/schema/objects/stores/fields`, { name: 'city', type: 'string' });
      standIn.reset();
      expect((await callOdp(`${standIn.baseUrl}/schema/objects`)).json).toEqual([{ ...stores, relations: [] }]);
    });
  });
});
