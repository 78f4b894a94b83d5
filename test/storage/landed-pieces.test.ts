import fc from 'fast-check';
import { crc32 } from '../../src/contract/crc32';
import {
  crc32OfPieces,
  noPieces,
  PieceWriter,
  readPieces,
  removePieces,
  type Storage,
  wholePieces,
} from '../../src/storage';
import { collect, contentsOf, type ScratchStorage, scratchStorage } from './scratch-storage';

const fromSeed = process.env.SEED === undefined ? {} : { seed: Number(process.env.SEED) };
const key = 'landed/optimizely/2020-09-13/0f/file';

let scratch: ScratchStorage;
let storage: Storage;
beforeEach(async () => {
  scratch = await scratchStorage();
  storage = scratch.storage;
});
afterEach(() => scratch.stop());

const writer = (before = noPieces) => new PieceWriter(storage, key, before, 4);
const read = async (pieces: readonly string[]) => Buffer.concat(await collect(readPieces(storage, { key, pieces })));

test('a content is kept in pieces whose names tell number, checksum and digest, the last one shorter', async () => {
  const out = writer();
  await out.write(Buffer.from('abc'));
  expect(out).toMatchObject({ written: { pieces: [], bytes: 0 }, bytes: 3 });
  await out.write(Buffer.from('defghij'));
  expect(out).toMatchObject({ written: { bytes: 8 }, bytes: 10 });
  const { pieces, bytes } = await out.end();
  expect(bytes).toBe(10);
  expect(pieces).toHaveLength(3);
  expect([...(await contentsOf(storage)).values()]).toEqual(['abcd', 'efgh', 'ij']);
  expect(String(await read(pieces))).toBe('abcdefghij');
});

test('a content without a byte has no piece', async () => {
  const { pieces, bytes } = await writer().end();
  expect({ pieces, bytes }).toEqual({ pieces: [], bytes: 0 });
  expect(await read(pieces)).toHaveLength(0);
});

test('a writer that died any number of times leaves the same pieces as one that did not', async () => {
  const property = fc.asyncProperty(
    fc.uint8Array({ maxLength: 40 }),
    fc.array(fc.nat(40), { maxLength: 4 }),
    fc.integer({ min: 1, max: 9 }),
    async (content, deaths, chunk) => {
      for await (const { key: left } of storage.list('')) await storage.remove(left);
      const write = async (upTo: number) => {
        const out = writer(await wholePieces(storage, key, 4));
        for (let at = out.bytes; at < upTo; at += chunk) await out.write(content.slice(at, Math.min(at + chunk, upTo)));
        return out;
      };
      for (const upTo of deaths) await write(Math.min(upTo, content.length));
      const { pieces, bytes } = await (await write(content.length)).end();
      expect(bytes).toBe(content.length);
      expect(pieces).toHaveLength(Math.ceil(content.length / 4));
      expect(await read(pieces)).toEqual(Buffer.from(content));
      expect(crc32OfPieces({ pieces })).toBe(crc32(content));
    },
  );
  await fc.assert(property, { numRuns: 40, ...fromSeed });
});

test('a last piece that is shorter, and what lies behind a gap, is not gone on from', async () => {
  const out = writer();
  await out.write(Buffer.from('abcdefghijklmn'));
  const { pieces } = await out.end();
  expect(await wholePieces(storage, key, 4)).toEqual({ pieces: pieces.slice(0, 3), bytes: 12 });
  await storage.remove(`${key}/${pieces[1]}`);
  expect(await wholePieces(storage, key, 4)).toEqual({ pieces: pieces.slice(0, 1), bytes: 4 });
});

test('a piece that is gone or damaged is told before a byte of it', async () => {
  const out = writer();
  await out.write(Buffer.from('abcdefgh'));
  const { pieces } = await out.end();
  const reading = () => {
    const chunks = readPieces(storage, { key, pieces });
    return chunks.next().then(({ value }) => ({ first: String(value), second: chunks.next() }));
  };
  await storage.put(`${key}/${pieces[1]}`, 'efgX');
  const damaged = await reading();
  expect(damaged.first).toBe('abcd');
  await expect(damaged.second).rejects.toMatchObject({
    code: 'storage-missing',
    message: expect.stringContaining('is damaged in'),
  });
  await storage.remove(`${key}/${pieces[1]}`);
  await expect((await reading()).second).rejects.toMatchObject({
    code: 'storage-missing',
    message: expect.stringContaining('is gone from'),
  });
});

test('a writer of pieces of 8 MiB takes chunks of any length', async () => {
  const content = Buffer.from(Array.from({ length: 300_000 }, (_, index) => index % 253));
  const out = new PieceWriter(storage, key);
  for (const length of [1, 70_000, 3, 200_000, 29_996])
    await out.write(content.subarray(out.bytes, out.bytes + length));
  const { pieces } = await out.end();
  expect(pieces).toHaveLength(1);
  expect((await read(pieces)).equals(content)).toBe(true);
  await removePieces(storage, key);
  expect(await contentsOf(storage)).toEqual(new Map());
});
