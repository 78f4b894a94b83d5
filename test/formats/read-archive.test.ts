import { gzipSync } from 'node:zlib';
import fc from 'fast-check';
import { type RandomBytes, readArchive } from '../../src/formats';
import { bytesOf, type TestEntry, tarOf, zipOf } from './archives';

const fromSeed = process.env.SEED === undefined ? {} : { seed: Number(process.env.SEED) };

async function filesIn(bytes: RandomBytes, isRead: (name: string) => boolean = () => true): Promise<TestEntry[]> {
  const files: TestEntry[] = [];
  for await (const { name, content } of readArchive(bytes)) {
    if (!isRead(name)) continue;
    const parts: Uint8Array[] = [];
    for await (const part of content) parts.push(part);
    files.push({ name, content: Buffer.concat(parts) });
  }
  return files;
}

const forms: readonly [string, (entries: readonly TestEntry[]) => Promise<Buffer>][] = [
  ['zip', async (entries) => zipOf(entries)],
  ['stored zip', async (entries) => zipOf(entries, { stored: true })],
  ['tar', tarOf],
  ['tgz', async (entries) => gzipSync(await tarOf(entries))],
];

test.each(forms)('a %s of any files is read as it was written, in chunks of any length', async (_, make) => {
  const segment = fc.stringMatching(/^[a-zA-Z0-9 ü_-]{1,12}$/);
  const entry = fc.record({
    name: fc.array(segment, { minLength: 1, maxLength: 3 }).map((names) => `${names.join('/')}.csv`),
    content: fc.oneof(
      fc.uint8Array({ maxLength: 3_000 }),
      fc.nat(3_000).map((length) => new Uint8Array(length)),
    ),
  });
  const property = fc.asyncProperty(
    fc.array(entry, { maxLength: 5 }),
    fc.integer({ min: 1, max: 4_000 }),
    fc.boolean(),
    async (entries, chunk, onlyOdd) => {
      const isRead = (name: string) => !onlyOdd || name.length % 2 === 1;
      const files = await filesIn(bytesOf(await make(entries), 'any', chunk), isRead);
      const expected = entries.filter(({ name }) => isRead(name));
      expect(files).toEqual(expected.map(({ name, content }) => ({ name, content: Buffer.from(content) })));
    },
  );
  await fc.assert(property, { numRuns: 15, ...fromSeed });
});

const some: readonly TestEntry[] = [
  { name: 'first.csv', content: Buffer.from('a,b\n1,2\n'.repeat(100)) },
  { name: 'more/second.csv', content: Buffer.from('c,d\n3,4\n'.repeat(100)) },
];
const refusal = (message: RegExp) => ({ code: 'archive-unreadable', message: expect.stringMatching(message) });

test.each(forms)('a %s that is cut anywhere is refused, with its name', async (_, make) => {
  const whole = await make(some);
  for (let share = 0.05; share < 0.97; share += 0.07) {
    const cut = whole.subarray(0, Math.floor(whole.length * share));
    await expect(filesIn(bytesOf(cut, 'bucket/cut', 512))).rejects.toMatchObject(refusal(/^bucket\/cut/));
  }
});

test('a tar that is cut between two files is refused, for nothing else would tell', async () => {
  const whole = await tarOf(some);
  // A header of 512 bytes, and 800 of content in two blocks of 512.
  await expect(filesIn(bytesOf(whole.subarray(0, 3 * 512)))).rejects.toMatchObject(refusal(/nothing marks its end/));
});

test.each([
  ['a table', Buffer.from('a,b\n1,2\n'.repeat(200))],
  ['a table that is packed', gzipSync('a,b\n1,2\n'.repeat(200))],
  ['noise', Buffer.from(Array.from({ length: 2_000 }, (__, index) => (index * 7_919) % 251))],
  ['one byte', Buffer.from('P')],
])('%s is no archive', async (_, content) => {
  await expect(filesIn(bytesOf(content, 'bucket/none.zip', 512))).rejects.toMatchObject(refusal(/^bucket\/none.zip/));
});

test('a damaged file of a zip is found by its checksum, and named', async () => {
  const zip = zipOf(some, { stored: true });
  const at = zip.indexOf('3,4');
  zip[at] = 0x39;
  await expect(filesIn(bytesOf(zip))).rejects.toMatchObject(
    refusal(/^bucket\/a.zip, at more\/second.csv in it, .* its checksum is another one$/),
  );
  expect(await filesIn(bytesOf(zip), (name) => name === 'first.csv')).toHaveLength(1);
});

test('files of a zip that are encrypted, or packed by another method, are refused', async () => {
  await expect(filesIn(bytesOf(zipOf(some, { encrypted: true })))).rejects.toMatchObject(refusal(/it is encrypted$/));
  await expect(filesIn(bytesOf(zipOf(some, { method: 93 })))).rejects.toMatchObject(refusal(/by method 93/));
});

test('a file of a zip that is longer than the directory says is refused', async () => {
  await expect(filesIn(bytesOf(zipOf(some, { declared: 10 })))).rejects.toMatchObject(refusal(/too many bytes/));
});

test('an archive that unpacks to far more than its size is refused before it is unpacked', async () => {
  const bomb = zipOf([{ name: 'bomb', content: Buffer.alloc(1_000) }], { declared: 100_000_000 });
  await expect(filesIn(bytesOf(bomb, 'bomb.zip', 1_000))).rejects.toMatchObject(
    refusal(/^bomb.zip unpacks to more than 200 times its size/),
  );
  const tgz = gzipSync(await tarOf([{ name: 'bomb', content: Buffer.alloc(70_000_000) }]), { level: 1 });
  await expect(filesIn(bytesOf(tgz, 'bomb.tgz', 1_000_000))).rejects.toMatchObject(
    refusal(/^bomb.tgz unpacks to more than 200 times its size/),
  );
});

test('what the bytes throw is thrown as it is', async () => {
  for (const [, make] of forms) {
    const whole = await make(some);
    const failing: RandomBytes = {
      ...bytesOf(whole),
      async *read(from, to) {
        yield* bytesOf(whole).read(from, Math.min(to, 4));
        if (to > 4) throw new Error('storage is gone');
      },
    };
    await expect(filesIn(failing)).rejects.toThrow(/^storage is gone$/);
  }
});

test('who reads no further leaves nothing behind', async () => {
  for (const [, make] of forms) {
    for await (const { content } of readArchive(bytesOf(await make(some)))) {
      for await (const _ of content) break;
      break;
    }
  }
});
