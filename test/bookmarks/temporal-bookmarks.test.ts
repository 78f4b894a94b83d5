import { type Stack, startStack } from '../../sandbox/stack';
import { TemporalBookmarks } from '../../src/bookmarks';
import { bookmarkWorkflowId, importBookmark } from '../../src/contract/bookmark-names';
import { DirectoryStorage } from '../../src/storage/directory-storage';
import { describeBookmarkPlace } from '../contracts/bookmark-place-contract';
import { writeOf } from '../contracts/bookmark-write';

let stack: Stack;
let bookmarks: TemporalBookmarks;
beforeAll(async () => {
  // Ten writes, about: so each bookmark of a longer life continues as new on its way.
  stack = await startStack({ dynamicConfig: { 'limit.historyCount.suggestContinueAsNew': 50 } });
  await stack.startWorker();
  bookmarks = openBookmarks();
}, 60_000);
afterAll(() => stack?.stop());

function openBookmarks(): TemporalBookmarks {
  const storage = new DirectoryStorage(`${stack.folder}/.longshore`);
  return new TemporalBookmarks({ client: stack.client, storage, taskQueue: 'longshore' });
}

const handleOf = (name: string) => stack.client.workflow.getHandle(bookmarkWorkflowId(importBookmark(name)));
const executionsOf = (name: string) =>
  stack.client.workflow.list({ query: `WorkflowId = '${bookmarkWorkflowId(importBookmark(name))}'` });

async function countExecutions(name: string): Promise<number> {
  let count = 0;
  for await (const _ of executionsOf(name)) count += 1;
  return count;
}

describeBookmarkPlace('Temporal', async () => ({
  place: bookmarks,
  sameFromElsewhere: openBookmarks(),
  stop: async () => {},
}));

describe('a bookmark that continues as new', () => {
  test('answers what is in flight, and loses nothing', async () => {
    const answered: { value: number; version: number }[] = [];
    let isWriting = true;
    const writer = async (number: number) => {
      for (let times = 0; times < 10; times += 1) {
        const value = 10 * number + times;
        const { version } = await bookmarks.write(importBookmark('busy'), writeOf(value, { writer: `run-${number}` }));
        answered.push({ value, version });
      }
    };
    const reader = async () => {
      for (let last = 0; isWriting; ) {
        const sure = Math.max(0, ...answered.map(({ version }) => version));
        const { version } = await bookmarks.read(importBookmark('busy'));
        expect(version).toBeGreaterThanOrEqual(Math.max(last, sure));
        last = version;
      }
    };
    const reading = reader();
    await Promise.all(Array.from({ length: 12 }, (_, number) => writer(number)));
    isWriting = false;
    await reading;
    const versions = Array.from({ length: 120 }, (_, index) => index + 1);
    expect(answered.map(({ version }) => version).toSorted((a, b) => a - b)).toEqual(versions);
    const { value } = answered.find(({ version }) => version === 120) ?? {};
    expect(await bookmarks.read(importBookmark('busy'))).toMatchObject({ version: 120, value });
    expect(await countExecutions('busy')).toBeGreaterThan(3);
  }, 60_000);

  test('knows a repeat of the last write of its earlier execution', async () => {
    let execution = '';
    let repeats = 0;
    for (let version = 0; repeats < 3; version += 1) {
      const write = writeOf(version, { expectedVersion: version });
      const written = await bookmarks.write(importBookmark('echo'), write);
      const { runId } = await handleOf('echo').describe();
      const hasContinued = execution !== '' && runId !== execution;
      execution = runId;
      if (!hasContinued) continue;
      repeats += 1;
      expect(await bookmarks.write(importBookmark('echo'), write)).toEqual(written);
      expect(await bookmarks.read(importBookmark('echo'))).toEqual(written);
    }
  }, 60_000);
});

describe('a bookmark that is lost', () => {
  /** Its completion at version 2 has left a witness. */
  async function complete(name: string): Promise<void> {
    await bookmarks.write(importBookmark(name), writeOf(1));
    await bookmarks.write(importBookmark(name), writeOf(2, { status: 'completed' }));
  }
  const lost = { code: 'bookmark-lost', message: expect.stringMatching(/at version 0, but version 2 was completed/) };

  test('because it was terminated is an error, and no empty start', async () => {
    await complete('lost');
    await handleOf('lost').terminate();
    await expect(bookmarks.read(importBookmark('lost'))).rejects.toMatchObject({
      code: 'bookmark-lost',
      message: expect.stringMatching(/^The bookmark of lost is at version 0, but version 2 was completed on 20\d\d-/),
    });
  });

  test.each([2, 0, undefined])('is an error to a write that expects version %s, again and again', async (version) => {
    const name = `lost-to-${version}`;
    await complete(name);
    await handleOf(name).terminate();
    const expected = version === undefined ? {} : { expectedVersion: version };
    for (const status of ['running', 'completed', 'running'] as const) {
      await expect(bookmarks.write(importBookmark(name), writeOf(3, { ...expected, status }))).rejects.toMatchObject(
        lost,
      );
      await expect(bookmarks.read(importBookmark(name))).rejects.toMatchObject(lost);
    }
  });

  test('because it was deleted is an error as well', async () => {
    await complete('deleted');
    await stack.client.workflowService.deleteWorkflowExecution({
      namespace: stack.temporal.namespace,
      workflowExecution: { workflowId: bookmarkWorkflowId(importBookmark('deleted')) },
    });
    await expect(bookmarks.write(importBookmark('deleted'), writeOf(3))).rejects.toMatchObject(lost);
    await expect(bookmarks.read(importBookmark('deleted'))).rejects.toMatchObject(lost);
  });

  test('is put back by a person, and goes on from there', async () => {
    for (let value = 0; value < 5; value += 1)
      await bookmarks.write(importBookmark('back'), writeOf(value, { status: 'completed' }));
    await handleOf('back').terminate();
    const restored = await bookmarks.replace(
      importBookmark('back'),
      writeOf(4, { status: 'completed', writer: 'command' }),
    );
    expect(restored).toMatchObject({ version: 1, value: 4, writer: 'command' });
    expect(await bookmarks.read(importBookmark('back'))).toEqual(restored);
    const next = await bookmarks.write(importBookmark('back'), writeOf(5, { expectedVersion: 1, status: 'completed' }));
    expect(await bookmarks.read(importBookmark('back'))).toEqual(next);
    await handleOf('back').terminate();
    await expect(bookmarks.read(importBookmark('back'))).rejects.toMatchObject({ code: 'bookmark-lost' });
  });
});

test('a cancel does not end a bookmark', async () => {
  const written = await bookmarks.write(importBookmark('cancelled'), writeOf(1, { status: 'completed' }));
  await handleOf('cancelled').cancel();
  expect(await bookmarks.read(importBookmark('cancelled'))).toEqual(written);
  expect(await bookmarks.write(importBookmark('cancelled'), writeOf(2, { expectedVersion: 1 }))).toMatchObject({
    version: 2,
    value: 2,
  });
});
