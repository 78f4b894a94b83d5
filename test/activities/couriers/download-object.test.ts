import fc from 'fast-check';
import { type DownloadOptions, downloadObject } from '../../../src/activities/couriers/download-object';
import type { CourierObject } from '../../../src/contract/couriers/courier-file';
import { crc32, crc32Text } from '../../../src/contract/crc32';
import { LongshoreError } from '../../../src/contract/failure';
import { type Pieces, readPieces, type Storage } from '../../../src/storage';
import { memoryStorage } from '../../storage/memory-storage';
import { collect } from '../../storage/scratch-storage';

const fromSeed = process.env.SEED === undefined ? {} : { seed: Number(process.env.SEED) };
const key = 'landed/optimizely/any/0/object';
const cut = () => new LongshoreError('source-unavailable', 'the connection broke');

const objectOf = (content: Uint8Array): CourierObject => ({
  ...{ entity: 0, name: 'a.parquet', etag: 'e1', timestamp: 0, late: false },
  size: content.length,
});

/** A bucket with one object, whose connections break after these numbers of bytes, one after the other. */
function cuttingBucket(content: Uint8Array, cuts: number[], chunk = 5) {
  const offsets: number[] = [];
  return {
    offsets,
    async *bytes(offset: number): AsyncGenerator<Uint8Array> {
      const end = cuts.shift() ?? Number.POSITIVE_INFINITY;
      for (let at = offset; at < content.length; at += chunk) {
        if (at - offset >= end) throw cut();
        yield content.subarray(at, Math.min(at + chunk, content.length));
      }
    },
    async read(_: string, { offset = 0 }: { readonly offset?: number }) {
      offsets.push(offset);
      return this.bytes(offset);
    },
    checksum: async (): Promise<string | undefined> => crc32Text(crc32(content)),
  };
}

function options(more: Pick<DownloadOptions, 'bucket' | 'storage'> & Partial<DownloadOptions>): DownloadOptions {
  const { signal } = new AbortController();
  const nothing = () => undefined;
  return {
    key,
    signal,
    stopping: () => false,
    onBytes: nothing,
    onPiece: nothing,
    ofBytes: 8,
    waitsMs: [0, 0, 0],
    ...more,
  };
}

const contentOf = async (storage: Storage, { pieces }: Pieces) =>
  Buffer.concat(await collect(readPieces(storage, { key, pieces })));

/** Storage of a worker that dies after so many writes. */
function dyingAfter(storage: Storage, puts: number): Storage {
  let left = puts;
  const put: Storage['put'] = async (...written) => {
    if (left-- <= 0) throw new Error('killed');
    await storage.put(...written);
  };
  return { ...storage, put };
}

test('whatever cuts, ends of steps and deaths there are, the bytes in storage are those of the object', async () => {
  const property = fc.asyncProperty(
    fc.uint8Array({ minLength: 1, maxLength: 120 }),
    fc.array(fc.nat(60), { maxLength: 12 }),
    fc.array(fc.record({ kind: fc.constantFrom('stop' as const, 'death' as const), pieces: fc.nat(4) }), {
      maxLength: 6,
    }),
    fc.integer({ min: 1, max: 30 }),
    async (content, cuts, ends, chunk) => {
      const storage = memoryStorage();
      const bucket = cuttingBucket(content, [...cuts], chunk);
      for (let attempt = 0; ; attempt += 1) {
        expect(attempt).toBeLessThan(60);
        const end = ends[attempt];
        const mortal = dyingAfter(storage, end?.kind === 'death' ? end.pieces : Number.POSITIVE_INFINITY);
        let pieces = 0;
        const stopping = () => end?.kind === 'stop' && ++pieces > end.pieces;
        const landed = await downloadObject(objectOf(content), options({ bucket, storage: mortal, stopping })).catch(
          (error: Error) => {
            expect(['killed', cut().message]).toContain(error.message);
          },
        );
        if (landed === undefined) continue;
        expect(landed.bytes).toBe(content.length);
        expect((await contentOf(storage, landed)).equals(content)).toBe(true);
        return;
      }
    },
  );
  await fc.assert(property, { numRuns: 150, ...fromSeed });
});

test('what lies in storage is not read again, and the bar goes on from it', async () => {
  const content = Buffer.from('0123456789'.repeat(5));
  const storage = memoryStorage();
  const bucket = cuttingBucket(content, [23, 12]);
  const seen: number[] = [];
  let moved = 0;
  const landed = await downloadObject(
    objectOf(content),
    options({ bucket, storage, onBytes: (bytes) => seen.push(bytes), onPiece: () => (moved += 1) }),
  );
  expect(bucket.offsets).toEqual([0, 24, 32]);
  expect(seen.slice(0, 3)).toEqual([0, 5, 10]);
  expect(seen).toContain(24);
  expect(seen.at(-1)).toBe(50);
  expect(moved).toBe(6);
  expect(landed?.pieces).toHaveLength(7);
});

test('a connection that breaks at one place again and again is the last error', async () => {
  const content = Buffer.alloc(50, 1);
  const storage = memoryStorage();
  const bucket = cuttingBucket(content, [10, 3, 3, 3, 3]);
  await expect(downloadObject(objectOf(content), options({ bucket, storage }))).rejects.toMatchObject({
    code: 'source-unavailable',
  });
  expect(bucket.offsets).toEqual([0, 8, 8, 8]);
});

test('a service that says when to come again is not asked again by the step', async () => {
  const content = Buffer.alloc(50, 1);
  const bucket = cuttingBucket(content, []);
  let reads = 0;
  bucket.read = async () => {
    reads += 1;
    throw new LongshoreError('source-unavailable', 'SlowDown', { retryAfterMs: 60_000 });
  };
  const storage = memoryStorage();
  await expect(downloadObject(objectOf(content), options({ bucket, storage }))).rejects.toMatchObject({
    retryAfterMs: 60_000,
  });
  expect(reads).toBe(1);
});

test('pieces that are not those of the object are found by its checksum, and all is fetched once more', async () => {
  const content = Buffer.from('0123456789'.repeat(5));
  const storage = memoryStorage();
  const stopping = () => true;
  const wrong = Buffer.from(content.map((byte) => byte + 1));
  expect(
    await downloadObject(objectOf(wrong), options({ bucket: cuttingBucket(wrong, []), storage, stopping })),
  ).toBeUndefined();
  const bucket = cuttingBucket(content, []);
  const landed = await downloadObject(objectOf(content), options({ bucket, storage }));
  expect(bucket.offsets).toEqual([8, 0]);
  expect(landed && String(await contentOf(storage, landed))).toBe(String(content));
});

test('an object that never is what its checksum says is an error, and leaves no piece', async () => {
  const content = Buffer.from('0123456789'.repeat(5));
  const storage = memoryStorage();
  const bucket = { ...cuttingBucket(content, [20, 20, 20]), checksum: async () => 'AAAAAA==' };
  await expect(downloadObject(objectOf(content), options({ bucket, storage }))).rejects.toMatchObject({
    code: 'source-unavailable',
    message: 'Object "a.parquet" arrived damaged, its checksum is another one.',
    remedy: expect.stringContaining('damaged in the bucket'),
  });
  expect(storage.contents.size).toBe(0);
});

test('without a checksum the length is what is known, and it must be that of the listing', async () => {
  const content = Buffer.from('0123456789'.repeat(5));
  const storage = memoryStorage();
  const bucket = { ...cuttingBucket(content, [20]), checksum: async () => undefined };
  expect(await downloadObject(objectOf(content), options({ bucket, storage }))).toMatchObject({ bytes: 50 });
  const longer = { ...objectOf(content), size: 51 };
  await expect(downloadObject(longer, options({ bucket, storage: memoryStorage() }))).rejects.toMatchObject({
    code: 'source-unavailable',
    message: 'Of object "a.parquet" 50 bytes came, and it was listed with 51.',
  });
});

test('an abort ends it at once, also while it waits', async () => {
  const controller = new AbortController();
  const bucket = cuttingBucket(Buffer.alloc(50, 1), [10]);
  const downloading = downloadObject(
    objectOf(Buffer.alloc(50, 1)),
    options({ bucket, storage: memoryStorage(), signal: controller.signal, waitsMs: [60_000] }),
  );
  setTimeout(() => controller.abort(), 20);
  await expect(downloading).rejects.toMatchObject({ name: 'AbortError' });
});
