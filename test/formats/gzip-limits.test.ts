import { gzipSync } from 'node:zlib';
import { readRecords } from '../../src/formats';
import { collectGarbage } from './collect-garbage';
import { inShort, readAll, settings } from './read-all';

const mega = 1024 * 1024;
/** White space packs 1000 : 1, like any bomb. */
const bomb = (inflated: number): Buffer =>
  gzipSync(Buffer.concat([Buffer.from('[{"a":1},'), Buffer.alloc(inflated, ' ')]));

/** Its 72 MB are more than the 64 that may unpack from anything. */
const large = bomb(72 * mega);

test('a file that unpacks to more than 200 times its size is not unpacked to its end', async () => {
  const { records, fault, chunks } = await readAll(large, { cut: [4_096] });
  expect(fault).toMatchObject({ code: 'file-bad-gzip' });
  expect(fault?.message).toMatch(/^stores\.json unpacks to more than 200 times its size, by compressed byte \d+$/);
  expect(fault?.remedy).toContain('upload it uncompressed');
  // The record before was read long ago.
  expect(inShort(records)).toEqual([{ a: 1 }]);
  expect(chunks).toHaveLength(1);
});

test('so is one that only its second layer blows up', async () => {
  const packed = gzipSync(large);
  expect(packed.length).toBeLessThan(4_096);
  const { fault } = await readAll(packed);
  expect(fault?.message).toMatch(/unpacks to more than 200 times its size/);
});

test('64 MB may unpack from anything', async () => {
  const { fault } = await readAll(bomb(60 * mega));
  // It fails as the array without an end that it is.
  expect(fault).toMatchObject({ code: 'file-truncated' });
});

test('the ratio and the size are the choice of who reads', async () => {
  const loose = await readAll(large, { maxInflationRatio: 2_000 });
  expect(loose.fault).toMatchObject({ code: 'file-truncated' });

  const stores = Array.from({ length: 5_000 }, (_, id) => ({ id, salt: Math.imul(id, 0x9e3779b1) }));
  const json = JSON.stringify(stores);
  const exact = await readAll(gzipSync(json), { maxInflatedBytes: json.length });
  expect([exact.fault, exact.records.length]).toEqual([undefined, 5_000]);
  const less = await readAll(gzipSync(json), { maxInflatedBytes: json.length - 1 });
  expect(less.fault).toMatchObject({ code: 'file-bad-gzip' });
  expect(less.fault?.message).toContain(`unpacks to more than ${json.length - 1} bytes`);
});

/** Bytes of buffers that somebody holds: what is left when no collection finds any more. */
async function bytesHeld(): Promise<number> {
  for (let last = Number.POSITIVE_INFINITY; ; ) {
    await new Promise(setImmediate);
    collectGarbage();
    const held = process.memoryUsage().arrayBuffers;
    if (held >= last) return held;
    last = held;
  }
}

test('what unpacks 1000 : 1 is unpacked slice by slice, though all of it came in one piece', async () => {
  const record = `{"a":1},${' '.repeat(mega)}`;
  const packed = gzipSync(`[${record.repeat(100)}{"a":1}]`);
  async function* source(): AsyncGenerator<Uint8Array, void> {
    yield packed;
  }
  const before = await bytesHeld();
  let most = 0;
  let count = 0;
  let chunks = 0;
  for await (const { records } of readRecords(async () => source(), { ...settings, maxInflationRatio: 2_000 })) {
    count += records.length;
    // A slice makes 17 of them, so that each is seen; to look takes longer than to read.
    chunks += 1;
    if (chunks % 5 > 0) continue;
    most = Math.max(most, (await bytesHeld()) - before);
  }
  expect(count).toBe(101);
  expect(most).toBeGreaterThan(mega);
  // A slice unpacks to 17 MB; the one before it may still be held while the next is taken. All of it would be 100 MB.
  expect(most).toBeLessThan(40 * mega);
});
