import { deepStrictEqual } from 'node:assert';
import { gzipSync } from 'node:zlib';
import fc from 'fast-check';
import { arrayDocument, fromSeed, lineDocument, randomCut } from './random-documents';
import { cuts, inShort, readAll } from './read-all';

const document = fc.oneof(arrayDocument, lineDocument);

test('packed once, twice or in members, a file reads as it does unpacked, and every offset is of the unpacked bytes', async () => {
  const members = fc.array(fc.nat(), { maxLength: 4 });
  const property = fc.asyncProperty(document, members, randomCut, async ({ text }, places, cut) => {
    const plain = await readAll(text);
    const content = Buffer.from(text);
    const ends = [0, ...places.map((place) => place % (content.length + 1)), content.length].sort((a, b) => a - b);
    const inMembers = Buffer.concat(ends.slice(1).map((end, index) => gzipSync(content.subarray(ends[index], end))));
    const packed = {
      gzip: [gzipSync(content), inMembers],
      'double-gzip': [gzipSync(gzipSync(content)), gzipSync(inMembers)],
    };
    for (const [encoding, files] of Object.entries(packed)) {
      for (const file of files) {
        for (const one of [[5], cut]) {
          const { records, fault, chunks } = await readAll(file, { cut: one });
          deepStrictEqual([records, fault?.report()], [plain.records, plain.fault?.report()]);
          for (const chunk of chunks) expect(chunk.encoding).toBe(encoding);
        }
      }
    }
  });
  await fc.assert(property, { numRuns: 20, ...fromSeed });
});

test('more than one slice of packed bytes, and more than one piece of unpacked ones', async () => {
  const stores = Array.from({ length: 10_000 }, (_, id) => ({
    id,
    salt: Math.imul(id, 0x9e3779b1),
    name: `Zürich ${id} "}{"`,
  }));
  const packed = gzipSync(JSON.stringify(stores));
  expect(packed.length).toBeGreaterThan(3 * 16 * 1024);
  for (const cut of [[16 * 1024], [16 * 1024 + 1], [1 << 22]]) {
    const { records, fault, chunks } = await readAll(packed, { cut });
    expect(fault).toBeUndefined();
    deepStrictEqual(inShort(records), stores);
    expect(chunks.at(-1)?.sourceBytes).toBe(packed.length);
  }
});

test('a member may begin and padding may lie anywhere, at the cut of a slice too', async () => {
  const first = gzipSync('[{"a":1},');
  const second = gzipSync('{"a":2}]');
  for (const padding of [0, 1, 511, 16 * 1024, 40_000]) {
    const file = Buffer.concat([first, second, Buffer.alloc(padding)]);
    for (const cut of [
      [1],
      [first.length],
      [first.length + second.length],
      [first.length, second.length],
      [7],
      [1 << 20],
    ]) {
      const { records, fault } = await readAll(file, { cut: padding > 1_000 && cut[0] === 1 ? [512] : cut });
      expect(fault).toBeUndefined();
      expect(inShort(records)).toEqual([{ a: 1 }, { a: 2 }]);
    }
  }
});

test('its content tells that a file is packed, not its name', async () => {
  const { records, chunks } = await readAll(gzipSync('[{"a":1}]'), { name: 'stores.json' });
  expect([inShort(records), chunks[0]?.encoding]).toEqual([[{ a: 1 }], 'gzip']);
  const plain = await readAll('[{"a":1}]', { name: 'stores.json.gz' });
  expect([inShort(plain.records), plain.chunks[0]?.encoding]).toEqual([[{ a: 1 }], 'identity']);
});

test('nothing, packed, is an empty file; an empty array, packed, is none', async () => {
  for (const cut of cuts) {
    expect((await readAll(gzipSync(''), { cut })).fault).toMatchObject({ code: 'empty-file' });
    expect((await readAll(gzipSync(gzipSync('')), { cut })).fault).toMatchObject({ code: 'empty-file' });
    expect(await readAll(gzipSync('[]'), { cut })).toMatchObject({ records: [], fault: undefined });
  }
});
