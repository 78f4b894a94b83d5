import fc from 'fast-check';
import { parseRecordPath } from '../../src/contract/record-path';

describe('parseRecordPath', () => {
  test.each<[string, (string | number)[]]>([
    ['id', ['id']],
    ['a.b.c', ['a', 'b', 'c']],
    ['items[0].x', ['items', 0, 'x']],
    ['items[10][2]', ['items', 10, 2]],
    ['[0]', [0]],
    ['["a.b"]', ['a.b']],
    ['["a.b"].c', ['a.b', 'c']],
    ['a["b.c"]["d"].e', ['a', 'b.c', 'd', 'e']],
    ['["quote \\" and ] and \\u00e9"]', ['quote " and ] and é']],
    ['[""]', ['']],
    ['["0"]', ['0']],
    ['a.0', ['a', '0']],
    ['first name', ['first name']],
    ['Straße.größe', ['Straße', 'größe']],
    ['$ref', ['$ref']],
    ['__proto__.x', ['__proto__', 'x']],
  ])('%s', (text, path) => {
    expect(parseRecordPath(text)).toEqual(path);
  });

  test.each([
    ['', 'it ends too early'],
    ['a.', 'it ends too early'],
    ['.a', 'character 1'],
    ['a..b', 'character 3'],
    ['a[', 'character 2'],
    ['a[]', 'character 2'],
    ['a[-1]', 'character 2'],
    ['a[01]', 'character 2'],
    ['a[1', 'character 2'],
    ['a[1.5]', 'character 2'],
    ['a[x]', 'character 2'],
    ["a['x']", 'character 2'],
    ['a["x]', 'character 2'],
    ['a["\\x"]', 'character 3'],
    ['a[0]b', 'character 5'],
    ['a]b', 'character 2'],
    ['a"b', 'character 2'],
    ['a.[0]', 'character 3'],
    ['a[99999999999]', 'character 2'],
  ])('%j is refused: %s', (text, place) => {
    expect(() => parseRecordPath(text)).toThrow(
      expect.objectContaining({ code: 'config-invalid', message: expect.stringContaining(place) }),
    );
  });

  test('any names and indices can be written, and are read as they were', () => {
    const part = fc.oneof(fc.string(), fc.nat({ max: 999_999_999 }));
    fc.assert(
      fc.property(fc.array(part, { minLength: 1 }), (path) => {
        const text = path.map((one) => `[${JSON.stringify(one)}]`).join('');
        expect(parseRecordPath(text)).toEqual(path);
      }),
    );
  });

  test('any text is a path or refused with config-invalid', () => {
    fc.assert(
      fc.property(fc.string({ unit: fc.constantFrom('a', '.', '[', ']', '"', '\\', '0', '1', ' ', 'é') }), (text) => {
        try {
          expect(parseRecordPath(text).length).toBeGreaterThan(0);
        } catch (error) {
          expect(error).toMatchObject({ code: 'config-invalid' });
        }
      }),
      { numRuns: 1000 },
    );
  });
});
