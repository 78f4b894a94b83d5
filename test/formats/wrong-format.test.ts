import type { WantedFormat } from '../../src/formats';
import { cuts, inShort, readAll } from './read-all';

interface Case {
  readonly name: string;
  readonly file: string | Buffer;
  readonly formats: readonly WantedFormat[];
  readonly code: string;
  readonly says: string;
  readonly remedy?: string;
}

const every = ['auto', 'array', 'ndjson'] as const;
const mark = '\ufeff';

const cases: readonly Case[] = [
  { name: 'no bytes', file: '', formats: every, code: 'empty-file', says: 'at byte 0', remedy: '`[]`' },
  { name: 'white space', file: ' \r\n\t\n', formats: every, code: 'empty-file', says: 'at byte 0' },
  { name: 'a byte order mark alone', file: mark, formats: every, code: 'empty-file', says: 'at byte 0' },
  {
    name: 'an object around the records, in one line',
    file: '{"stores":[{"a":1},{"a":2}]}\n',
    formats: ['auto'],
    code: 'not-an-array',
    says: 'is a single JSON object, at byte 0',
    remedy: '`format: ndjson`',
  },
  {
    name: 'an object around the records, in many lines',
    file: '\n{\n  "stores": [\n {"a":1},\n {"a":2}\n]\n}\n',
    formats: ['auto'],
    code: 'not-an-array',
    says: 'over several lines, or a very long one, from byte 1 on',
    remedy: 'without an object around them',
  },
  {
    name: 'an object around the records where an array is asked for',
    file: ' {"stores":[{"a":1}]}',
    formats: ['array'],
    code: 'not-an-array',
    says: 'begins with an object and not with an array, at byte 1, where record 0 should be',
  },
  {
    name: 'lines where an array is asked for',
    file: '{"a":1}\n{"a":2}\n',
    formats: ['array'],
    code: 'not-an-array',
    says: 'it looks like NDJSON',
    remedy: '`format: ndjson`',
  },
  {
    name: 'an array where lines are asked for',
    file: '\n[{"a":1},{"a":2}]',
    formats: ['ndjson'],
    code: 'not-an-array',
    says: 'it looks like a JSON array, at byte 1, where record 0 should be',
    remedy: '`format: array`',
  },
  {
    name: 'an array over many lines where lines are asked for',
    file: '[\n{"a":1},\n{"a":2}\n]\n',
    formats: ['ndjson'],
    code: 'not-an-array',
    says: 'it looks like a JSON array, at byte 0',
  },
  { name: 'CSV', file: 'id,name\n1,x\n', formats: ['auto', 'array'], code: 'not-an-array', says: 'at byte 0' },
  { name: 'a text', file: '  "x"', formats: ['auto', 'array'], code: 'not-an-array', says: 'at byte 2' },
  { name: 'null', file: 'null', formats: ['auto', 'array'], code: 'not-an-array', says: 'at byte 0' },
  {
    name: 'a second byte order mark',
    file: `${mark}${mark}[]`,
    formats: ['auto', 'array'],
    code: 'not-an-array',
    says: 'at byte 3',
  },
  {
    name: 'a byte order mark behind white space',
    file: ` ${mark}[]`,
    formats: ['auto', 'array'],
    code: 'not-an-array',
    says: 'at byte 1',
  },
  {
    name: 'UTF-16',
    file: Buffer.from(`${mark}[{"a":1}]`, 'utf16le'),
    formats: ['auto', 'array'],
    code: 'not-an-array',
    says: 'at byte 0',
  },
];

test.each(cases)(
  'fails the file, and says what it looks like: $name',
  async ({ file, formats, code, says, remedy }) => {
    for (const cut of cuts) {
      for (const format of formats) {
        const { records, fault } = await readAll(file, { cut, format });
        expect(fault).toMatchObject({ code, message: expect.stringContaining(says) });
        expect(fault?.remedy).toContain(remedy ?? '');
        expect(records).toEqual([]);
      }
    }
  },
);

test('an array without records is a file without records, and no fault', async () => {
  for (const file of ['[]', ` [\n] \r\n`, `${mark}[]`]) {
    for (const cut of cuts) {
      for (const format of ['auto', 'array'] as const) {
        const { records, fault } = await readAll(file, { cut, format });
        expect([records, fault]).toEqual([[], undefined]);
      }
    }
  }
});

test('one byte order mark at the beginning is passed over, and counts as three bytes', async () => {
  for (const cut of cuts) {
    const array = await readAll(`${mark}[{"a":1}]`, { cut });
    expect(array.records).toEqual([{ index: 0, start: 4, end: 11, value: { a: 1 } }]);
    const lines = await readAll(`${mark}{"a":1}\n{"a":2}`, { cut });
    expect(lines.records.map(({ start, line }) => [start, line])).toEqual([
      [3, 1],
      [11, 2],
    ]);
    expect([array.fault, lines.fault]).toEqual([undefined, undefined]);
  }
});

test('a byte order mark between records fails an array there, and is refused with its line', async () => {
  for (const cut of cuts) {
    const array = await readAll(`[{"a":1},${mark}{"a":2}]`, { cut });
    expect(array.fault).toMatchObject({ code: 'file-malformed' });
    expect(array.fault?.message).toContain('no comma before record 2, at byte 12');
    expect(inShort(array.records)).toEqual([{ a: 1 }, 'record-malformed']);
    const lines = await readAll(`{"a":1}\n${mark}{"a":2}\n{"a":3}`, { cut });
    expect(inShort(lines.records)).toEqual([{ a: 1 }, 'record-malformed', { a: 3 }]);
  }
});

test('a single object is a record where lines are asked for', async () => {
  const { records, fault } = await readAll('{"stores":[{"a":1}]}', { format: 'ndjson' });
  expect([inShort(records), fault]).toEqual([[{ stores: [{ a: 1 }] }], undefined]);
});
