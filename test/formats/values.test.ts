import { cuts, readAll } from './read-all';

/** The same record as an element of an array and as a line. */
const files = (record: string): string[] => [`[${record}]`, `${record}\n${record}\n`];

async function parsed(record: string, largeIntegers: 'reject' | 'string' = 'reject'): Promise<Record<string, unknown>> {
  const values: unknown[] = [];
  for (const file of files(record)) {
    for (const cut of cuts) {
      const { records, fault } = await readAll(file, { cut, largeIntegers });
      expect([fault, records[0]?.problem]).toEqual([undefined, undefined]);
      values.push(records[0]?.value);
    }
  }
  for (const value of values) expect(value).toEqual(values[0]);
  return values[0] as Record<string, unknown>;
}

test('of a key that comes twice the last value counts', async () => {
  expect(await parsed('{"a":1,"b":2,"a":3}')).toEqual({ a: 3, b: 2 });
});

test('__proto__ is a key like any other', async () => {
  const value = await parsed('{"__proto__":{"polluted":true},"constructor":{"prototype":{"polluted":true}}}');
  expect(Object.keys(value)).toEqual(['__proto__', 'constructor']);
  expect(Object.getPrototypeOf(value)).toBe(Object.getPrototypeOf({}));
  expect('polluted' in {}).toBe(false);
});

describe('an integer too large to be exact', () => {
  test('stays a number, for the mapping to refuse, unless texts are asked for', async () => {
    const { id } = await parsed('{"id":12345678901234567890}');
    expect(typeof id).toBe('number');
    expect(Number.isSafeInteger(id)).toBe(false);
  });

  test.each([
    ['{"id":12345678901234567890}', { id: '12345678901234567890' }],
    ['{"id":-12345678901234567890}', { id: '-12345678901234567890' }],
    ['{"id":9007199254740991}', { id: 9007199254740991 }],
    ['{"id":-9007199254740991}', { id: -9007199254740991 }],
    ['{"id":9007199254740992}', { id: '9007199254740992' }],
    ['{"id":9007199254740993}', { id: '9007199254740993' }],
    [
      '{"ids":[1,99999999999999999999,{"x":18446744073709551615}]}',
      { ids: [1, '99999999999999999999', { x: '18446744073709551615' }] },
    ],
    ['{"x":1.2345678901234567890}', { x: 1.2345678901234567 }],
    ['{"x":1234567890123456789e3}', { x: Number('1234567890123456789e3') }],
    ['{"x":"12345678901234567890","12345678901234567890":1}', { x: '12345678901234567890', '12345678901234567890': 1 }],
    [
      '{"x":"\\\\","y":"\\"12345678901234567890","z":12345678901234567890}',
      { x: '\\', y: '"12345678901234567890', z: '12345678901234567890' },
    ],
    [
      '{"x": 12345678901234567890 , "y":[12345678901234567890]}',
      { x: '12345678901234567890', y: ['12345678901234567890'] },
    ],
  ])('keeps its digits as a text where texts are asked for: %s', async (record, value) => {
    expect(await parsed(record, 'string')).toEqual(value);
  });

  test.each([
    '{"id":012345678901234567890}',
    '{"id":12345678901234567890x}',
    '{"id":--12345678901234567890}',
    '{12345678901234567890:1}',
  ])('never mends what is no JSON: %s', async (record) => {
    const { records } = await readAll(`[${record}]`, { largeIntegers: 'string' });
    expect(records[0]?.problem?.code).toBe('record-malformed');
  });
});
