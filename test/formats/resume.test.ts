import { deepStrictEqual } from 'node:assert';
import { gzipSync } from 'node:zlib';
import fc from 'fast-check';
import { placeAfter } from '../../src/formats';
import { arrayDocument, fromSeed, lineDocument, randomCut } from './random-documents';
import { inShort, readAll } from './read-all';

const packings = {
  identity: (text: string) => Buffer.from(text),
  gzip: (text: string) => gzipSync(text),
  'double-gzip': (text: string) => gzipSync(gzipSync(text)),
} as const;
const encodings = ['identity', 'gzip', 'double-gzip'] as const;

test('from the place after any record come exactly the records after it, at their bytes and lines', async () => {
  const property = fc.asyncProperty(
    fc.oneof(arrayDocument, lineDocument),
    fc.constantFrom(...encodings),
    randomCut,
    async ({ text }, encoding, cut) => {
      const file = packings[encoding](text);
      const { chunks, records, fault } = await readAll(file);
      for (const chunk of chunks) {
        for (const record of chunk.records) {
          // A cursor is kept as JSON.
          const resume = JSON.parse(JSON.stringify(placeAfter(chunk, record)));
          const rest = await readAll(file, { cut, resume });
          deepStrictEqual(rest.records, records.slice(record.index + 1));
          deepStrictEqual(rest.fault, fault);
          // A plain file is opened at the place; a packed one can only be read to it.
          expect(rest.opened).toEqual([encoding === 'identity' ? record.end : 0]);
          expect(record.end).toBeGreaterThan(0);
        }
      }
    },
  );
  await fc.assert(property, { numRuns: 60, ...fromSeed });
});

test.each([
  ['an array', '[{"a":0}, {"a":1},\n{"a":2},\n3,{"a":4},, {"a":5}]', 'where record 5 should begin, at byte 38'],
  ['a cut array', '[{"a":0},{"a":', 'in the middle of record 1, at byte 14'],
  ['a record without a comma', '[{"a":0},{"a":1}{"a":2}]', 'no comma before record 2, at byte 16'],
  ['data behind the end', '[{"a":0},{"a":1}] x', 'its array of 2 records has ended, at byte 18'],
])('a fault is found again, with the same words: %s', async (_, text, says) => {
  for (const encoding of encodings) {
    const file = packings[encoding](text);
    const { chunks, records, fault } = await readAll(file);
    expect(fault?.message).toContain(says);
    for (const chunk of chunks) {
      for (const record of chunk.records) {
        const rest = await readAll(file, { resume: placeAfter(chunk, record) });
        expect(rest.fault?.report()).toEqual(fault?.report());
        expect(rest.records).toEqual(records.slice(record.index + 1));
      }
    }
  }
});

test('progress counts the bytes before the place, which need not be read again', async () => {
  const file = Buffer.from(JSON.stringify(Array.from({ length: 500 }, (_, id) => ({ id }))));
  const { chunks } = await readAll(file, { cut: [100] });
  const [chunk] = chunks.slice(-2);
  const record = chunk?.records[0];
  if (!chunk || !record) throw new Error('too few chunks');
  const rest = await readAll(file, { cut: [100], resume: placeAfter(chunk, record) });
  expect(rest.chunks[0]?.sourceBytes).toBe(record.end + 100);
  expect(rest.chunks.at(-1)?.sourceBytes).toBe(file.length);
});

test('a place at the start is the start', async () => {
  const resume = { format: 'array', encoding: 'identity', offset: 0, index: 0 } as const;
  const { records, opened } = await readAll('\ufeff[{"a":1}]', { resume });
  expect([inShort(records), opened]).toEqual([[{ a: 1 }], [0]]);
});

describe('a place that cannot be of this file', () => {
  const place = { format: 'array', encoding: 'gzip', offset: 9, index: 1 } as const;
  test.each([
    ['the file is plain now', Buffer.from('[{"a":1},{"a":2}]'), 'it is identity and was gzip'],
    ['the file is packed twice now', gzipSync(gzipSync('[{"a":1},{"a":2}]')), 'it is double-gzip and was gzip'],
    ['the file is shorter', gzipSync('[{}]'), 'it is shorter than that'],
  ])('fails the file: %s', async (_, file, says) => {
    const { records, fault } = await readAll(file, { resume: place });
    expect(records).toEqual([]);
    expect(fault).toMatchObject({ code: 'file-changed' });
    expect(fault?.message).toContain(`cannot be read on from record 1, at byte 9: ${says}`);
  });
});
