import { readRecords } from '../../src/formats';
import { cuts, inShort, readAll, settings } from './read-all';

/** A record of exactly so many bytes. */
const recordOf = (bytes: number): string => `{"b":"${'x'.repeat(bytes - 8)}"}`;
const kept = 16 * 1024;

describe('a record larger than maxRecordBytes', () => {
  test.each([
    ['an array', (record: string) => `[{"a":1}, ${record} ,{"a":3}]`, {}],
    ['lines', (record: string) => `{"a":1}\n${record}\n{"a":3}\n`, { line: 2 }],
    ['lines that end in \\r\\n', (record: string) => `{"a":1}\r\n${record} \t\r\n{"a":3}\r\n`, { line: 2 }],
  ])('is refused by one byte more, with its place and its beginning: %s', async (_, fileOf, line) => {
    for (const maxRecordBytes of [100, 17_000]) {
      for (const cut of [[3], [64], [1_000], [1 << 20]]) {
        const allowed = await readAll(fileOf(recordOf(maxRecordBytes)), { cut, maxRecordBytes });
        expect(allowed.records.map(({ problem }) => problem)).toEqual([undefined, undefined, undefined]);

        const record = recordOf(maxRecordBytes + 1);
        const file = fileOf(record);
        const { records, fault } = await readAll(file, { cut, maxRecordBytes });
        expect(fault).toBeUndefined();
        expect(inShort(records)).toEqual([{ a: 1 }, 'record-too-large', { a: 3 }]);
        const start = file.indexOf(record);
        const text = record.slice(0, kept);
        expect(records[1]).toMatchObject({ index: 1, start, end: start + record.length, text, ...line });
        expect(records[1]?.problem?.message).toContain(`is larger than ${maxRecordBytes} bytes`);
      }
    }
  });

  test('is read by its structure all the same', async () => {
    const record = `{"b":"}{\\"]","c":[{"d":"${'},{'.repeat(100)}"}]}`;
    for (const cut of cuts) {
      const { records, fault } = await readAll(`[{"a":1},${record},{"a":3}]`, { cut, maxRecordBytes: 50 });
      expect([inShort(records), fault]).toEqual([[{ a: 1 }, 'record-too-large', { a: 3 }], undefined]);
    }
  });

  test('may be a text or a number', async () => {
    for (const cut of cuts) {
      const file = `["${'x'.repeat(200)}",${'1'.repeat(200)},{"a":3}]`;
      const { records } = await readAll(file, { cut, maxRecordBytes: 100 });
      expect(inShort(records)).toEqual(['record-too-large', 'record-too-large', { a: 3 }]);
    }
  });

  test('is half of a file that ends in it', async () => {
    const { records, fault } = await readAll(`[{"a":1},${recordOf(200).slice(0, -2)}`, { maxRecordBytes: 100 });
    expect(inShort(records)).toEqual([{ a: 1 }]);
    expect(fault).toMatchObject({ code: 'file-truncated' });
    expect(fault?.message).toContain('in the middle of record 1, at byte 207: it begins at byte 9');
  });

  test('as a first line is no proof of lines', async () => {
    const { records, fault } = await readAll(`${recordOf(200)}\n{"a":2}\n`, { maxRecordBytes: 100 });
    expect([records, fault?.code]).toEqual([[], 'not-an-array']);
    const asked = await readAll(`${recordOf(200)}\n{"a":2}\n`, { maxRecordBytes: 100, format: 'ndjson' });
    expect(inShort(asked.records)).toEqual(['record-too-large', { a: 2 }]);
  });

  test('keeps a beginning that does not end in half a character', async () => {
    const { records } = await readAll(`[{"b":"${'é'.repeat(20_000)}"}]`, { maxRecordBytes: 100 });
    expect(records[0]?.text).toBe(`{"b":"${'é'.repeat((kept - 6) / 2)}`);
    const odd = await readAll(`[{"b":" ${'é'.repeat(20_000)}"}]`, { maxRecordBytes: 100 });
    expect(odd.records[0]?.text).toBe(`{"b":" ${'é'.repeat((kept - 8) / 2)}`);
  });
});

test.each([
  ['an array', '[{"a":1},{"b":"', '"},{"a":3}]'],
  ['lines', '{"a":1}\n{"b":"', '"}\n{"a":3}\n'],
])('a record of 64 MB costs no more memory than the cap: %s', async (_, before, after) => {
  const mega = 1024 * 1024;
  const piece = Buffer.alloc(256 * 1024, 'x');
  const atStart = process.memoryUsage().arrayBuffers;
  let most = 0;
  async function* source(): AsyncGenerator<Uint8Array, void> {
    yield Buffer.from(before);
    for (let at = 0; at < 64 * mega; at += piece.length) {
      yield piece;
      most = Math.max(most, process.memoryUsage().arrayBuffers - atStart);
    }
    yield Buffer.from(after);
  }
  const read: unknown[] = [];
  for await (const { records } of readRecords(async () => source(), { ...settings, maxRecordBytes: mega }))
    read.push(...inShort(records));
  expect(read).toEqual([{ a: 1 }, 'record-too-large', { a: 3 }]);
  // The buffer doubles up to the cap: 1 MB, and before it is collected what it had before.
  expect(most).toBeLessThan(4 * mega);
});
