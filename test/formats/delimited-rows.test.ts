import fc from 'fast-check';
import { countLines, csvRow, delimitedRows, valuesOfRow } from '../../src/formats';

const csv = { separator: ',', quote: '"' };

async function* inPieces(text: string, size: number): AsyncGenerator<string> {
  const characters = [...text];
  for (let at = 0; at < characters.length; at += size) yield characters.slice(at, at + size).join('');
}

async function rowsOf(text: string, size = 7) {
  const rows: { line: number; text: string }[] = [];
  for await (const row of delimitedRows(inPieces(text, size), csv)) rows.push(row);
  return rows;
}

describe('Rows of text with columns', () => {
  it('begin at their lines, also behind values of several lines and blank ones', async () => {
    expect(await rowsOf('a,b\r\n"1\n2",x\n\n3,"say ""hi"""\r4')).toEqual([
      { line: 1, text: 'a,b' },
      { line: 2, text: '"1\n2",x' },
      { line: 4, text: '' },
      { line: 5, text: '3,"say ""hi"""' },
      { line: 6, text: '4' },
    ]);
  });

  it('end with the file behind a quote that is never closed', async () => {
    expect(await rowsOf('1,"a\n2,b\n')).toEqual([{ line: 1, text: '1,"a\n2,b\n' }]);
    expect(await rowsOf('1,a"b\n2,c')).toHaveLength(2);
  });

  it('are those that were written, however the text comes in pieces', async () => {
    const value = fc.string({ unit: fc.constantFrom('a', '"', ',', '\n', 'é', '😀', ' ') });
    const table = fc.array(fc.array(value, { minLength: 2, maxLength: 3 }), { maxLength: 5 });
    await fc.assert(
      fc.asyncProperty(table, fc.integer({ min: 1, max: 9 }), async (rows, size) => {
        const found = await rowsOf(rows.map(csvRow).join(''), size);
        expect(found.map(({ text }) => valuesOfRow(text, csv))).toEqual(rows);
      }),
    );
  });
});

describe('Lines', () => {
  it('are counted where they are not blank, whatever ends them', async () => {
    const pieces = async function* (text: string) {
      for (const byte of Buffer.from(text)) yield Buffer.of(byte);
    };
    const counts = ['', '\n\r\n', 'a', 'a\n', 'a\r\nb\rc\n\nd'].map((text) => countLines(pieces(text)));
    expect(await Promise.all(counts)).toEqual([0, 0, 1, 1, 4]);
  });
});
