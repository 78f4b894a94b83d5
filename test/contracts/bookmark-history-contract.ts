import type { BookmarkPlace } from '../../src/bookmarks';
import { type BookmarkAddress, emptyBookmark, type JsonValue } from '../../src/contract/bookmark';
import { writeOf } from './bookmark-write';

/** A place opened twice, and a bookmark that no other test has. */
export interface HistoryUnderTest {
  readonly place: BookmarkPlace;
  readonly elsewhere: BookmarkPlace;
  readonly bookmark: BookmarkAddress;
}

/** The part of the contract of places that is about versions, sizes, values and names. */
export function describeBookmarkHistory(open: () => HistoryUnderTest): void {
  let place: BookmarkPlace;
  let elsewhere: BookmarkPlace;
  let bookmark: BookmarkAddress;
  beforeEach(() => {
    ({ place, elsewhere, bookmark } = open());
  });

  describe('the history', () => {
    test('of a bookmark that was never written is empty', async () => {
      expect(await place.history(bookmark)).toEqual([]);
      expect(await place.readCompleted(bookmark)).toEqual(emptyBookmark);
      for (const version of [-1, 0, 1]) {
        await expect(place.readVersion(bookmark, version)).rejects.toMatchObject({ code: 'bookmark-version-gone' });
      }
    });

    test('tells of each version, newest first, who wrote it, in which run, when and why', async () => {
      const first = await place.write(bookmark, writeOf(1, { writer: 'ada', runId: 'run-a', expectedVersion: 0 }));
      const second = await place.write(
        bookmark,
        writeOf(2, { writer: 'bo', status: 'completed', reason: 'as a test', expectedVersion: 1 }),
      );
      const entry = ({ value: _, ...version }: typeof first) => ({ ...version, hasValue: true });
      expect(await elsewhere.history(bookmark)).toEqual([entry(second), entry(first)]);
      expect(first).toMatchObject({ writer: 'ada', runId: 'run-a' });
      expect(second).toMatchObject({ writer: 'bo', reason: 'as a test' });
    });

    test('names what a write has replaced that expected nothing', async () => {
      const first = await place.write(bookmark, writeOf(1, { writer: 'ada' }));
      expect(first.replaced).toBeUndefined();
      const blind = await elsewhere.write(bookmark, writeOf(2, { writer: 'bo' }));
      expect(blind.replaced).toEqual({ version: 1, writer: 'ada' });
      const careful = await place.write(bookmark, writeOf(3, { expectedVersion: 2 }));
      expect(careful.replaced).toBeUndefined();
      expect((await place.history(bookmark)).map(({ replaced }) => replaced)).toEqual([
        undefined,
        { version: 1, writer: 'ada' },
        undefined,
      ]);
    });

    test('has the last 50 versions, each with its value, and the newest completed one besides', async () => {
      const completed = await place.write(bookmark, writeOf({ mark: 1 }, { status: 'completed' }));
      for (let version = 2; version <= 60; version += 1) await place.write(bookmark, writeOf({ mark: version }));
      const history = await elsewhere.history(bookmark);
      expect(history.map(({ version }) => version)).toEqual(Array.from({ length: 50 }, (_, index) => 60 - index));
      expect(history.every(({ hasValue }) => hasValue)).toBe(true);
      for (const version of [60, 59, 11]) {
        expect((await elsewhere.readVersion(bookmark, version)).value).toEqual({ mark: version });
      }
      expect(await elsewhere.readVersion(bookmark, 1)).toEqual(completed);
      for (const version of [2, 10, 61]) {
        await expect(place.readVersion(bookmark, version)).rejects.toMatchObject({ code: 'bookmark-version-gone' });
      }
      expect(await elsewhere.readCompleted(bookmark)).toEqual(completed);
    }, 60_000);

    test('is read to its newest completed version while a newer run works', async () => {
      await place.write(bookmark, writeOf('a', { status: 'completed' }));
      const completed = await place.write(bookmark, writeOf('b', { status: 'completed' }));
      await place.write(bookmark, writeOf('c'));
      expect(await elsewhere.readCompleted(bookmark)).toEqual(completed);
      expect(await elsewhere.read(bookmark)).toMatchObject({ value: 'c', status: 'running', version: 3 });
    });

    test('keeps the time of a completion that is put back', async () => {
      const time = Date.UTC(2026, 0, 2);
      const write = writeOf('a', { status: 'completed', completedAt: time });
      expect(await place.write(bookmark, write)).toMatchObject({ completedAt: time });
      expect(await place.readCompleted(bookmark)).toMatchObject({ completedAt: time, value: 'a' });
    });
  });

  describe('a value', () => {
    const sized = (bytes: number): JsonValue => ({ text: 'x'.repeat(bytes - '{"text":""}'.length) });

    test.each([8_192, 8_193, 300_000, 1_048_576])('of %s bytes is kept as it is', async (bytes) => {
      const written = await place.write(bookmark, writeOf(sized(bytes), { status: 'completed' }));
      expect(written.value).toEqual(sized(bytes));
      expect(await elsewhere.read(bookmark)).toEqual(written);
      await place.write(bookmark, writeOf('small'));
      expect(await elsewhere.readVersion(bookmark, 1)).toEqual(written);
      expect(await elsewhere.readCompleted(bookmark)).toEqual(written);
    });

    test('of more than 1 MB is refused, and changes nothing', async () => {
      const before = await place.write(bookmark, writeOf('small'));
      await expect(place.write(bookmark, writeOf(sized(1_048_577)))).rejects.toMatchObject({
        code: 'bookmark-too-large',
        message: expect.stringMatching(/has 1048577 bytes; 1048576 may be$/),
      });
      expect(await place.read(bookmark)).toEqual(before);
    });

    test('that is not JSON is refused with the name of its element, and changes nothing', async () => {
      const value = { 'crm.customers': { since: new Date() } } as unknown as JsonValue;
      for (const write of [place.write.bind(place), place.replace.bind(place)]) {
        await expect(write(bookmark, writeOf(value))).rejects.toMatchObject({
          code: 'bookmark-value-invalid',
          message: "The value of 'crm.customers' at .since is a Date, which is not JSON",
        });
      }
      expect(await place.read(bookmark)).toEqual(emptyBookmark);
    });

    test.each(['__proto__', 'constructor', ''])('may have a member named "%s"', async (member) => {
      const value = JSON.parse(`{ ${JSON.stringify(member)}: { "a": 1 } }`) as JsonValue;
      await place.write(bookmark, writeOf(value));
      expect(JSON.stringify((await elsewhere.read(bookmark)).value)).toBe(JSON.stringify(value));
    });
  });

  describe('names', () => {
    test('of jobs in other domains and data sets are names of other bookmarks', async () => {
      const others = [
        { ...bookmark, domain: 'crm' },
        { ...bookmark, domain: 'crm', dataset: 'states' },
      ];
      await place.write(bookmark, writeOf('mine'));
      for (const other of others) expect(await place.read(other)).toEqual(emptyBookmark);
      for (const other of others) await place.write(other, writeOf(other.dataset, { status: 'completed' }));
      for (const other of others)
        expect(await elsewhere.read(other)).toMatchObject({ value: other.dataset, version: 1 });
      expect(await elsewhere.read(bookmark)).toMatchObject({ value: 'mine', version: 1 });
    });

    test('of a data set are listed in order', async () => {
      const dataset = { domain: 'listing', dataset: bookmark.job };
      expect(await place.list(dataset)).toEqual([]);
      for (const job of ['orders', 'customers', 'a.b-c_d']) {
        await place.write({ ...bookmark, ...dataset, job }, writeOf(1));
      }
      await place.write({ ...bookmark, ...dataset, dataset: `${dataset.dataset}-2`, job: 'other' }, writeOf(1));
      await eventually(async () => expect(await elsewhere.list(dataset)).toEqual(['a.b-c_d', 'customers', 'orders']));
    });

    test.each(['', '.', '..', '../up', 'a/b', 'ä', 'a b', 'x'.repeat(101)])('"%s" is refused', async (part) => {
      for (const wrong of [{ job: part }, { domain: part }, { dataset: part }]) {
        const address = { ...bookmark, ...wrong };
        await expect(place.read(address)).rejects.toMatchObject({ code: 'usage-invalid' });
        await expect(place.write(address, writeOf(1))).rejects.toMatchObject({ code: 'usage-invalid' });
      }
    });
  });
}

/** A service may list what it has with a delay. */
async function eventually(expectation: () => Promise<void>): Promise<void> {
  for (let attempt = 0; ; attempt += 1) {
    try {
      return await expectation();
    } catch (error) {
      if (attempt === 50) throw error;
      await new Promise((resolve) => setTimeout(resolve, 200));
    }
  }
}
