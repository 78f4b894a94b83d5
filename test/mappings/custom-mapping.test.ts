import fc from 'fast-check';
import {
  type CustomMapping,
  compileCustomMapping,
  compileOdpMapping,
  type MappedOrSkipped,
  type OdpType,
} from '../../src/mappings';

const types: Record<string, OdpType> = { id: 'string', name: 'string', size: 'number', open: 'boolean' };
const context = { states: {} };
const mapping = {
  name: 'toStore',
  file: 'stores.mjs',
  object: 'stores',
  key: 'id',
  nulls: 'keep',
  types,
  context,
} as const;

function mapped(map: (record: Record<string, unknown>) => unknown, record: Record<string, unknown> = {}) {
  return compileCustomMapping({ ...mapping, map })(record);
}
const failed = (message: string): MappedOrSkipped => ({ problem: { code: 'mapping-failed', message } });

test('what it returns is typed as mapped fields are', () => {
  const answer = { id: 7, name: 'Zürich', size: '12.5', open: 1 };
  const object = { id: '7', name: 'Zürich', size: 12.5, open: true };
  expect(mapped(() => answer)).toEqual({ key: '7', object });
});

test('it is given the states of other jobs, which it cannot change', () => {
  const context = { states: { crm_export: { 'sales.customers': ['7'] } } };
  const map = (record: Record<string, unknown>, { states }: typeof context & { states: { other?: unknown } }) => {
    if (record.changes) states.crm_export['sales.customers'].push('8');
    return { id: states.crm_export['sales.customers'][0], name: typeof states.other };
  };
  const compiled = compileCustomMapping({ ...mapping, context, map: map as CustomMapping['map'] });
  expect(compiled({})).toEqual({ key: '7', object: { id: '7', name: 'undefined' } });
  expect(compiled({ changes: true })).toMatchObject({ problem: { message: expect.stringContaining('TypeError') } });
});

test('undefined or null leaves the record out', () => {
  expect(mapped(() => undefined)).toEqual({ skipped: true });
  expect(mapped(() => null)).toEqual({ skipped: true });
});

test.each([
  ['a list', [], 'toStore returned a list, but must return an object.'],
  ['a text', 'secret', 'toStore returned a string, but must return an object.'],
  ['false', false, 'toStore returned a boolean, but must return an object.'],
  ['a promise', Promise.resolve({ id: 1 }), 'toStore returned a promise, but must return the fields themselves.'],
  [
    'a promise that fails',
    Promise.reject(new Error()),
    'toStore returned a promise, but must return the fields themselves.',
  ],
])('%s is no record', (_, answer, message) => {
  expect(mapped(() => answer)).toEqual(failed(message));
});

test.each([
  ['no key', { name: 'x' }, 'missing-key', 'toStore returned no id, which is the key.'],
  ['a blank key', { id: ' ' }, 'missing-key', 'The key id is missing or blank.'],
  ['a nested value', { id: 1, name: { de: 'x' } }, 'value-not-scalar', 'The field name is a list or an object.'],
  ['a value of another type', { id: 1, size: 'large' }, 'wrong-type', 'The field size is not a number.'],
  ['a function', { id: 1, name: () => 'x' }, 'wrong-type', 'The field name is not a text.'],
  [
    'a text that is too long',
    { id: 1, name: 'x'.repeat(1_025) },
    'string-too-long',
    'The field name has over 1024 characters.',
  ],
])('%s rejects the record', (_, answer, code, message) => {
  expect(mapped(() => answer)).toEqual({ problem: { code, message } });
});

test('what it throws rejects the record, without the words of the error', () => {
  const parse = (record: Record<string, unknown>) => JSON.parse(String(record.json));
  const { problem } = mapped(parse, { json: '{"name":"Secret Street 1"' }) as { problem: { message: string } };
  expect(problem).toEqual(failed('toStore threw SyntaxError.')['problem' as keyof MappedOrSkipped]);
  expect(
    mapped(() =>
      Object.assign(
        {},
        {
          get id() {
            throw new TypeError('x');
          },
        },
      ),
    ),
  ).toEqual(failed('toStore threw TypeError.'));
  expect(
    mapped(() => {
      throw 'Secret Street 1';
    }),
  ).toEqual(failed('toStore threw something that is no error.'));
});

test('it cannot change the record, which stands in the reject', () => {
  const record = { id: 1, tags: [{ name: 'x' }] };
  const change = (given: Record<string, unknown>) => {
    (given.tags as { name: string }[]).push({ name: 'y' });
  };
  expect(mapped(change, record)).toEqual(failed('toStore threw TypeError.'));
  expect(record).toEqual({ id: 1, tags: [{ name: 'x' }] });
});

test('a field that the object lacks is the fault of the function, and ends the run', () => {
  expect(() => mapped(() => ({ id: 1, nmae: 'x' }))).toThrow(
    expect.objectContaining({
      code: 'unknown-field',
      message: 'toStore returned the field nmae, which stores lacks (did you mean name?)',
    }),
  );
});

test('without a schema any field is sent, and single values only', () => {
  const map = compileCustomMapping({ ...mapping, types: {}, map: (record) => record });
  expect(map({ id: 1, anything: 2 })).toEqual({ key: '1', object: { id: '1', anything: 2 } });
  expect(map({ id: 1, anything: [] })).toMatchObject({ problem: { code: 'value-not-scalar' } });
  expect(map(JSON.parse('{"id":1,"constructor":"x"}'))).toEqual({ key: '1', object: { id: '1', constructor: 'x' } });
  expect(() => map(JSON.parse('{"id":1,"__proto__":"x"}'))).toThrow('No field can be called __proto__.');
  expect(compileCustomMapping({ ...mapping, key: 'constructor', types: {}, map: () => ({}) })({})).toMatchObject({
    problem: { code: 'missing-key' },
  });
});

test('a function that does what a map of fields does comes to the same', () => {
  const value = fc.oneof(
    fc.string(),
    fc.double(),
    fc.boolean(),
    fc.constant(null),
    fc.constant(undefined),
    fc.constant([1]),
  );
  fc.assert(
    fc.property(
      fc.record({ id: value, name: value, size: value, open: value }),
      fc.constantFrom('keep', 'clear'),
      (record, nulls) => {
        const rules = { ...mapping, nulls } as const;
        const fields = { id: 'id', name: 'name', size: 'size', open: 'open' };
        const byFields = compileOdpMapping({ ...rules, fields })(record);
        expect(compileCustomMapping({ ...rules, map: (given) => ({ ...given }) })(record)).toEqual(byFields);
      },
    ),
  );
});
