import { deepStrictEqual } from 'node:assert';
import fc from 'fast-check';
import type { SourceRecord } from '../../src/formats';
import { provingAll } from '../proofs/run-import';
import { arrayDocument, type Document, fromSeed, lineDocument, randomCut } from './random-documents';
import { cuts, readAll } from './read-all';

const numRuns = provingAll ? 300 : 40;

/** What must be read from a document, by JSON.parse of each record's text. */
function expected({ records }: Document): unknown[] {
  return records.map(({ text, start }, index) => {
    const value: unknown = JSON.parse(text);
    const isObject = typeof value === 'object' && value !== null && !Array.isArray(value);
    const what = isObject ? { value } : { code: 'record-not-an-object', text };
    return { index, start, end: start + Buffer.byteLength(text), ...what };
  });
}

function seen({ index, start, end, value, problem, text }: SourceRecord): unknown {
  return problem ? { index, start, end, code: problem.code, text } : { index, start, end, value };
}

test('an array is what JSON.parse makes of the whole of it, however its bytes are cut', async () => {
  const property = fc.asyncProperty(arrayDocument, randomCut, async (document, cut) => {
    const wanted = expected(document);
    const whole: unknown = JSON.parse(document.text.replace(/^\ufeff/, ''));
    deepStrictEqual(
      document.records.map(({ text }) => JSON.parse(text)),
      whole,
    );
    for (const one of [...cuts, cut]) {
      const { records, fault } = await readAll(document.text, { cut: one, format: 'array' });
      expect(fault).toBeUndefined();
      deepStrictEqual(records.map(seen), wanted);
    }
  });
  await fc.assert(property, { numRuns, ...fromSeed });
});

test('lines are what JSON.parse makes of each, however their bytes are cut', async () => {
  const property = fc.asyncProperty(lineDocument, randomCut, async (document, cut) => {
    // A file that begins with a list is taken for an array.
    fc.pre(!document.records[0]?.text.startsWith('['));
    const wanted = expected(document);
    for (const one of [...cuts, cut]) {
      const { records, fault } = await readAll(document.text, { cut: one, format: 'ndjson' });
      expect(fault).toBeUndefined();
      deepStrictEqual(records.map(seen), wanted);
      expect(records.map(({ line }) => line)).toEqual(document.records.map(({ line }) => line));
    }
  });
  await fc.assert(property, { numRuns, ...fromSeed });
});

test('without being told, it finds the format by itself', async () => {
  const property = fc.asyncProperty(fc.oneof(arrayDocument, lineDocument), randomCut, async (document, cut) => {
    // A lone object may be one around the records, and it asks.
    const isClear = document.records.length > 1 && document.records[0]?.text.startsWith('{');
    fc.pre(document.format === 'array' || isClear === true);
    const { records, fault, chunks } = await readAll(document.text, { cut, format: 'auto' });
    expect(fault).toBeUndefined();
    deepStrictEqual(records.map(seen), expected(document));
    for (const { format } of chunks) expect(format).toBe(document.format);
  });
  await fc.assert(property, { numRuns, ...fromSeed });
});
