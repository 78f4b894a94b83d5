import { deepStrictEqual } from 'node:assert';
import fc from 'fast-check';
import { arrayDocument, type Document, fromSeed, lineDocument, randomCut } from './random-documents';
import { readAll, settings } from './read-all';

interface Damage {
  readonly at: number;
  readonly removed: number;
  readonly added: Buffer;
}

const damage = fc.record({
  at: fc.nat(),
  removed: fc.integer({ min: 0, max: 2 }),
  added: fc.oneof(
    fc
      .constantFrom('', '"', '\\', '{', '}', '[', ']', ',', ':', ' ', '\n', '\0', 'x', '1')
      .map((text) => Buffer.from(text)),
    fc.uint8Array({ maxLength: 2 }).map((bytes) => Buffer.from(bytes)),
  ),
});

interface Damaged {
  readonly bytes: Buffer;
  /** The first byte that is not as it was. */
  readonly from: number;
}

function damaged(document: Document, { at, removed, added }: Damage): Damaged {
  const bytes = Buffer.from(document.text);
  const from = at % (bytes.length + 1);
  return { bytes: Buffer.concat([bytes.subarray(0, from), added, bytes.subarray(from + removed)]), from };
}

/** The value of valid JSON in valid UTF-8, undefined for anything else. */
function parsed(bytes: Buffer): unknown {
  try {
    return JSON.parse(new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(bytes));
  } catch {
    return undefined;
  }
}

function withoutMark(bytes: Buffer): Buffer {
  return bytes.subarray(bytes.toString('latin1').startsWith('\u00ef\u00bb\u00bf') ? 3 : 0);
}

/** An oracle that has the whole file: where each line that is not blank begins, and its object if it is one. */
function recordsOfLines(bytes: Buffer): [number, unknown][] {
  const content = withoutMark(bytes);
  let at = bytes.length - content.length;
  const records: [number, unknown][] = [];
  for (const line of content.toString('latin1').split('\n')) {
    const text = line.replace(/^[ \t\r]+/, '');
    const value = parsed(Buffer.from(text, 'latin1'));
    const isObject = typeof value === 'object' && value !== null && !Array.isArray(value);
    if (text !== '') records.push([at + line.length - text.length, isObject ? value : undefined]);
    at += line.length + 1;
  }
  return records;
}

const outcome = async (bytes: Buffer, options: Parameters<typeof readAll>[1]): Promise<unknown> => {
  const { records, fault } = await readAll(bytes, options);
  return { records, fault: fault?.report() };
};

test('a damaged array is read alike however it is cut, loses nothing before the damage, and nothing in silence', async () => {
  const property = fc.asyncProperty(arrayDocument, damage, randomCut, async (document, how, cut) => {
    const { bytes, from } = damaged(document, how);
    const { records, fault } = await readAll(bytes, { cut: [bytes.length || 1], format: 'array' });
    deepStrictEqual(await outcome(bytes, { cut, format: 'array' }), { records, fault: fault?.report() });

    // What was behind a record when it was found, a comma or a bracket, is before the damage too.
    const before = document.records.filter((_, index) => (document.records[index + 1]?.start ?? Infinity) <= from);
    expect(records.length).toBeGreaterThanOrEqual(before.length);
    for (const [index, { text, start }] of before.entries()) {
      const { value, text: kept, start: seen } = records[index] ?? {};
      expect(seen).toBe(start);
      deepStrictEqual(value ?? JSON.parse(kept ?? ''), JSON.parse(text));
    }
    for (const { start, end, value } of records)
      if (value) deepStrictEqual(value, JSON.parse(bytes.subarray(start, end).toString()));

    const whole = parsed(withoutMark(bytes));
    const isSound =
      fault === undefined &&
      records.every(({ problem }) => problem?.code !== 'record-malformed' && problem?.code !== 'record-invalid-utf8');
    expect(isSound).toBe(Array.isArray(whole));
  });
  await fc.assert(property, { numRuns: 250, ...fromSeed });
});

test('damage to lines stays in the lines that it touches', async () => {
  const property = fc.asyncProperty(lineDocument, damage, randomCut, async (document, how, cut) => {
    const { bytes } = damaged(document, how);
    // A file that begins with a list is taken for an array, and one without content for empty.
    fc.pre(/^\ufeff?\s*[^\s[\ufeff]/.test(bytes.toString()));
    const { records, fault } = await readAll(bytes, { cut, format: 'ndjson' });
    expect(fault).toBeUndefined();
    deepStrictEqual(
      records.map(({ start, value }) => [start, value]),
      recordsOfLines(bytes),
    );
  });
  await fc.assert(property, { numRuns: 250, ...fromSeed });
});

test('bytes that are no JSON at all fail the file, and nothing hangs', async () => {
  const property = fc.asyncProperty(fc.uint8Array({ minLength: 1, maxLength: 60 }), randomCut, async (bytes, cut) => {
    const content = Buffer.concat([Buffer.from('['), bytes]);
    const { records, fault } = await readAll(content, { cut, name: settings.name });
    if (Array.isArray(parsed(content))) expect(fault).toBeUndefined();
    else expect(fault ?? records.find(({ problem }) => problem)).toBeDefined();
  });
  await fc.assert(property, { numRuns: 250, ...fromSeed });
});
