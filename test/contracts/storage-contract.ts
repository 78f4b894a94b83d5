import fc from 'fast-check';
import type { Storage } from '../../src/storage';

const fromSeed = process.env.SEED === undefined ? {} : { seed: Number(process.env.SEED) };

/** A place, empty at first, opened twice as two workers would. */
export interface StorageUnderTest {
  readonly storage: Storage;
  readonly sameFromElsewhere: Storage;
  stop(): Promise<void>;
}

async function keysOf(storage: Storage, prefix: string): Promise<string[]> {
  const keys: string[] = [];
  for await (const { key } of storage.list(prefix)) keys.push(key);
  return keys;
}

const byCodeUnit = (a: string, b: string) => (a < b ? -1 : a > b ? 1 : 0);

/**
 * What every place of storage must hold to. Example: `describeStorage('A directory', startDirectory)`. `isAtomic` is
 * false of a substitute that cannot take several writes of one key at once, and is no place for anybody's data.
 */
export function describeStorage(
  name: string,
  start: () => Promise<StorageUnderTest>,
  { isAtomic = true }: { readonly isAtomic?: boolean } = {},
): void {
  describe(`${name} as storage`, () => {
    let storage: Storage;
    let elsewhere: Storage;
    let stop: () => Promise<void>;
    let count = 0;
    /** A folder of its own for each test. */
    let folder: string;
    beforeAll(async () => {
      const started = await start();
      ({ storage, stop } = started);
      elsewhere = started.sameFromElsewhere;
    });
    beforeEach(() => {
      count += 1;
      folder = `test-${count}`;
    });
    afterAll(() => stop?.());

    const text = async (key: string) => (await storage.get(key))?.toString('utf8');

    describe('an object', () => {
      test.each([
        ['text', 'Zürich, 東京 🏬'],
        ['nothing', ''],
        ['bytes', Buffer.from(Array.from({ length: 256 }, (_, byte) => byte))],
        ['a part of a buffer', Buffer.from('0123456789').subarray(3, 6)],
      ])('of %s is read as it was written', async (_, content) => {
        await storage.put(`${folder}/a.json`, content);
        expect(await storage.get(`${folder}/a.json`)).toEqual(Buffer.from(content));
      });

      test('is seen from elsewhere as soon as it is written', async () => {
        await storage.put(`${folder}/a/b/c.json`, 'x');
        expect(await elsewhere.get(`${folder}/a/b/c.json`)).toEqual(Buffer.from('x'));
        expect(await keysOf(elsewhere, `${folder}/`)).toEqual([`${folder}/a/b/c.json`]);
      });

      test('is replaced by the next write, shorter or longer', async () => {
        for (const content of ['a long one', 'b', 'a longer one than before']) {
          await storage.put(`${folder}/a`, content);
          expect(await text(`${folder}/a`)).toBe(content);
        }
        expect(await keysOf(storage, `${folder}/`)).toHaveLength(1);
      });

      test('is the same after its write is repeated', async () => {
        for (let times = 0; times < 3; times += 1) await storage.put(`${folder}/a`, 'same');
        expect(await text(`${folder}/a`)).toBe('same');
        expect(await keysOf(storage, `${folder}/`)).toEqual([`${folder}/a`]);
      });

      test('may have 32 MB', async () => {
        const content = Buffer.alloc(32_000_000, 'longshore ');
        await storage.put(`${folder}/big`, content);
        expect((await storage.get(`${folder}/big`))?.equals(content)).toBe(true);
        for await (const { size } of storage.list(`${folder}/`)) expect(size).toBe(content.length);
      });

      test('may have a key of long segments', async () => {
        const key = `${folder}/${'a'.repeat(200)}/${'Z9._=-'.repeat(33)}`;
        await storage.put(key, 'x');
        expect(await text(key)).toBe('x');
        expect(await keysOf(storage, `${folder}/`)).toEqual([key]);
      });
    });

    describe('what is not there', () => {
      test('is undefined, and never an error', async () => {
        expect(await storage.get(`${folder}/nothing`)).toBeUndefined();
        expect(await storage.get(`${folder}/nothing/at/all`)).toBeUndefined();
        expect(await keysOf(storage, `${folder}/`)).toEqual([]);
      });

      test('may be removed', async () => {
        await storage.remove(`${folder}/nothing`);
        await storage.remove(`${folder}/nothing/at/all`);
      });

      test('a folder is no object, though objects lie in it', async () => {
        await storage.put(`${folder}/a/b`, 'x');
        expect(await storage.get(`${folder}/a`)).toBeUndefined();
        await storage.remove(`${folder}/a`);
        expect(await text(`${folder}/a/b`)).toBe('x');
      });
    });

    describe('what is removed', () => {
      test('is gone for all, alone, and may be written again', async () => {
        await storage.put(`${folder}/a`, '1');
        await storage.put(`${folder}/a.json`, '2');
        for (let times = 0; times < 2; times += 1) await elsewhere.remove(`${folder}/a`);
        expect(await storage.get(`${folder}/a`)).toBeUndefined();
        expect(await keysOf(storage, `${folder}/`)).toEqual([`${folder}/a.json`]);
        await storage.put(`${folder}/a`, '3');
        expect(await text(`${folder}/a`)).toBe('3');
      });
    });

    describe('a list', () => {
      const keys = ['a.json', 'a-b/c', 'a/b', 'a/b.json', 'a/b-c/d', 'a0', 'A', 'b/a', 'a/c/d/e', '_', 'a/b=1'];

      test('is in the order of whole keys', async () => {
        for (const key of keys) await storage.put(`${folder}/${key}`, key);
        const sorted = keys.map((key) => `${folder}/${key}`).sort(byCodeUnit);
        expect(await keysOf(storage, `${folder}/`)).toEqual(sorted);
        expect(await keysOf(storage, folder)).toEqual(sorted);
      });

      test.each(['', 'a', 'a/', 'a/b', 'a/b.', 'a/c/d', 'a-', 'b/a', 'c', 'a/b/c/', 'a.json'])(
        'under “%s” has the keys that begin so, and no others',
        async (prefix) => {
          for (const key of keys.filter((key) => key !== 'a/b')) await storage.put(`${folder}/${key}`, key);
          const expected = keys.filter((key) => key !== 'a/b' && key.startsWith(prefix)).sort(byCodeUnit);
          expect(await keysOf(storage, `${folder}/${prefix}`)).toEqual(expected.map((key) => `${folder}/${key}`));
        },
      );

      test('tells sizes in bytes and times in ms', async () => {
        const before = Date.now();
        await storage.put(`${folder}/a`, 'Zürich');
        for await (const { size, modifiedAt } of storage.list(folder)) {
          expect(size).toBe(7);
          // Clocks of services differ, and some tell whole seconds.
          expect(Math.abs(modifiedAt - before)).toBeLessThan(3_600_000);
        }
        expect.assertions(2);
      });

      test('of more keys than a page of a service has them all, once', async () => {
        const many = Array.from({ length: 1_100 }, (_, index) => `${folder}/${index % 3}/${index}`);
        for (let at = 0; at < many.length; at += 100)
          await Promise.all(many.slice(at, at + 100).map((key) => storage.put(key, key)));
        expect(await keysOf(storage, `${folder}/`)).toEqual(many.toSorted(byCodeUnit));
      });

      test('goes on while its objects are removed', async () => {
        for (const key of ['a', 'b/c', 'd']) await storage.put(`${folder}/${key}`, key);
        const seen: string[] = [];
        for await (const { key } of storage.list(`${folder}/`)) {
          seen.push(key);
          await storage.remove(`${folder}/b/c`);
        }
        expect(seen.filter((key) => !key.endsWith('c'))).toEqual([`${folder}/a`, `${folder}/d`]);
      });

      test('may be left before its end', async () => {
        for (const key of ['a', 'b']) await storage.put(`${folder}/${key}`, key);
        for await (const { key } of storage.list(`${folder}/`)) {
          expect(key).toBe(`${folder}/a`);
          break;
        }
      });

      test('is in order whatever the keys', async () => {
        const segment = fc.stringMatching(/^[aB0._=-]{1,3}$/).filter((part) => !/^\.+$/.test(part));
        const some = fc.uniqueArray(
          fc.array(segment, { minLength: 1, maxLength: 3 }).map((parts) => parts.join('/')),
          {
            minLength: 1,
            maxLength: 12,
          },
        );
        let run = 0;
        const property = fc.asyncProperty(some, async (all) => {
          // A directory has no object beside a folder of the same name.
          const objects = all.filter((key) => !all.some((other) => other.startsWith(`${key}/`)));
          run += 1;
          const place = `${folder}/${run}`;
          await Promise.all(objects.map((key) => storage.put(`${place}/${key}`, key)));
          const expected = objects.map((key) => `${place}/${key}`).sort(byCodeUnit);
          expect(await keysOf(storage, `${place}/`)).toEqual(expected);
        });
        await fc.assert(property, { numRuns: 25, ...fromSeed });
      });
    });

    const testWhereAtomic = isAtomic ? test : test.skip;
    testWhereAtomic('writes of one key at once leave one of them whole, and no reader sees a part', async () => {
      const contents = Array.from({ length: 8 }, (_, writer) => Buffer.alloc(300_000 + writer, `${writer}`));
      const isWhole = (content: Buffer | undefined) => contents.some((one) => content?.equals(one));
      await storage.put(`${folder}/a`, contents[0] ?? '');
      let isWriting = true;
      const reading = (async () => {
        let reads = 0;
        for (; isWriting; reads += 1) expect(isWhole(await elsewhere.get(`${folder}/a`))).toBe(true);
        return reads;
      })();
      const writing = (async () => {
        for (let round = 0; round < 3; round += 1)
          await Promise.all(contents.map((content) => storage.put(`${folder}/a`, content)));
      })().finally(() => {
        isWriting = false;
      });
      const [reads] = await Promise.all([reading, writing]);
      expect(reads).toBeGreaterThan(0);
      expect(isWhole(await storage.get(`${folder}/a`))).toBe(true);
      expect(await keysOf(storage, `${folder}/`)).toEqual([`${folder}/a`]);
    });

    test('says what it is', () => {
      expect(storage.description).toMatch(/\w+ \S+/);
    });
  });
}
