import type { BookmarkPlace } from '../../src/bookmarks';
import { emptyBookmark, type JsonValue } from '../../src/contract/bookmark';
import { importBookmark } from '../../src/contract/bookmark-names';
import { describeBookmarkHistory } from './bookmark-history-contract';
import { writeOf } from './bookmark-write';

/** A place, opened twice as two workers would. */
export interface BookmarksUnderTest {
  readonly place: BookmarkPlace;
  readonly sameFromElsewhere: BookmarkPlace;
  stop(): Promise<void>;
}

/**
 * What every place of bookmarks must hold to. Example: `describeBookmarkPlace('A directory', startDirectory)`. `isAskedOften`
 * is true of a service that each write asks some ten times: fewer writes show the same there, and all are in `npm run prove`.
 */
export function describeBookmarkPlace(
  kind: string,
  start: () => Promise<BookmarksUnderTest>,
  { isAskedOften = false }: { readonly isAskedOften?: boolean } = {},
): void {
  const isShort = isAskedOften && process.env.LONGSHORE_PROVE !== 'full';
  const writers = isShort ? 4 : 10;
  const writesEach = isShort ? 4 : 10;
  describe(`${kind} as the place of bookmarks`, () => {
    let place: BookmarkPlace;
    let elsewhere: BookmarkPlace;
    let stop: () => Promise<void>;
    let count = 0;
    /** The bookmark of each test. */
    let name: string;
    beforeAll(async () => {
      const started = await start();
      ({ place, stop } = started);
      elsewhere = started.sameFromElsewhere;
    });
    beforeEach(() => {
      count += 1;
      name = `contract-${count}`;
    });
    afterAll(() => stop?.());

    describe('a bookmark', () => {
      test('that was never written is the empty one, version 0', async () => {
        expect(await place.read(importBookmark(name))).toEqual(emptyBookmark);
        expect(await place.read(importBookmark(name))).toEqual(emptyBookmark);
      });

      test('begins with its first write, which may expect version 0 or nothing', async () => {
        expect(await place.write(importBookmark(name), writeOf('a', { expectedVersion: 0 }))).toMatchObject({
          version: 1,
          value: 'a',
        });
        expect(await place.write(importBookmark(`${name}-other`), writeOf('b'))).toMatchObject({
          version: 1,
          value: 'b',
        });
      });

      test.each<[string, JsonValue]>([
        ['null', null],
        ['false', false],
        ['a number', 1_795_000_000_123],
        ['text', 'Zürich, 東京 🏬'],
        ['a list', [1, [2, []], {}]],
        ['an object', { source: 'container stores', position: 3, list: null, file: { name: 'a/ä.json', done: true } }],
      ])('holds %s as it was written, for all', async (_, value) => {
        const written = await place.write(importBookmark(name), writeOf(value));
        expect(written).toMatchObject({ version: 1, status: 'running', value, writer: 'run-1' });
        expect(await place.read(importBookmark(name))).toEqual(written);
        expect(await elsewhere.read(importBookmark(name))).toEqual(written);
      });

      test('tells when it was updated, in epoch ms', async () => {
        const { updatedAt } = await place.write(importBookmark(name), writeOf(1));
        // Clocks of services differ.
        expect(Math.abs((updatedAt ?? 0) - Date.now())).toBeLessThan(3_600_000);
      });

      test('counts its versions, and tells of each who wrote it', async () => {
        for (let version = 1; version <= 4; version += 1) {
          const write = writeOf(version, { writer: `run-${version}` });
          const written = await (version % 2 ? place : elsewhere).write(importBookmark(name), write);
          expect(written).toMatchObject({ version, value: version, writer: `run-${version}` });
        }
        expect(await place.read(importBookmark(name))).toMatchObject({ version: 4, writer: 'run-4' });
      });

      test('is its import’s own', async () => {
        await place.write(importBookmark(name), writeOf(1));
        await place.write(importBookmark(`${name}-other`), writeOf(2));
        await place.write(importBookmark(`${name}-other`), writeOf(3));
        expect(await place.read(importBookmark(name))).toMatchObject({ version: 1, value: 1 });
      });
    });

    describe('completion', () => {
      test('is told with its time, which later runs keep until they complete', async () => {
        const begun = await place.write(importBookmark(name), writeOf(1));
        expect(begun.completedAt).toBeUndefined();
        const completed = await place.write(importBookmark(name), writeOf(2, { status: 'completed' }));
        expect(completed).toMatchObject({ status: 'completed', completedAt: completed.updatedAt });
        await elsewhere.write(importBookmark(name), writeOf(3, { writer: 'run-2' }));
        const running = await elsewhere.write(importBookmark(name), writeOf(4, { writer: 'run-2' }));
        expect(running).toMatchObject({ status: 'running', completedAt: completed.completedAt });
        expect(await place.read(importBookmark(name))).toEqual(running);
        const again = await place.write(importBookmark(name), writeOf(5, { status: 'completed' }));
        expect(again.completedAt).toBe(again.updatedAt);
        expect(again.completedAt).toBeGreaterThanOrEqual(completed.completedAt ?? Number.NaN);
      });
    });

    describe('a write', () => {
      test('that expects another version is refused, names version and writer, and changes nothing', async () => {
        await place.write(importBookmark(name), writeOf(1, { writer: 'run-old' }));
        const before = await place.write(importBookmark(name), writeOf(2, { writer: 'run-now', status: 'completed' }));
        for (const expectedVersion of [0, 1, 3]) {
          const late = writeOf(9, { expectedVersion, writer: 'run-late' });
          await expect(elsewhere.write(importBookmark(name), late)).rejects.toMatchObject({
            code: 'bookmark-conflict',
            message: expect.stringMatching(
              new RegExp(`^${name}: .*version 2.*run-now.*run-late.*version ${expectedVersion}$`),
            ),
          });
          expect(await place.read(importBookmark(name))).toEqual(before);
        }
        expect(await place.write(importBookmark(name), writeOf(3, { expectedVersion: 2 }))).toMatchObject({
          version: 3,
          value: 3,
        });
      });

      test('of the first version is refused where there is none and another is expected', async () => {
        await expect(place.write(importBookmark(name), writeOf(1, { expectedVersion: 1 }))).rejects.toMatchObject({
          code: 'bookmark-conflict',
        });
        expect(await place.read(importBookmark(name))).toEqual(emptyBookmark);
      });

      test('that is repeated changes nothing, and is answered as the first time', async () => {
        const write = writeOf(1, { expectedVersion: 0, status: 'completed' });
        const first = await place.write(importBookmark(name), write);
        expect(await place.write(importBookmark(name), write)).toEqual(first);
        expect(await elsewhere.write(importBookmark(name), write)).toEqual(first);
        expect(await place.read(importBookmark(name))).toEqual(first);
      });

      test('that is repeated after somebody else has written is refused', async () => {
        const write = writeOf(1, { expectedVersion: 0 });
        await place.write(importBookmark(name), write);
        const since = await elsewhere.write(importBookmark(name), writeOf(2));
        await expect(place.write(importBookmark(name), write)).rejects.toMatchObject({ code: 'bookmark-conflict' });
        expect(await place.read(importBookmark(name))).toEqual(since);
      });

      test('of several at once that expect one version goes through once, and the others are conflicts', async () => {
        for (let version = 0; version < 5; version += 1) {
          const racing = [1, 2, 3, 4].map((writer) => {
            const write = writeOf(writer, { expectedVersion: version, writer: `run-${writer}` });
            return (writer % 2 ? place : elsewhere).write(importBookmark(name), write);
          });
          const settled = await Promise.allSettled(racing);
          const won = settled.flatMap((one) => (one.status === 'fulfilled' ? [one.value] : []));
          const codes = settled.flatMap((one) => (one.status === 'rejected' ? [one.reason.code] : []));
          expect(codes).toEqual(Array(3).fill('bookmark-conflict'));
          expect(won).toHaveLength(1);
          expect(won[0]).toMatchObject({ version: version + 1, value: 1 + settled.findIndex(isFulfilled) });
          expect(await place.read(importBookmark(name))).toEqual(won[0]);
        }
      });

      test('of many at once that expect nothing all go through, with a version each', async () => {
        const versions: number[] = [];
        const writer = async (number: number) => {
          for (let times = 0; times < writesEach; times += 1) {
            const write = writeOf(number, { writer: `run-${number}` });
            versions.push((await (number % 2 ? place : elsewhere).write(importBookmark(name), write)).version);
          }
        };
        await Promise.all(Array.from({ length: writers }, (_, number) => writer(number)));
        expect(versions.toSorted((a, b) => a - b)).toEqual(
          Array.from({ length: writers * writesEach }, (_, at) => at + 1),
        );
        expect((await place.read(importBookmark(name))).version).toBe(writers * writesEach);
      }, 60_000);
    });

    test('in a long life each write may be repeated, and a read is never behind an answer', async () => {
      for (let version = 0; version < (isShort ? 12 : 60); version += 1) {
        const write = writeOf(version, { expectedVersion: version, status: version % 10 ? 'running' : 'completed' });
        const written = await place.write(importBookmark(name), write);
        expect(written).toMatchObject({ version: version + 1, value: version });
        // As after an answer that never came.
        expect(await elsewhere.write(importBookmark(name), write)).toEqual(written);
        expect(await place.read(importBookmark(name))).toEqual(written);
      }
    }, 60_000);

    describeBookmarkHistory(() => ({ place, elsewhere, bookmark: importBookmark(name) }));

    describe('a replacement by a person', () => {
      test('of a bookmark that is there is its next version', async () => {
        await place.write(importBookmark(name), writeOf(1));
        await place.write(importBookmark(name), writeOf(2, { status: 'completed' }));
        const replaced = await place.replace(
          importBookmark(name),
          writeOf(null, { status: 'completed', writer: 'command' }),
        );
        expect(replaced).toMatchObject({ version: 3, value: null, writer: 'command', status: 'completed' });
        expect(await elsewhere.read(importBookmark(name))).toEqual(replaced);
        expect(await place.write(importBookmark(name), writeOf(4, { expectedVersion: 3 }))).toMatchObject({
          version: 4,
          value: 4,
        });
      });

      test('of one that was never written is its first version', async () => {
        const replaced = await place.replace(
          importBookmark(name),
          writeOf(1, { status: 'completed', writer: 'command' }),
        );
        expect(replaced).toMatchObject({ version: 1, value: 1 });
        expect(await place.read(importBookmark(name))).toEqual(replaced);
      });

      test('that is repeated changes nothing, and one that expects another version is refused', async () => {
        const write = writeOf(1, { status: 'completed', expectedVersion: 0 });
        const replaced = await place.replace(importBookmark(name), write);
        expect(await place.replace(importBookmark(name), write)).toEqual(replaced);
        await expect(place.replace(importBookmark(name), writeOf(2, { expectedVersion: 0 }))).rejects.toMatchObject({
          code: 'bookmark-conflict',
        });
        expect(await place.read(importBookmark(name))).toEqual(replaced);
      });
    });
  });
}

function isFulfilled({ status }: PromiseSettledResult<unknown>): boolean {
  return status === 'fulfilled';
}
