import { type Stack, startStack } from '../../sandbox/stack';
import { TemporalBookmarks } from '../../src/bookmarks';
import { type BookmarkWrite, emptyBookmark, type JsonValue } from '../../src/contract/bookmark';
import { bookmarkWorkflowId } from '../../src/contract/names';
import { DirectoryStorage } from '../../src/storage/directory-storage';

let stack: Stack;
let bookmarks: TemporalBookmarks;
beforeAll(async () => {
  stack = await startStack({ dynamicConfig: { 'limit.historyCount.suggestContinueAsNew': 50 } });
  await stack.startWorker();
  const storage = new DirectoryStorage(`${stack.folder}/.longshore`);
  bookmarks = new TemporalBookmarks({ client: stack.client, storage, taskQueue: 'longshore' });
}, 60_000);
afterAll(() => stack?.stop());

let ids = 0;
/** A write that is like no other. */
function writeOf(value: JsonValue, more: Partial<BookmarkWrite> = {}): BookmarkWrite {
  ids += 1;
  return { value, status: 'running', writer: 'run-1', writeId: `write-${ids}`, ...more };
}

const terminate = (name: string) => stack.client.workflow.getHandle(bookmarkWorkflowId(name)).terminate();

describe('a bookmark', () => {
  test('that was never written is the empty one', async () => {
    expect(await bookmarks.read('never')).toEqual(emptyBookmark);
  });

  test('is read as it was written, version by version', async () => {
    const value = { source: 'Zürich', position: 3, list: null, nested: [1, { a: true }] };
    const first = await bookmarks.write('plain', writeOf(value, { expectedVersion: 0 }));
    expect(first).toMatchObject({ version: 1, status: 'running', value, writer: 'run-1' });
    expect(first.completedAt).toBeUndefined();
    expect(Math.abs((first.updatedAt ?? 0) - Date.now())).toBeLessThan(60_000);
    expect(await bookmarks.read('plain')).toEqual(first);
    const second = await bookmarks.write('plain', writeOf(7, { expectedVersion: 1, status: 'completed' }));
    expect(second).toMatchObject({ version: 2, status: 'completed', value: 7 });
    expect(second.completedAt).toBe(second.updatedAt);
    const third = await bookmarks.write('plain', writeOf(8, { writer: 'run-2' }));
    expect(third).toMatchObject({ version: 3, status: 'running', writer: 'run-2', completedAt: second.completedAt });
    expect(await bookmarks.read('plain')).toEqual(third);
  });

  test('is its import’s own', async () => {
    await bookmarks.write('one', writeOf(1));
    await bookmarks.write('two', writeOf(2));
    expect((await bookmarks.read('one')).value).toBe(1);
  });
});

describe('a write', () => {
  test('that expects another version is refused, names both, and changes nothing', async () => {
    await bookmarks.write('conflict', writeOf(1));
    const before = await bookmarks.write('conflict', writeOf(2));
    for (const expectedVersion of [0, 1, 3]) {
      await expect(bookmarks.write('conflict', writeOf(9, { expectedVersion }))).rejects.toMatchObject({
        code: 'bookmark-conflict',
        message: expect.stringMatching(new RegExp(`^conflict: .*version 2.*expected version ${expectedVersion}$`)),
      });
    }
    expect(await bookmarks.read('conflict')).toEqual(before);
  });

  test('of two that expect one version goes through once', async () => {
    await bookmarks.write('race', writeOf(0));
    const writes = [1, 2, 3, 4].map((value) => bookmarks.write('race', writeOf(value, { expectedVersion: 1 })));
    const settled = await Promise.allSettled(writes);
    expect(settled.filter(({ status }) => status === 'fulfilled')).toHaveLength(1);
    expect((await bookmarks.read('race')).version).toBe(2);
  });

  test('that is repeated answers the same version, and changes nothing', async () => {
    const write = writeOf(1, { expectedVersion: 0, status: 'completed' });
    const first = await bookmarks.write('repeat', write);
    expect(await bookmarks.write('repeat', write)).toEqual(first);
    expect(await bookmarks.write('repeat', write)).toEqual(first);
    expect(await bookmarks.read('repeat')).toEqual(first);
  });
});

describe('a bookmark that is lost', () => {
  test('is an error and no empty start, and writes that expect it are refused', async () => {
    await bookmarks.write('lost', writeOf(1));
    await bookmarks.write('lost', writeOf(2, { status: 'completed' }));
    await terminate('lost');
    await expect(bookmarks.read('lost')).rejects.toMatchObject({
      code: 'bookmark-lost',
      message: expect.stringMatching(/^The bookmark of lost is at version 0, but version 2 was completed on 20\d\d-/),
    });
    await expect(bookmarks.write('lost', writeOf(3, { expectedVersion: 2 }))).rejects.toMatchObject({
      code: 'bookmark-conflict',
    });
    await expect(bookmarks.read('lost')).rejects.toMatchObject({ code: 'bookmark-lost' });
  });

  test('is put back by a person, and goes on from there', async () => {
    for (let value = 0; value < 5; value += 1) await bookmarks.write('back', writeOf(value, { status: 'completed' }));
    await terminate('back');
    const restored = await bookmarks.replace('back', writeOf(4, { status: 'completed', writer: 'command' }));
    expect(restored).toMatchObject({ version: 1, value: 4, writer: 'command' });
    expect(await bookmarks.read('back')).toEqual(restored);
    const next = await bookmarks.write('back', writeOf(5, { expectedVersion: 1, status: 'completed' }));
    expect(await bookmarks.read('back')).toEqual(next);
    await terminate('back');
    await expect(bookmarks.read('back')).rejects.toMatchObject({ code: 'bookmark-lost' });
  });
});

describe('200 writes, over a history that may not grow', () => {
  const executions = async (name: string) => {
    let count = 0;
    const query = `WorkflowId = '${bookmarkWorkflowId(name)}'`;
    for await (const _ of stack.client.workflow.list({ query })) count += 1;
    return count;
  };

  test('one after the other are all answered, and none is lost', async () => {
    let repeats = 0;
    for (let version = 0; version < 100; version += 1) {
      const write = writeOf(version, { expectedVersion: version });
      expect(await bookmarks.write('long', write)).toMatchObject({ version: version + 1, value: version });
      // As after an answer that never came: across continue-as-new as well.
      if (version % 3 !== 0) continue;
      repeats += 1;
      expect(await bookmarks.write('long', write)).toMatchObject({ version: version + 1, value: version });
    }
    expect(repeats).toBeGreaterThan(30);
    expect(await bookmarks.read('long')).toMatchObject({ version: 100, value: 99 });
    expect(await executions('long')).toBeGreaterThan(3);
  }, 60_000);

  test('from ten writers at once have one version each', async () => {
    const versions: number[] = [];
    const writer = async (number: number) => {
      for (let times = 0; times < 10; times += 1) {
        const { version } = await bookmarks.write('crowd', writeOf(number, { writer: `run-${number}` }));
        versions.push(version);
      }
    };
    await Promise.all(Array.from({ length: 10 }, (_, number) => writer(number)));
    expect(versions.toSorted((a, b) => a - b)).toEqual(Array.from({ length: 100 }, (_, index) => index + 1));
    expect((await bookmarks.read('crowd')).version).toBe(100);
    expect(await executions('crowd')).toBeGreaterThan(2);
  }, 60_000);
});
