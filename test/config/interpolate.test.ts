import fc from 'fast-check';
import { interpolate } from '../../src/config/interpolate';

const variables = new Map([
  ['NAME', 'value'],
  ['_2nd', 'two'],
  ['EMPTY', ''],
  ['ODD', '${NAME} $${NAME} }: "x"\n# y'],
]);
const textOf = (text: string) => interpolate(text, variables).text;

test.each([
  ['', ''],
  ['no variable', 'no variable'],
  ['$NAME {NAME} $', '$NAME {NAME} $'],
  ['${NAME}', 'value'],
  ['a${NAME}b${_2nd}${NAME}', 'avaluebtwovalue'],
  ['${NAME:other}', 'value'],
  ['${NONE:other}', 'other'],
  ['${NONE:}', ''],
  ['${EMPTY:other}', 'other'],
  ['${EMPTY}', ''],
  ['${NONE:a:b}', 'a:b'],
  ['${NONE:{"a":{"b":1}}}', '{"a":{"b":1}}'],
  ['${NONE:two\nlines}', 'two\nlines'],
  ['$${NAME}', '${NAME}'],
  ['$$${NAME}', '$${NAME}'],
  ['$${NAME}${NAME}$${', '${NAME}value${'],
  ['${NAME}$${NAME}', 'value${NAME}'],
  ['${ODD}', '${NAME} $${NAME} }: "x"\n# y'],
])('%j becomes %j', (text, expected) => {
  expect(interpolate(text, variables)).toMatchObject({ text: expected, missing: [] });
  expect(interpolate(text, variables).fault).toBeUndefined();
});

test('names and missing ones are told once each, in the order they come', () => {
  const { names, missing } = interpolate('${B} ${NAME} ${A:x} ${B} ${C} $${D}', variables);
  expect(names).toEqual(['B', 'NAME', 'A', 'C']);
  expect(missing).toEqual(['B', 'C']);
});

test.each([
  ['${NAME', /without its }/],
  ['${NONE:{}', /without its }/],
  ['${}', /names no variable/],
  ['${ NAME }', /names no variable/],
  ['${1ST}', /names no variable/],
  ['${NA-ME}', /names no variable/],
  ['${NONE:${NAME}}', /default is plain text/],
])('%j is a fault', (text, fault) => {
  expect(interpolate(text, variables).fault).toMatch(fault);
});

test('a text that was escaped comes out as it was', () => {
  const part = fc.oneof(fc.string(), fc.constantFrom('${', '${NAME}', '{', '}', ':', 'a$ '));
  fc.assert(
    fc.property(fc.array(part), (parts) => {
      const text = parts.join('');
      // A `$` before the `${` would be one more than the escape has.
      fc.pre(!text.includes('$${'));
      expect(textOf(text.replaceAll('${', () => '$${'))).toBe(text);
    }),
  );
});

test('a value is put in as it is, wherever it stands, and is not read again', () => {
  const around = fc.string().filter((text) => !text.includes('$'));
  const value = fc.oneof(fc.string(), fc.constantFrom('${NAME}', '$${', '$&', '$1', '}', '${'));
  fc.assert(
    fc.property(around, value, around, (before, held, after) => {
      fc.pre(held !== '');
      const result = interpolate(`${before}\${X}${after}\${X:y}`, new Map([['X', held]]));
      expect(result.text).toBe(before + held + after + held);
    }),
  );
});
