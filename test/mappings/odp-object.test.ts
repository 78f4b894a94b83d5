import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { compileOdpMapping, type OdpMapping } from '../../src/mappings';

const fixture = (name: string) => JSON.parse(readFileSync(join(__dirname, '../fixtures', name), 'utf8'));

const stores: OdpMapping = {
  fields: {
    ocp_quickstart_offline_store_id: 'id',
    offline_store_name: 'name',
    offline_store_location: 'location',
  },
  key: 'ocp_quickstart_offline_store_id',
  types: {
    ocp_quickstart_offline_store_id: 'string',
    offline_store_name: 'string',
    offline_store_location: 'string',
  },
  nulls: 'keep',
};

/** A mapping of a key `id` and one field `f` of the type, applied to one value. */
function mapValue(value: unknown, type?: OdpMapping['types'][string], nulls: OdpMapping['nulls'] = 'keep') {
  const map = compileOdpMapping({ fields: { id: 'id', f: 'v' }, key: 'id', types: type ? { f: type } : {}, nulls });
  const mapped = map({ id: '1', v: value });
  if ('problem' in mapped) return mapped.problem.code;
  return Object.hasOwn(mapped.object, 'f') ? { sent: mapped.object.f } : 'left out';
}

function mapKey(value: unknown, type?: OdpMapping['types'][string]) {
  const map = compileOdpMapping({ fields: { id: 'v' }, key: 'id', types: type ? { id: type } : {}, nulls: 'clear' });
  const mapped = map({ v: value });
  if ('problem' in mapped) return mapped.problem.code;
  expect(mapped.object.id).toBe(mapped.key);
  return { key: mapped.key };
}

describe('the ten stores', () => {
  test('become the objects of the golden file', () => {
    const mapped = fixture('offline-stores.json').map(compileOdpMapping(stores));
    const expected = fixture('offline-stores.odp.json');
    expect(expected).toHaveLength(10);
    expect(mapped).toEqual(
      expected.map((object: Record<string, string>) => ({ key: object.ocp_quickstart_offline_store_id, object })),
    );
    expect(JSON.stringify(mapped[0].object)).toBe(JSON.stringify(expected[0]));
  });
});

describe('the key', () => {
  test.each<[unknown, string]>([
    ['a', 'a'],
    [' a ', ' a '],
    [0, '0'],
    [-0, '0'],
    [17, '17'],
    [1.5, '1.5'],
    [Number.MAX_SAFE_INTEGER, '9007199254740991'],
    ['x'.repeat(1024), 'x'.repeat(1024)],
    ['😀'.repeat(1024), '😀'.repeat(1024)],
  ])('%j is sent as a string', (value, key) => {
    expect(mapKey(value)).toEqual({ key });
    expect(mapKey(value, 'number')).toEqual({ key });
  });

  test.each<[unknown, string]>([
    [undefined, 'missing-key'],
    [null, 'missing-key'],
    ['', 'missing-key'],
    [' \t\n\u00a0\u3000', 'missing-key'],
    [true, 'wrong-type'],
    [Number.NaN, 'wrong-type'],
    [1n, 'wrong-type'],
    [{}, 'value-not-scalar'],
    [['1'], 'value-not-scalar'],
    [Number.MAX_SAFE_INTEGER + 1, 'number-not-exact'],
    [1e21, 'number-not-exact'],
    ['x'.repeat(1025), 'string-too-long'],
    [`${'😀'.repeat(1024)}x`, 'string-too-long'],
    ['x'.repeat(5000), 'string-too-long'],
  ])('%p is %s', (value, code) => {
    expect(mapKey(value)).toBe(code);
  });

  test('must be one of the mapped fields', () => {
    expect(() => compileOdpMapping({ ...stores, key: 'store_id' })).toThrow(
      expect.objectContaining({ code: 'config-invalid', message: expect.stringContaining('store_id') }),
    );
    expect(() => compileOdpMapping({ ...stores, key: 'toString' })).toThrow(/toString/);
  });
});

describe('values by the type of the field', () => {
  test.each<[OdpMapping['types'][string] | undefined, unknown, unknown]>([
    ['string', 'a', 'a'],
    ['string', ' a ', ' a '],
    ['string', 12, '12'],
    ['string', 1.5, '1.5'],
    ['string', false, 'false'],
    ['string', '😀'.repeat(1024), '😀'.repeat(1024)],
    ['number', 0, 0],
    ['number', -1.5, -1.5],
    ['number', '12', 12],
    ['number', ' 12 ', 12],
    ['number', '-1.5e3', -1500],
    ['number', '.5', 0.5],
    ['number', '007', 7],
    ['number', '9007199254740991', 9007199254740991],
    ['number', '1e300', 1e300],
    ['boolean', true, true],
    ['boolean', false, false],
    ['boolean', 1, true],
    ['boolean', 0, false],
    ['boolean', '1', true],
    ['boolean', '0', false],
    ['boolean', 'true', true],
    ['boolean', 'false', false],
    ['timestamp', '2022-07-01T16:04:06.786Z', '2022-07-01T16:04:06.786Z'],
    ['timestamp', 1656691446, 1656691446],
    ['timestamp', 1656691446.786, 1656691446.786],
    ['timestamp', 0, 0],
    ['timestamp', '2022-07-01', '2022-07-01'],
    ['vector', [1, 2.5, -3], [1, 2.5, -3]],
    ['vector', [], []],
    [undefined, 'a', 'a'],
    [undefined, 12, 12],
    [undefined, Number.MAX_SAFE_INTEGER + 1, Number.MAX_SAFE_INTEGER + 1],
    [undefined, false, false],
    ['unknown', 12, 12],
  ])('%s: %j is sent as %j', (type, value, sent) => {
    expect(mapValue(value, type)).toEqual({ sent });
  });

  test.each<[OdpMapping['types'][string] | undefined, unknown, string]>([
    ['string', Number.MAX_SAFE_INTEGER + 1, 'number-not-exact'],
    ['string', 'x'.repeat(1025), 'string-too-long'],
    ['string', {}, 'value-not-scalar'],
    ['string', ['a'], 'value-not-scalar'],
    ['number', 'twelve', 'wrong-type'],
    ['number', '12 pieces', 'wrong-type'],
    ['number', '0x10', 'wrong-type'],
    ['number', '1,5', 'wrong-type'],
    ['number', 'Infinity', 'wrong-type'],
    ['number', '1e999', 'wrong-type'],
    ['number', Number.NaN, 'wrong-type'],
    ['number', Number.POSITIVE_INFINITY, 'wrong-type'],
    ['number', true, 'wrong-type'],
    ['number', '9007199254740993', 'number-not-exact'],
    ['number', [1], 'value-not-scalar'],
    ['boolean', 'yes', 'wrong-type'],
    ['boolean', 2, 'wrong-type'],
    ['boolean', {}, 'value-not-scalar'],
    ['timestamp', 'yesterday', 'wrong-type'],
    ['timestamp', '1656691446', 'wrong-type'],
    ['timestamp', 1656691446786, 'wrong-type'],
    ['timestamp', true, 'wrong-type'],
    ['timestamp', Number.NaN, 'wrong-type'],
    ['timestamp', {}, 'value-not-scalar'],
    ['vector', '1,2', 'wrong-type'],
    ['vector', 1, 'wrong-type'],
    ['vector', [1, '2'], 'wrong-type'],
    ['vector', [1, null], 'wrong-type'],
    [undefined, 'x'.repeat(1025), 'string-too-long'],
    [undefined, [1, 2], 'value-not-scalar'],
    ['unknown', {}, 'value-not-scalar'],
    ['unknown', 1n, 'wrong-type'],
  ])('%s: %p is %s', (type, value, code) => {
    expect(mapValue(value, type)).toBe(code);
  });
});

describe('null and blank values', () => {
  const types = [undefined, 'string', 'number', 'boolean', 'timestamp', 'vector', 'unknown'] as const;

  test.each(types)('%s: keep leaves them out, clear sends null, and what is absent is left out by both', (type) => {
    for (const blank of [null, '', ' ', '\t\r\n', '\u00a0']) {
      expect(mapValue(blank, type, 'keep')).toBe('left out');
      expect(mapValue(blank, type, 'clear')).toEqual({ sent: null });
    }
    expect(mapValue(undefined, type, 'keep')).toBe('left out');
    expect(mapValue(undefined, type, 'clear')).toBe('left out');
  });

  test('0 and false are values', () => {
    for (const nulls of ['keep', 'clear'] as const) {
      expect(mapValue(0, 'number', nulls)).toEqual({ sent: 0 });
      expect(mapValue(false, 'boolean', nulls)).toEqual({ sent: false });
    }
  });
});

describe('paths', () => {
  const read = (path: string, record: Record<string, unknown>) => {
    const map = compileOdpMapping({ fields: { id: 'id', f: path }, key: 'id', types: {}, nulls: 'clear' });
    const mapped = map({ id: '1', ...record });
    return 'problem' in mapped ? mapped.problem.code : mapped.object.f;
  };

  test('lead into objects and lists', () => {
    const record = { address: { city: 'Paris' }, items: [{ x: 1 }, [2, 3]], 'a.b': { c: 4 }, list: { '0': 5 } };
    expect(read('address.city', record)).toBe('Paris');
    expect(read('items[0].x', record)).toBe(1);
    expect(read('items[1][1]', record)).toBe(3);
    expect(read('["a.b"].c', record)).toBe(4);
    expect(read('list.0', record)).toBe(5);
  });

  test.each([
    'address.zip',
    'address.city.x',
    'items[9]',
    'items.0',
    'items.length',
    'address[0]',
    'name.length',
    'none.x',
  ])('%s is not there', (path) => {
    expect(read(path, { address: { city: 'Paris' }, items: [1], name: 'text', none: null })).toBeUndefined();
  });

  test.each([
    '__proto__',
    'constructor',
    'toString',
    'constructor.name',
    '__proto__.polluted',
    'o.hasOwnProperty',
    'a[3]',
  ])('%s is inherited, and so not there', (path) => {
    expect(read(path, { o: {}, a: [] })).toBeUndefined();
  });

  test('names of inherited things are read where the record has them itself', () => {
    const record = JSON.parse('{"id":"1","__proto__":{"x":"own"},"constructor":"c","toString":7}');
    const map = compileOdpMapping({
      fields: { id: 'id', a: '__proto__.x', constructor: 'constructor', toString: 'toString' },
      key: 'id',
      types: {},
      nulls: 'keep',
    });
    expect(map(record)).toEqual({ key: '1', object: { id: '1', a: 'own', constructor: 'c', toString: 7 } });
  });

  test('a path that is none, and a field that cannot be, stop the mapping before its first record', () => {
    const config = expect.objectContaining({ code: 'config-invalid' });
    expect(() => compileOdpMapping({ ...stores, fields: { ...stores.fields, f: 'a..b' } })).toThrow(config);
    const fields = JSON.parse('{"id":"id","__proto__":"x"}');
    expect(() => compileOdpMapping({ ...stores, key: 'id', fields })).toThrow(config);
  });
});

describe('problems', () => {
  test('name the field and never the value', () => {
    const map = compileOdpMapping({
      fields: { id: 'id', size: 'v' },
      key: 'id',
      types: { size: 'number' },
      nulls: 'keep',
    });
    expect(map({ id: '1', v: 'canary' })).toEqual({
      problem: { code: 'wrong-type', message: 'The field size is not a number.' },
    });
    expect(map({ id: ' ', v: 1 })).toEqual({
      problem: { code: 'missing-key', message: 'The key id is missing or blank.' },
    });
  });

  test('are told in the order of the fields, the key at its place', () => {
    const fields = { a: 'a', id: 'id', b: 'b' };
    const map = compileOdpMapping({ fields, key: 'id', types: { a: 'number', b: 'number' }, nulls: 'keep' });
    const codeOf = (record: Record<string, unknown>) => {
      const mapped = map(record);
      return 'problem' in mapped ? mapped.problem.message : 'fine';
    };
    expect(codeOf({ a: 'x', b: 'x' })).toMatch(/field a/);
    expect(codeOf({ a: 1, b: 'x' })).toMatch(/key id/);
    expect(codeOf({ a: 1, id: 1, b: 'x' })).toMatch(/field b/);
    expect(codeOf({ a: 1, id: 1, b: 1 })).toBe('fine');
  });
});
