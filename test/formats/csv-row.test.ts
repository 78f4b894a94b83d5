import fc from 'fast-check';
import { parseCsv } from '../../sandbox/parse-csv';
import { csvRow } from '../../src/formats';

test('what needs quotes is quoted, and nothing else is touched', () => {
  expect(csvRow(['1', ' plain ', '=SUM(A1)', ''])).toBe('1, plain ,=SUM(A1),\r\n');
  expect(csvRow(['a,b', 'say "yes"', 'two\nlines', 'cr\r'])).toBe('"a,b","say ""yes""","two\nlines","cr\r"\r\n');
});

test('any texts are read back as they were written', () => {
  const row = fc.array(fc.string({ unit: 'grapheme', maxLength: 8 }), { minLength: 1, maxLength: 4 });
  const odd = fc.array(fc.string({ unit: fc.constantFrom('"', ',', '\r', '\n', 'x'), maxLength: 6 }), { minLength: 1 });
  fc.assert(
    fc.property(fc.array(fc.oneof(row, odd)), (rows) => {
      expect(parseCsv(rows.map(csvRow).join(''))).toEqual(rows);
    }),
  );
});
