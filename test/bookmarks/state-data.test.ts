import fc from 'fast-check';
import { StateData } from '../../src/bookmarks';
import type { JsonValue } from '../../src/contract/bookmark';

const fromSeed = process.env.SEED === undefined ? {} : { seed: Number(process.env.SEED) };
const text = (data: StateData): string => new TextDecoder().decode(data.toBytes());

test('a new one is empty', () => {
  const data = new StateData('export');
  expect(data).toMatchObject({ jobName: 'export', created: true, status: 'running', version: 0 });
  expect(text(data)).toBe('{}');
  expect(data.getElement('crm.customers')).toBeUndefined();
});

test('addElement with a key that exists replaces its value', () => {
  const data = new StateData('export');
  data.addElement('crm.customers', { epoch_time: 1 });
  data.addElement('crm.customers', 2);
  expect(data.getElement('crm.customers')).toBe(2);
  expect(text(data)).toBe('{"crm.customers": 2}');
});

test('removeElement of a key that is absent is no error and no change', () => {
  const data = new StateData('export');
  data.addElement('a', 1);
  data.removeElement('b');
  expect(data.elements()).toEqual({ a: 1 });
  data.removeElement('a');
  expect(data.elements()).toEqual({});
});

test('reset removes all elements', () => {
  const data = new StateData('export');
  data.addElement('a', 1);
  data.addElement('b', null);
  data.reset();
  expect(text(data)).toBe('{}');
});

test('toBytes is UTF-8 JSON of the elements, keys in the order in which they were added', () => {
  const data = new StateData('export');
  for (const key of ['z.orders', 'a.customers', '10', '9', '__proto__', 'ä.東京']) data.addElement(key, [key]);
  expect(text(data)).toBe(
    '{"z.orders": ["z.orders"], "a.customers": ["a.customers"], "10": ["10"], "9": ["9"], "__proto__": ["__proto__"], "ä.東京": ["ä.東京"]}',
  );
});

describe('fromBytes', () => {
  test.each<[string, Uint8Array | string | Record<string, JsonValue>]>([
    ['an object', { a: { b: [1] } }],
    ['bytes', new TextEncoder().encode('{"a":{"b":[1]}}')],
    ['a Buffer', Buffer.from(' {"a":{"b":[1]}}\n')],
    ['text', '{"a":{"b":[1]}}'],
  ])('takes %s, in the place of what was there', (_, given) => {
    const data = new StateData('export');
    data.addElement('before', 1);
    data.fromBytes(given);
    expect(data.elements()).toEqual({ a: { b: [1] } });
  });

  test.each<[string, unknown]>([
    ['a list', '[1]'],
    ['a list as such', [1]],
    ['null', 'null'],
    ['null as such', null],
    ['a number', '1'],
    ['text in quotes', '"a"'],
    ['nothing', ''],
    ['JSON that is cut off', '{"a": 1'],
    ['something behind the JSON', '{"a": 1} x'],
    ['NaN', '{"a": NaN}'],
    ['bytes that are not UTF-8', Uint8Array.of(0x7b, 0x22, 0xff, 0x22, 0x3a, 0x31, 0x7d)],
    ['an object with a Date', { a: 2, b: new Date() }],
    ['undefined', undefined],
  ])('refuses %s, and the state is as it was', (_, given) => {
    const data = new StateData('export');
    data.addElement('before', { secret: 'canary-1' });
    const error = caught(() => data.fromBytes(given as string));
    expect(error).toMatchObject({ code: 'bookmark-value-invalid' });
    expect(data.elements()).toEqual({ before: { secret: 'canary-1' } });
  });

  test('does not quote the data in its error', () => {
    const error = caught(() => new StateData('export').fromBytes('{"a": canary-2'));
    expect(JSON.stringify([String(error), (error as Error).cause])).not.toContain('canary');
  });
});

test('what toBytes writes, fromBytes reads', () => {
  fc.assert(
    fc.property(fc.array(fc.tuple(fc.string({ unit: 'binary' }), fc.jsonValue())), (elements) => {
      const data = new StateData('export');
      for (const [key, value] of elements) data.addElement(key, value as JsonValue);
      const read = new StateData('export');
      read.fromBytes(data.toBytes());
      // JSON has no -0.
      expect(JSON.stringify(read.elements())).toBe(JSON.stringify(data.elements()));
      expect(Object.keys(read.elements())).toHaveLength(new Set(elements.map(([key]) => key)).size);
    }),
    fromSeed,
  );
});

describe('a value that is not JSON', () => {
  const circle: Record<string, unknown> = {};
  circle.self = { circle };
  class Money {
    readonly cents = 1;
  }
  test.each<[unknown, string]>([
    [new Date(), ' is a Date'],
    [1n, ' is a bigint'],
    [Number.NaN, ' is NaN'],
    [Number.NEGATIVE_INFINITY, ' is -Infinity'],
    [undefined, ' is undefined'],
    [() => 1, ' is a function'],
    [Symbol('s'), ' is a symbol'],
    [new Map(), ' is a Map'],
    [new Money(), ' is a Money'],
    [Buffer.from('a'), ' is a Buffer'],
    [{ [Symbol('s')]: 1 }, ' is an object with symbols'],
    [{ list: [1, { when: new Date() }] }, ' at .list[1].when is a Date'],
    // A hole, which JSON would make null.
    [new Array(2), ' at [0] is undefined'],
    [{ a: { b: undefined } }, ' at .a.b is undefined'],
    [circle, ' at .self.circle is a circle'],
  ])('is refused with its key (%#)', (value, what) => {
    const data = new StateData('export');
    data.addElement('crm.customers', 1);
    expect(caught(() => data.addElement('crm.customers', value as JsonValue))).toMatchObject({
      code: 'bookmark-value-invalid',
      message: `The value of 'crm.customers'${what}, which is not JSON`,
    });
    expect(data.getElement('crm.customers')).toBe(1);
  });

  test('may be an object that occurs twice, or has no prototype', () => {
    const shared = { a: 1 };
    const bare: Record<string, number> = Object.create(null);
    bare.b = 2;
    const data = new StateData('export');
    data.addElement('both', [shared, shared, bare]);
    expect(text(data)).toBe('{"both": [{"a":1},{"a":1},{"b":2}]}');
  });
});

function caught(work: () => void): unknown {
  try {
    work();
  } catch (error) {
    return error;
  }
  throw new Error('Nothing was thrown');
}
