import fc from 'fast-check';
import { type CustomerMapping, compileCustomerMapping, type MappedCustomer } from '../../../src/mappings/commerce';

const all: CustomerMapping = { customFields: { include: [], exclude: [], map: {} } };
const map = (record: Record<string, unknown>, mapping = all): MappedCustomer => compileCustomerMapping(mapping)(record);

function attributes(record: Record<string, unknown>, mapping = all) {
  const mapped = map({ id: 'c1', ...record }, mapping);
  if ('problem' in mapped) throw new Error(mapped.problem.message);
  return mapped.profile.attributes;
}

test('a whole customer', () => {
  const customer = {
    id: 'c1',
    version: 3,
    email: 'ada@example.com',
    firstName: 'Ada',
    lastName: 'Lovelace',
    middleName: 'King',
    title: 'Dr',
    companyName: 'Engines Ltd',
    addresses: [
      {
        id: 'a1',
        apartment: '3',
        building: 'B',
        streetNumber: '12',
        streetName: 'Hauptstr.',
        additionalStreetInfo: 'yard',
        additionalAddressInfo: 'bell 4',
        postalCode: '10115',
        city: 'Berlin',
        region: 'BE',
        country: 'DE',
        mobile: '0151 23456789',
        phone: '030 901820',
      },
    ],
    custom: { type: { typeId: 'type', id: 't' }, fields: { size: 'L', points: 0 } },
  };
  const mapped = map(customer);
  expect(mapped).toEqual({
    profile: {
      type: 'profile',
      attributes: {
        external_id: 'c1',
        email: 'ada@example.com',
        phone_number: '+4915123456789',
        first_name: 'Ada',
        last_name: 'Lovelace',
        organization: 'Engines Ltd',
        title: 'Dr',
        location: {
          address1: '3, B, 12, Hauptstr.',
          address2: 'yard, bell 4',
          city: 'Berlin',
          country: 'DE',
          region: 'BE',
          zip: '10115',
        },
        properties: { size: 'L', points: 0 },
      },
    },
    warnings: [],
  });
});

test('what the customer lacks is absent, and location is not null', () => {
  expect(JSON.stringify(attributes({}))).toBe('{"external_id":"c1"}');
  expect(Object.keys(attributes({ email: 'a@b.co', addresses: [] }))).toEqual(['external_id', 'email']);
});

describe('the address', () => {
  const at = (id: string) => ({ id, country: 'DE', city: id });
  const addresses = ['first', 'ship1', 'ship2', 'bill1', 'bill2'].map(at);

  test.each([
    ['is the default billing address', { defaultBillingAddressId: 'bill2', billingAddressIds: ['bill1'] }, 'bill2'],
    [
      'else the first billing address',
      { billingAddressIds: ['bill1', 'bill2'], defaultShippingAddressId: 'ship1' },
      'bill1',
    ],
    [
      'else the default shipping address',
      { defaultShippingAddressId: 'ship2', shippingAddressIds: ['ship1'] },
      'ship2',
    ],
    ['else the first shipping address', { shippingAddressIds: ['ship1', 'ship2'] }, 'ship1'],
    ['else the first address', {}, 'first'],
    [
      'is no id that no address has',
      { defaultBillingAddressId: 'gone', billingAddressIds: ['lost', 'bill1'] },
      'bill1',
    ],
    ['is the first where no id leads to one', { defaultShippingAddressId: 'gone' }, 'first'],
  ])('%s', (_, ids, expected) => {
    expect(attributes({ addresses, ...ids }).location?.city).toBe(expected);
  });

  test('has lines that are empty, and keys that are absent', () => {
    expect(attributes({ addresses: [{ streetName: 'Ring', streetNumber: '' }] }).location).toEqual({
      address1: 'Ring',
      address2: '',
    });
    expect(attributes({ addresses: [{}] }).location).toEqual({ address1: '', address2: '' });
  });
});

describe('the phone number', () => {
  test.each([
    ['is the mobile one', { country: 'DE', mobile: '0151 23456789', phone: '030 901820' }, '+4915123456789', []],
    ['else the other', { country: 'DE', phone: '030 901820' }, '+4930901820', []],
    [
      'is the other where the mobile one is none',
      { country: 'DE', mobile: 'n/a', phone: '030 901820' },
      '+4930901820',
      [],
    ],
    ['is left out with a warning', { country: 'DE', phone: 'n/a' }, undefined, ['phone-left-out']],
    ['is left out without one where there is none', { country: 'DE', mobile: '', phone: ' ' }, undefined, []],
    ['is that of the address that was chosen', { country: 'US', phone: '212 555 2368' }, '+12125552368', []],
  ])('%s', (_, address, expected, warnings) => {
    const mapped = map({ id: 'c1', addresses: [address, { country: 'DE', phone: '030 555555' }] });
    expect(mapped).toMatchObject({ warnings });
    expect('profile' in mapped && mapped.profile.attributes.phone_number).toBe(expected);
  });
});

describe('custom fields', () => {
  const custom = { fields: { size: 'L', points: 0, vip: false, note: '', since: null, secret: 1 } };

  test('that are falsy are kept', () => {
    expect(attributes({ custom }).properties).toEqual(custom.fields);
  });

  test('are selected and renamed', () => {
    const customFields = { include: ['size', 'vip', 'secret'], exclude: ['secret'], map: { size: 'Shirt size' } };
    expect(attributes({ custom }, { customFields }).properties).toEqual({ 'Shirt size': 'L', vip: false });
  });

  test('of which nothing is left are absent', () => {
    expect(attributes({ custom: { fields: {} } })).toEqual({ external_id: 'c1' });
    expect(attributes({ custom }, { customFields: { include: ['gone'], exclude: [], map: {} } })).toEqual({
      external_id: 'c1',
    });
  });
});

describe('a customer is rejected', () => {
  test.each([
    [
      'for an e-mail address that is none',
      { id: 'c1', email: 'secret' },
      'email-invalid',
      'The key email is no e-mail address.',
    ],
    ['for an empty one', { id: 'c1', email: '' }, 'email-invalid', 'The key email is no e-mail address.'],
    [
      'without an id',
      { email: 'a@b.co' },
      'record-unreadable',
      'The key id is missing or has another form than commercetools documents.',
    ],
    [
      'for a key of another form, by its path',
      { id: 'c1', addresses: [{ city: 'x' }, { city: 5 }] },
      'record-unreadable',
      'The key addresses.1.city is missing or has another form than commercetools documents.',
    ],
  ])('%s', (_, record, code, message) => {
    expect(map(record)).toEqual({ problem: { code, message } });
  });

  test('for a profile of over 100,000 bytes, and not for one of so many', () => {
    const sized = (bytes: number, filler: string) => {
      const empty = JSON.stringify({
        type: 'profile',
        attributes: { external_id: 'c1', properties: { x: '' } },
      }).length;
      const width = Buffer.byteLength(filler);
      return {
        id: 'c1',
        custom: {
          fields: { x: filler.repeat(Math.floor((bytes - empty) / width)) + 'x'.repeat((bytes - empty) % width) },
        },
      };
    };
    for (const filler of ['x', '😀']) {
      const most = map(sized(100_000, filler));
      expect('profile' in most && Buffer.byteLength(JSON.stringify(most.profile))).toBe(100_000);
      expect(map(sized(100_001, filler))).toEqual({
        problem: {
          code: 'record-too-large',
          message: 'The profile has over 100000 bytes, which is what Klaviyo takes.',
        },
      });
    }
  });
});

test('whatever a record holds, the mapping answers, changes nothing and says the same each time', () => {
  const value = fc.jsonValue();
  const record = fc.record(
    {
      id: fc.oneof(fc.uuid(), value),
      email: fc.oneof(fc.emailAddress(), fc.string(), value),
      firstName: fc.oneof(fc.string(), value),
      addresses: fc.oneof(
        fc.array(fc.record({ id: fc.string(), phone: fc.string(), country: fc.constantFrom('DE', 'US', 'x') })),
        value,
      ),
      defaultBillingAddressId: fc.oneof(fc.string(), value),
      custom: fc.oneof(fc.record({ fields: fc.dictionary(fc.string(), value) }), value),
    },
    { requiredKeys: [] },
  );
  fc.assert(
    fc.property(record, (source) => {
      const before = fc.stringify(source);
      const mapped = map(source);
      expect(fc.stringify(source)).toBe(before);
      expect(map(source)).toEqual(mapped);
      if ('problem' in mapped) return;
      expect(Buffer.byteLength(JSON.stringify(mapped.profile))).toBeLessThanOrEqual(100_000);
      expect(mapped.profile.attributes).not.toHaveProperty('location', null);
      if (mapped.profile.attributes.phone_number)
        expect(mapped.profile.attributes.phone_number).toMatch(/^\+[1-9]\d{6,14}$/);
    }),
  );
});
