import { z } from 'zod';
import { withMeantTypes } from '../../src/config/meant-types';

const schema = z.strictObject({ on: z.boolean(), many: z.array(z.number()), name: z.string() });

/** Texts as they come from variables, but for the paths that are written out in the file. */
function meant(values: unknown, writtenOut: readonly string[] = []) {
  const variablesAt = (path: readonly (string | number)[]) => (writtenOut.includes(path.join('.')) ? [] : ['NAME']);
  const issues = schema.safeParse(values).error?.issues ?? [];
  return withMeantTypes({ written: values, values, variablesAt }, issues)?.values;
}

test('booleans and numbers are read, in lists too', () => {
  const values = { on: ' false', many: ['-1', '2.5e1', 3], name: 'true' };
  expect(meant(values)).toEqual({ on: false, many: [-1, 25, 3], name: 'true' });
  expect(values.on).toBe(' false');
});

test.each(['yes', 'TRUE', '1', '', 'on'])('%j is no boolean', (on) => {
  expect(meant({ on, many: [], name: '' })).toBeUndefined();
});

test('what the file itself says is left as it says it, and so is what is wrong in another way', () => {
  expect(meant({ on: 'true', many: ['1'], name: 5 }, ['on', 'many.0'])).toBeUndefined();
  expect(meant({ on: true, many: [1], name: 'x', more: '1' })).toBeUndefined();
  expect(meant({ on: 'true', many: '1', name: {} })).toEqual({ on: true, many: '1', name: {} });
});
