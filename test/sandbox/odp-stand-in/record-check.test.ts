import type { FieldType } from '../../../sandbox/odp-stand-in/object-schema';
import { checkRecord, keyOf, type RecordShape } from '../../../sandbox/odp-stand-in/record-check';

const shape: RecordShape = {
  fields: new Map<string, FieldType>([
    ['id', 'string'],
    ['name', 'string'],
    ['size', 'number'],
    ['opened', 'timestamp'],
    ['active', 'boolean'],
    ['place', 'vector'],
  ]),
  keyFields: ['id'],
};
const strict = { unknownFields: 'drop', strictKeyType: true } as const;

describe('a value', () => {
  const good: [string, unknown][] = [
    ['name', ''],
    ['name', ' '],
    ['name', 'x'.repeat(1024)],
    ['size', 0],
    ['size', -1.5],
    ['active', true],
    ['active', false],
    ['active', 0],
    ['active', 1],
    ['opened', 1656691446],
    ['opened', '2022-07-01T16:04:06.786Z'],
    ['place', [1, 2.5]],
    ['place', []],
    ['other', 'x'.repeat(2000)],
    ...[...shape.fields.keys()].filter((field) => field !== 'id').map((field): [string, unknown] => [field, null]),
  ];

  it.each(good)('is taken: %s = %j', (field, value) => {
    expect(checkRecord(shape, { id: '1', [field]: value }, strict)).toEqual([]);
  });

  const bad: [string, unknown, string][] = [
    ['name', 7, 'must be a string'],
    ['name', true, 'must be a string'],
    ['name', 'x'.repeat(1025), 'must not be longer than 1024 characters'],
    ['name', {}, 'must be a single value'],
    ['name', ['a'], 'must be a single value'],
    ['size', '7', 'must be a number'],
    ['size', false, 'must be a number'],
    ['size', Number.POSITIVE_INFINITY, 'must be a number'],
    ['active', 'true', 'must be a boolean'],
    ['active', 2, 'must be a boolean'],
    ['opened', 'yesterday', 'must be an ISO-8601 time or epoch seconds'],
    ['opened', 1656691446786, 'must be an ISO-8601 time or epoch seconds'],
    ['opened', true, 'must be an ISO-8601 time or epoch seconds'],
    ['place', 'here', 'must be a list of numbers'],
    ['place', [1, '2'], 'must be a list of numbers'],
    ['place', {}, 'must be a list of numbers'],
    ['other', {}, 'must be a single value'],
    ['other', [], 'must be a single value'],
  ];

  it.each(bad)('is refused: %s = %j', (field, value, reason) => {
    expect(checkRecord(shape, { id: '1', [field]: value }, strict)).toEqual([{ field, reason }]);
  });

  it('of an unknown field is refused whatever it is, where they are not dropped', () => {
    const rules = { ...strict, unknownFields: 'reject' } as const;
    expect(checkRecord(shape, { id: '1', other: 1, more: null }, rules)).toEqual([
      { field: 'other', reason: 'is not a known field' },
      { field: 'more', reason: 'is not a known field' },
    ]);
  });
});

describe('the key', () => {
  it.each([
    [{}, 'missing'],
    [{ id: null }, 'missing'],
    [{ id: '' }, 'must not be blank'],
    [{ id: ' \t\n' }, 'must not be blank'],
    [{ id: 7 }, 'must be a string'],
    [{ id: true }, 'must be a string'],
    [{ id: ['1'] }, 'must be a string'],
    [{ id: 'x'.repeat(1025) }, 'must not be longer than 1024 characters'],
  ])('of %j is refused', (record, reason) => {
    expect(checkRecord(shape, record, strict)).toEqual([{ field: 'id', reason }]);
  });

  it('may be a number where that is allowed, kept under its text', () => {
    const rules = { ...strict, strictKeyType: false };
    expect(checkRecord(shape, { id: 7 }, rules)).toEqual([]);
    expect(checkRecord(shape, { id: true }, rules)).toEqual([{ field: 'id', reason: 'must be a string' }]);
    expect(keyOf(shape, { id: 7 })).toBe('7');
  });

  it('is not trimmed', () => {
    expect(checkRecord(shape, { id: ' 1 ' }, strict)).toEqual([]);
    expect(keyOf(shape, { id: ' 1 ' })).toBe(' 1 ');
  });

  it('is not inherited', () => {
    expect(checkRecord({ ...shape, keyFields: ['constructor'] }, {}, strict)).toEqual([
      { field: 'constructor', reason: 'missing' },
    ]);
  });

  it('can consist of several fields, each of them needed', () => {
    const pair = { ...shape, keyFields: ['id', 'name'] };
    expect(checkRecord(pair, { id: '1' }, strict)).toEqual([{ field: 'name', reason: 'missing' }]);
    expect(keyOf(pair, { id: 'a', name: 'b' })).not.toBe(keyOf(pair, { id: 'b', name: 'a' }));
    expect(keyOf(pair, { id: 'a","b', name: '' })).not.toBe(keyOf(pair, { id: 'a', name: 'b","' }));
  });
});

it.each([['text'], [7], [null], [true], [['a']]])('what is no object is refused: %j', (record) => {
  expect(checkRecord(shape, record, strict)).toEqual([{ field: '', reason: 'must be an object' }]);
  expect(keyOf(shape, record)).toBeUndefined();
});
