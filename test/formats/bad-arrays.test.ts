import type { RecordProblemCode } from '../../src/formats';
import { cuts, inShort, readAll } from './read-all';

/** A file that fails: the records before it, and its code with the words that name record and byte. */
interface FileCase {
  readonly name: string;
  readonly file: string;
  readonly read: unknown[];
  readonly code: string;
  readonly says: string;
}

const one = { a: 1 };
const malformed = (name: string, file: string, read: unknown[], says: string): FileCase => ({
  ...{ name, file, read, says },
  code: 'file-malformed',
});
const truncated = (name: string, file: string, read: unknown[], says: string): FileCase => ({
  ...{ name, file, read, says },
  code: 'file-truncated',
});

const fileCases: readonly FileCase[] = [
  truncated('cut in a record', '[{"a":1},{"b":', [one], 'in the middle of record 1, at byte 14: it begins at byte 9'),
  truncated('cut in a string', '[{"a":1},{"b":"x', [one], 'in the middle of record 1, at byte 16: it begins at byte 9'),
  truncated('cut behind an escape', '[{"a":1},{"b":"\\', [one], 'in the middle of record 1, at byte 16'),
  truncated('cut in a scalar', '[{"a":1},tru', [one], 'in the middle of record 1, at byte 12: it begins at byte 9'),
  truncated('cut behind a record', '[{"a":1},{"a":1}', [one, one], 'before record 2, at byte 16'),
  truncated('cut behind a comma', '[{"a":1},', [one], 'before record 1, at byte 9'),
  truncated('cut in white space', '[{"a":1} \n', [one], 'before record 1, at byte 10'),
  truncated('cut behind the first bracket', '[', [], 'before record 0, at byte 1'),
  malformed('a comma behind the last record', '[{"a":1},]', [one], 'no record 1 after it, at byte 8'),
  malformed(
    'a comma and white space behind the last record',
    '[{"a":1} ,\n]',
    [one],
    'no record 1 after it, at byte 9',
  ),
  malformed('a comma before the first record', '[,{"a":1}]', [], 'where record 0 should begin, at byte 1'),
  malformed('nothing but a comma', '[ , ]', [], 'where record 0 should begin, at byte 2'),
  malformed('two commas', '[{"a":1},,{"a":1}]', [one], 'where record 1 should begin, at byte 9'),
  malformed('no comma between records', '[{"a":1}\n{"a":2}]', [one], 'no comma before record 1, at byte 9'),
  malformed('no comma before a list', '[{"a":1}[]]', [one], 'no comma before record 1, at byte 8'),
  malformed('a word behind a record', '[{"a":1} x]', [], 'after record 0, at byte 9'),
  malformed('a colon for a comma', '[{"a":1},{"a":1}:{"a":1}]', [one], 'after record 1, at byte 16'),
  malformed('a bracket for a record', '[{"a":1},}]', [one], 'where record 1 should begin, at byte 9'),
  malformed('a brace too many', '[{"a":1},{"a":1}},{"a":1}]', [one], 'too many in record 1, at byte 9'),
  malformed(
    'a bracket too many in a record',
    '[{"a":1},{"a":[1]]},{}]',
    [one],
    'from record 1 on, at byte 9: the closing bracket at byte 17',
  ),
  malformed(
    'a brace too few',
    '[{"a":1},{"b":{"c":1},{"a":1}]',
    [one],
    'from record 1 on, at byte 9: the closing bracket at byte 29',
  ),
  malformed('data behind the end', '[{"a":1}] {"a":1}', [one], 'its array of 1 records has ended, at byte 10'),
  malformed('a second array', '[{"a":1}]\n[{"a":1}]', [one], 'its array of 1 records has ended, at byte 10'),
  malformed('a second closing bracket', '[]]', [], 'its array of 0 records has ended, at byte 2'),
  malformed('zeros behind the end', '[{"a":1}]\0\0', [one], 'its array of 1 records has ended, at byte 9'),
  malformed(
    'a byte order mark behind the end',
    '[{"a":1}]\ufeff',
    [one],
    'its array of 1 records has ended, at byte 9',
  ),
  truncated(
    'a quote too few',
    '[{"a":1},{"b":"x},{"a":1},{"a":1}]',
    [one],
    'record 1, at byte 34: it begins at byte 9',
  ),
  truncated(
    'an opening quote too few',
    '[{"a":1},{"b":x"},{"b":"y"}]',
    [one],
    'record 1, at byte 28: it begins at byte 9',
  ),
  truncated(
    'a key without its first quote',
    '[{"a":1},{b":"x"},{"a":1}]',
    [one],
    'record 1, at byte 26: it begins at byte 9',
  ),
  malformed(
    'two quotes too few',
    '[{"a":1},{"b":"x},{"b":"y},{"a":1}]',
    [one],
    'from record 1 on, at byte 9: it lacks a quote',
  ),
];

test.each(fileCases)('fails the file, after the records before it: $name', async ({ file, read, code, says }) => {
  for (const cut of cuts) {
    const { records, fault } = await readAll(file, { cut });
    expect(fault).toMatchObject({ code, message: expect.stringContaining(says) });
    expect(fault?.message).toMatch(/^stores\.json /);
    expect(inShort(records)).toEqual(read);
  }
});

/** A record that is refused between two good ones. */
interface RecordCase {
  readonly name: string;
  readonly record: string | Buffer;
  readonly code: RecordProblemCode;
  readonly text?: string;
}

const notJson = (name: string, record: string): RecordCase => ({ name, record, code: 'record-malformed' });
const notAnObject = (name: string, record: string): RecordCase => ({ name, record, code: 'record-not-an-object' });

const recordCases: readonly RecordCase[] = [
  notJson('a comma too many in it', '{"b":"}{",}'),
  notJson('a value is missing', '{"b":}'),
  notJson('a key without quotes', '{b:1}'),
  notJson('single quotes', "{'b':1}"),
  notJson('a word that is no JSON', '{"b":NaN}'),
  notJson('a bare word', 'undefined'),
  notJson('a line break in a string', '{"b":"x\ny"}'),
  notJson('an escape that is none', '{"b":"\\x"}'),
  notJson('a comment', '{"b":1/* }, { */}'.replace('}, {', 'x')),
  notJson('a byte order mark before it', '\ufeff1'),
  notJson('a byte order mark in it', '{\ufeff"b":1}'),
  notJson('nested too deeply', `{"b":${'['.repeat(1_000)}${']'.repeat(1_000)}}`),
  notAnObject('a number', '-12.5e3'),
  notAnObject('a text', '"}, {\\" ]"'),
  notAnObject('null', 'null'),
  notAnObject('a truth', 'true'),
  notAnObject('a list', '[{"b":1}]'),
  {
    name: 'bytes that are not UTF-8',
    record: Buffer.from('{"b":"Z\u00fcrich"}', 'latin1'),
    code: 'record-invalid-utf8',
    text: '{"b":"Z\ufffdrich"}',
  },
  {
    name: 'half a character',
    record: Buffer.concat([Buffer.from('{"b":"'), Buffer.from('😀').subarray(0, 3), Buffer.from('"}')]),
    code: 'record-invalid-utf8',
    text: '{"b":"\ufffd"}',
  },
];

test.each(recordCases)('refuses the record alone, with its place and text: $name', async ({ record, code, text }) => {
  const bytes = Buffer.from(record);
  const file = Buffer.concat([Buffer.from('[{"a":1},\n '), bytes, Buffer.from(' , {"a":3}]')]);
  for (const cut of cuts) {
    const { records, fault } = await readAll(file, { cut });
    expect(fault).toBeUndefined();
    expect(inShort(records)).toEqual([{ a: 1 }, code, { a: 3 }]);
    const message = expect.stringMatching(/^Record 1 of stores\.json, at byte 11, /);
    const place = { index: 1, start: 11, end: 11 + bytes.length };
    expect(records[1]).toEqual({ ...place, problem: { code, message }, text: text ?? String(record) });
    expect(records[2]?.start).toBe(11 + bytes.length + 3);
  }
});

test('what a record holds stands in its text, never in the message', async () => {
  const { records } = await readAll('[{"name":"Canary",},"Canary",{"x":Canary}]');
  expect(records.map(({ text }) => text)).toEqual(['{"name":"Canary",}', '"Canary"', '{"x":Canary}']);
  for (const { problem } of records) expect(problem?.message).not.toContain('Canary');
});

test('a deep record is taken up to 1000 levels', async () => {
  const { records } = await readAll(`[{"b":${'['.repeat(999)}${']'.repeat(999)}}]`);
  expect(records.map(({ problem }) => problem)).toEqual([undefined]);
});
