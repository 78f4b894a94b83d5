import type { RecordProblemCode } from '../../src/formats';
import { cuts, inShort, readAll } from './read-all';

interface LineCase {
  readonly name: string;
  readonly line: string | Buffer;
  readonly code: RecordProblemCode;
  readonly text?: string;
}

const notJson = (name: string, line: string): LineCase => ({ name, line, code: 'record-malformed' });
const notAnObject = (name: string, line: string): LineCase => ({ name, line, code: 'record-not-an-object' });

const lineCases: readonly LineCase[] = [
  notJson('a comma too many in it', '{"b":1,}'),
  notJson('a comma behind it', '{"b":1},'),
  notJson('a comma before it', ',{"b":1}'),
  notJson('two records without a line break', '{"b":1}{"b":2}'),
  notJson('a quote too few', '{"b":"x}'),
  notJson('a bracket too few', '{"b":[1}'),
  notJson('a bracket too many', '{"b":1}}'),
  notJson('the bracket of an array', '['),
  notJson('a line break in a string', '{"b":"x\ry"}'),
  notJson('a byte order mark', '\ufeff{"b":1}'),
  notJson('zeros', '\0\0'),
  notJson('nested too deeply', `{"b":${'['.repeat(1_000)}${']'.repeat(1_000)}}`),
  notAnObject('a number', '12'),
  notAnObject('a text', '"x"'),
  notAnObject('null', 'null'),
  notAnObject('a list', '[{"b":1}]'),
  {
    name: 'bytes that are not UTF-8',
    line: Buffer.from('{"b":"Z\u00fcrich"}', 'latin1'),
    code: 'record-invalid-utf8',
    text: '{"b":"Z\ufffdrich"}',
  },
];

test.each(lineCases)('refuses the line alone, with its place and text: $name', async ({ line, code, text }) => {
  const bytes = Buffer.from(line);
  for (const end of ['\n', '\r\n']) {
    const before = `{"a":1}${end} ${end}`;
    const file = Buffer.concat([Buffer.from(`${before} `), bytes, Buffer.from(` ${end}{"a":3}${end}`)]);
    const start = before.length + 1;
    for (const cut of cuts) {
      for (const format of ['auto', 'ndjson'] as const) {
        const { records, fault } = await readAll(file, { cut, format });
        expect(fault).toBeUndefined();
        expect(inShort(records)).toEqual([{ a: 1 }, code, { a: 3 }]);
        const message = expect.stringContaining(`Record 1 of stores.json, at line 3 (byte ${start}), `);
        const place = { index: 1, start, end: start + bytes.length, line: 3 };
        expect(records[1]).toEqual({ ...place, problem: { code, message }, text: text ?? String(line) });
        expect(records[2]).toMatchObject({ index: 2, line: 4, start: place.end + 1 + end.length });
      }
    }
  }
});

test('a last line that is cut is refused, and one that only lacks its end is not', async () => {
  for (const cut of cuts) {
    const whole = await readAll('{"a":1}\n{"a":2}', { cut });
    expect(inShort(whole.records)).toEqual([{ a: 1 }, { a: 2 }]);
    const cutOff = await readAll('{"a":1}\n{"a":', { cut });
    expect(inShort(cutOff.records)).toEqual([{ a: 1 }, 'record-malformed']);
    expect(cutOff.records[1]).toMatchObject({ index: 1, start: 8, end: 13, line: 2, text: '{"a":' });
    expect([whole.fault, cutOff.fault]).toEqual([undefined, undefined]);
  }
});

test('a bad first line does not hide the lines after it', async () => {
  for (const cut of cuts) {
    const { records, fault } = await readAll('{"a":1,}\n{"a":2}\n', { cut });
    expect(fault).toBeUndefined();
    expect(inShort(records)).toEqual(['record-malformed', { a: 2 }]);
    expect(records.map(({ line }) => line)).toEqual([1, 2]);
  }
});
