import { readdir, rm, writeFile } from 'node:fs/promises';
import { resolve } from 'node:path';
import { Worker } from '@temporalio/worker';
import { type Stack, startStack } from '../../sandbox/stack';
import { StateStore, TemporalBookmarks } from '../../src/bookmarks';
import { BookmarkConflict } from '../../src/contract/bookmark-conflict';
import { bookmarkWorkflowId, importBookmark } from '../../src/contract/bookmark-names';
import { DirectoryStorage } from '../../src/storage/directory-storage';
import { describeBookmarkPlace } from '../contracts/bookmark-place-contract';
import { writeOf } from '../contracts/bookmark-write';
import { describeStateStore } from '../contracts/state-store-contract';
import { provingAll } from '../proofs/run-import';

const workflowBundle = { codePath: resolve(__dirname, '../../dist/src/workflow-bundle.js') };
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

describeStateStore('Temporal', () => bookmarks);

describe('the workflow of a bookmark', () => {
  const carriedBytes = async (name: string): Promise<number> => {
    const { events } = await handleOf(name).fetchHistory();
    const inputs = (events ?? []).flatMap(
      ({ workflowExecutionStartedEventAttributes: started }) => started?.input?.payloads ?? [],
    );
    return inputs.reduce((sum, { data }) => sum + (data?.length ?? 0), 0);
  };

  test('stays under 256 KB: its oldest versions lose their value, and never their metadata', async () => {
    const bookmark = importBookmark('large');
    // Of 8,191 bytes: the largest that do not lie in storage, and with texts as long as they may be.
    const value = (version: number) => ({ version, text: '€'.repeat(2_710) });
    await bookmarks.write(bookmark, writeOf(value(1), { status: 'completed' }));
    for (let version = 2; version <= 60; version += 1) {
      const names = { writer: '東'.repeat(128), runId: '京'.repeat(128), reason: '€'.repeat(1_000) };
      await bookmarks.write(bookmark, writeOf(value(version), names));
    }
    const history = await bookmarks.history(bookmark);
    expect(history.map(({ version }) => version)).toEqual(Array.from({ length: 50 }, (_, index) => 60 - index));
    expect(history.every(({ reason }) => reason === '€'.repeat(300))).toBe(true);
    const kept = history.filter(({ hasValue }) => hasValue).map(({ version }) => version);
    // The newest of them, without a gap.
    expect(kept).toEqual(Array.from(kept, (_, index) => 60 - index));
    expect(kept.length).toBeGreaterThan(10);
    expect(kept.length).toBeLessThan(25);
    for (const version of kept) {
      expect((await bookmarks.readVersion(bookmark, version)).value).toEqual(value(version));
    }
    await expect(bookmarks.readVersion(bookmark, 60 - kept.length)).rejects.toMatchObject({
      code: 'bookmark-version-gone',
    });
    expect((await bookmarks.readCompleted(bookmark)).value).toEqual(value(1));
    const bytes = await carriedBytes('large');
    expect(bytes).toBeGreaterThan(100_000);
    expect(bytes).toBeLessThan(256 * 1_024);
  }, 60_000);

  test('has no value over 8 KB in its history, which lies in storage under its hash', async () => {
    const bookmark = importBookmark('stored');
    const value = { canary: 'canary-'.repeat(1_200) };
    for (let version = 1; version <= 3; version += 1) await bookmarks.write(bookmark, writeOf(value));
    const { events } = await handleOf('stored').fetchHistory();
    const payloads = (events ?? []).map(({ workflowExecutionUpdateAcceptedEventAttributes: update }) =>
      Buffer.from(update?.acceptedRequest?.input?.args?.payloads?.[0]?.data ?? '').toString(),
    );
    expect(payloads.filter((payload) => /"stored":{"hash":"[0-9a-f]{32}","bytes":8413}/.test(payload))).toHaveLength(3);
    expect(payloads.join()).not.toContain('canary');
    expect((await bookmarks.read(bookmark)).value).toEqual(value);
  });

  test('whose large value is gone from storage, or changed there, is an error that names it', async () => {
    const bookmark = importBookmark('robbed');
    await bookmarks.write(bookmark, writeOf('x'.repeat(9_000)));
    const folder = `${stack.folder}/.longshore/bookmark-values/robbed`;
    const [name = ''] = await readdir(folder);
    await writeFile(`${folder}/${name}`, '"xx"');
    await expect(bookmarks.read(bookmark)).rejects.toMatchObject({
      ...{ code: 'bookmark-unreadable', message: expect.stringContaining(`bookmark-values/robbed/${name}`) },
    });
    await rm(`${folder}/${name}`);
    await expect(bookmarks.read(bookmark)).rejects.toMatchObject({
      ...{ code: 'storage-missing', message: expect.stringContaining(`bookmark-values/robbed/${name}`) },
    });
  });

  test('goes on from what the first form of it has carried', async () => {
    const old = { version: 7, status: 'completed', value: { a: 1 }, writer: 'run-old', updatedAt: 5, completedAt: 5 };
    const args = [{ ...old, writeId: 'write-old' }];
    await stack.client.workflow.start('bookmark', { workflowId: 'bookmark/old', taskQueue: 'longshore', args });
    const bookmark = importBookmark('old');
    expect(await bookmarks.read(bookmark)).toEqual(old);
    expect(await bookmarks.readCompleted(bookmark)).toEqual(old);
    expect(await bookmarks.write(bookmark, writeOf({ a: 1 }, { writeId: 'write-old' }))).toMatchObject({ version: 7 });
    await bookmarks.write(bookmark, writeOf({ a: 2 }, { expectedVersion: 7 }));
    expect((await bookmarks.history(bookmark)).map(({ version }) => version)).toEqual([8, 7]);
    expect((await bookmarks.readVersion(bookmark, 7)).value).toEqual({ a: 1 });
  });
});

describe('a bookmark that continues as new', () => {
  const writers = 2;
  const writesEach = provingAll ? 500 : 40;
  /** Of each of the 12 that expect nothing. */
  const blindWrites = provingAll ? 84 : 10;

  test(`takes ${writers * writesEach} updates, by increments of several writers, and none is lost`, async () => {
    const store = (username: string): StateStore =>
      new StateStore(bookmarks, { domain: 'crm', dataset: 'long', username, announce: () => {} });
    const writer = async (username: string): Promise<void> => {
      for (let done = 0; done < writesEach; ) {
        const data = await store(username).getOrCreate('counter');
        data.addElement('count', Number(data.getElement('count') ?? 0) + 1);
        data.addElement(username, done + 1);
        try {
          await store(username).update(data, { expectedVersion: data.version });
          done += 1;
        } catch (error) {
          if (!(error instanceof BookmarkConflict)) throw error;
        }
        // While a task is out the server takes one query of a workflow, and the client waits seconds when it is refused.
        await new Promise((resolve) => setTimeout(resolve, Math.random() * 60));
      }
    };
    const names = Array.from({ length: writers }, (_, number) => `writer-${number}`);
    await Promise.all(names.map(writer));
    const data = await store('reader').getOrCreate('counter');
    const total = writers * writesEach;
    expect(data.version).toBe(total);
    expect(data.elements()).toEqual({
      count: total,
      ...Object.fromEntries(names.map((name) => [name, writesEach])),
    });
    const history = await store('reader').history('counter');
    expect(history.map(({ version }) => version)).toEqual(Array.from({ length: 50 }, (_, index) => total - index));
    let executions = 0;
    for await (const { workflowId, runId } of stack.client.workflow.list({
      query: "WorkflowId = 'bookmark/crm/long/counter'",
    })) {
      executions += 1;
      // A read that comes as an execution ends is answered by a replay of it, with its conflicts.
      const history = await stack.client.workflow.getHandle(workflowId, runId).fetchHistory();
      await Worker.runReplayHistory({ workflowBundle }, history, workflowId);
    }
    expect(executions).toBeGreaterThan(5);
  }, 600_000);

  test('answers what is in flight, and loses nothing', async () => {
    const answered: { value: number; version: number }[] = [];
    let isWriting = true;
    const writer = async (number: number) => {
      for (let times = 0; times < blindWrites; times += 1) {
        const value = blindWrites * number + times;
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
    const total = 12 * blindWrites;
    const versions = Array.from({ length: total }, (_, index) => index + 1);
    expect(answered.map(({ version }) => version).toSorted((a, b) => a - b)).toEqual(versions);
    const { value } = answered.find(({ version }) => version === total) ?? {};
    expect(await bookmarks.read(importBookmark('busy'))).toMatchObject({ version: total, value });
    expect(await countExecutions('busy')).toBeGreaterThan(3);
  }, 600_000);

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
