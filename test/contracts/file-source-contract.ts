import { getEventListeners } from 'node:events';
import fc from 'fast-check';
import { collect, filesOf, pagesOf, pseudoRandom, putAndList, type SourceUnderTest } from './source-under-test';

/** Names that break what builds addresses by hand. In the order of their bytes, which is that of listings. */
export const awkwardNames = [
  '%41 100%.json',
  'A.json',
  'a b/c d.json',
  'a#1.json',
  "a'b(1)!*.json",
  'a+b&c=d.json',
  'a.json',
  'a//b.json',
  'a?x=1.json',
  'ä/日本.json',
  '🚢.json',
];

/**
 * What a source of files has to do, as tests. A source is one when it passes them.
 *
 * `open` gives an empty source for each test.
 */
export function describeFileSource(kind: string, open: () => Promise<SourceUnderTest>): void {
  describe(`${kind} is a source of files`, () => {
    it('lists nothing of an empty source, but tells the time', async () => {
      const { source } = await open();
      const pages = await pagesOf(source);
      expect(pages.flatMap((page) => page.blobs)).toEqual([]);
      expect(pages.length).toBeGreaterThan(0);
      expect(pages[0]?.serverTime).toBeGreaterThan(0);
      await expect(source.check()).resolves.toBeUndefined();
    });

    it('lists each file once over several pages, by name, with size, time and bare ETag', async () => {
      const { source, put } = await open();
      const names = ['1.json', '2.json', '3.json', '4.json', '5.json', '6.json', '7.json'];
      for (const name of names) await put(name, bytes('x'.repeat(Number(name[0]))));
      const pages = await pagesOf(source, { pageSize: 2 });
      expect(pages.length).toBeGreaterThanOrEqual(4);
      const files = pages.flatMap((page) => page.blobs);
      expect(files.map((file) => file.name)).toEqual(names);
      expect(files.map((file) => file.size)).toEqual([1, 2, 3, 4, 5, 6, 7]);
      for (const page of pages) {
        expect(page.blobs.length).toBeLessThanOrEqual(2);
        for (const file of page.blobs) {
          expect(file.timestamp % 1000).toBe(0);
          expect(file.timestamp).toBeLessThanOrEqual(page.serverTime);
          expect(file.etag).toMatch(/^[^"]+$/);
        }
      }
    });

    it('lists what begins with a prefix and nothing else', async () => {
      const { source, put } = await open();
      for (const name of ['in/a.json', 'in/b.json', 'inner.json', 'out/a.json']) await put(name, bytes('[]'));
      expect((await filesOf(source, { prefix: 'in/' })).map((file) => file.name)).toEqual(['in/a.json', 'in/b.json']);
    });

    it('lists and reads awkward names', async () => {
      const { source, put } = await open();
      for (const name of awkwardNames) await put(name, bytes(`content of ${name}`));
      const files = await filesOf(source);
      expect(files.map((file) => file.name).sort()).toEqual([...awkwardNames].sort());
      for (const file of files) {
        expect((await collect(await source.read(file.name, file))).toString()).toBe(`content of ${file.name}`);
      }
    });

    it('reads from any byte to the end, and nothing from the end', async () => {
      const { source, put } = await open();
      const content = pseudoRandom(300_000);
      const file = await putAndList({ source, put }, 'file', content);
      const anywhere = fc.oneof(fc.integer({ min: 0, max: content.length }), fc.constantFrom(0, 1, content.length));
      await fc.assert(
        fc.asyncProperty(anywhere, async (offset) => {
          const read = await collect(await source.read(file.name, { etag: file.etag, offset }));
          expect(read.equals(content.subarray(offset))).toBe(true);
        }),
        { numRuns: 25, examples: [[content.length], [content.length - 1]] },
      );
    });

    it('reads a file of several megabytes in parts, byte for byte', async () => {
      const { source, put } = await open();
      const content = pseudoRandom(6_000_000);
      const file = await putAndList({ source, put }, 'large', content);
      let parts = 0;
      const read: Uint8Array[] = [];
      for await (const chunk of await source.read(file.name, { etag: file.etag })) {
        parts += 1;
        read.push(chunk);
      }
      expect(parts).toBeGreaterThan(1);
      expect(Buffer.concat(read).equals(content)).toBe(true);
    });

    it('lists an empty file as a file, and reads nothing of it', async () => {
      const { source, put } = await open();
      const file = await putAndList({ source, put }, 'empty.json', bytes(''));
      expect(file.size).toBe(0);
      expect(await collect(await source.read(file.name, { etag: file.etag, offset: 0 }))).toHaveLength(0);
    });

    it('gives another ETag to a replaced file, and refuses to read the old one', async () => {
      const { source, put } = await open();
      const old = await putAndList({ source, put }, 'a b.json', bytes('[1]'));
      const replaced = await putAndList({ source, put }, 'a b.json', bytes('[2]'));
      expect(replaced.etag).not.toBe(old.etag);
      for (const offset of [0, 1, 3]) {
        await expect(source.read(old.name, { etag: old.etag, offset })).rejects.toMatchObject({
          code: 'file-changed',
          message: expect.stringContaining('"a b.json"'),
        });
      }
      expect((await collect(await source.read(replaced.name, replaced))).toString()).toBe('[2]');
    });

    it('says of a file that was removed since that it changed', async () => {
      const { source, put, remove } = await open();
      const file = await putAndList({ source, put }, 'gone.json', bytes('[1]'));
      await remove(file.name);
      expect(await filesOf(source)).toEqual([]);
      await expect(source.read(file.name, { etag: file.etag, offset: 0 })).rejects.toMatchObject({
        code: 'file-changed',
        message: expect.stringContaining('"gone.json"'),
      });
    });

    it('never mixes two versions of a file that is replaced while it is read', async () => {
      const { source, put } = await open();
      const file = await putAndList({ source, put }, 'large', Buffer.alloc(8_000_000, 'a'));
      const read: Uint8Array[] = [];
      try {
        for await (const chunk of await source.read(file.name, { etag: file.etag })) {
          if (read.length === 0) await put('large', Buffer.alloc(8_000_000, 'b'));
          read.push(chunk);
        }
        expect(Buffer.concat(read)).toHaveLength(file.size);
      } catch (error) {
        expect(error).toMatchObject({ code: 'file-changed' });
      }
      expect(Buffer.concat(read).includes('b')).toBe(false);
    });

    it('stops at once when it is cancelled, with an AbortError', async () => {
      const { source, put } = await open();
      const file = await putAndList({ source, put }, 'large', Buffer.alloc(8_000_000));
      const before = AbortSignal.abort();
      await expect(source.read(file.name, { etag: file.etag, signal: before })).rejects.toThrow(abortError);
      await expect(filesOf(source, { signal: before })).rejects.toThrow(abortError);
      await expect(source.check(before)).rejects.toThrow(abortError);
      const during = new AbortController();
      const readOn = async () => {
        let sum = 0;
        for await (const chunk of await source.read(file.name, { etag: file.etag, signal: during.signal })) {
          sum += chunk.length;
          during.abort();
        }
        return sum;
      };
      await expect(readOn()).rejects.toThrow(abortError);
    });

    it('lets go of the signal when it has done what was asked', async () => {
      const { source, put } = await open();
      const file = await putAndList({ source, put }, 'file', bytes('[1]'));
      const { signal } = new AbortController();
      await source.check(signal);
      await filesOf(source, { signal });
      await collect(await source.read(file.name, { etag: file.etag, signal }));
      await source.read(file.name, { etag: 'another', signal }).catch(() => {});
      for await (const _ of await source.read(file.name, { etag: file.etag, signal })) break;
      // A closed stream says so in the next turn of the loop.
      await new Promise((resolve) => setImmediate(resolve));
      expect(getEventListeners(signal, 'abort')).toHaveLength(0);
    });
  });
}

const abortError = expect.objectContaining({ name: 'AbortError' });

function bytes(text: string): Uint8Array {
  return Buffer.from(text);
}
