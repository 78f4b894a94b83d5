import { execFile } from 'node:child_process';
import { readFile, rename, writeFile } from 'node:fs/promises';
import { promisify } from 'node:util';
import type { WorkflowHandle } from '@temporalio/client';
import { type Store, storeNumber } from '../../sandbox/offline-stores';
import { type Stack, startStack } from '../../sandbox/stack';
import { startTcpRelay } from '../../sandbox/tcp-relay';
import type { WorkerProcess } from '../../sandbox/worker-process';
import { type BookmarkPlace, TemporalBookmarks } from '../../src/bookmarks';
import { DirectoryBookmarks } from '../../src/bookmarks/directory-bookmarks';
import { importBookmark } from '../../src/contract/bookmark-names';
import { importWorkflowId } from '../../src/contract/names';
import { DirectoryStorage } from '../../src/storage/directory-storage';
import { objectName, provingAll, resultOf, until } from './run-import';

// From the destination's acknowledgement to the bookmark's move there are two ways to go: to the workflow, and from
// there to the bookmark, wherever that is. A worker is killed on each of them.

const records = provingAll ? 1_000 : 400;
const places = ['temporal', 'directory'] as const;

/** Of the bookmark: what was listed, the one step, and the end. */
const writesOfRun = 3;
let stack: Stack;
let worker: WorkerProcess;
let bookmarks: Readonly<Record<(typeof places)[number], BookmarkPlace>>;
beforeAll(async () => {
  const settings = { batchSize: 50, concurrency: 2, settle: '1s' };
  stack = await startStack({
    steps: { heartbeatTimeout: '2s' },
    otherImports: {
      temporal: { ...settings, prefix: 'temporal/' },
      directory: { ...settings, prefix: 'directory/', bookmarks: { type: 'directory', path: 'states' } },
    },
    odp: { latencyMs: 50, keepWrites: true },
  });
  // Not the storage of the run: what the test holds back there must not hold back the test.
  const storage = new DirectoryStorage(`${stack.folder}/of-the-test`);
  bookmarks = {
    temporal: new TemporalBookmarks({ client: stack.client, storage, taskQueue: 'longshore' }),
    directory: new DirectoryBookmarks(`${stack.folder}/states`),
  };
}, 60_000);
afterAll(() => stack?.stop());

/** Records of all batches to whose sender the destination has answered that it has them. */
function acknowledged(): number {
  const answered = stack.odp.requests().filter(({ outcome }) => outcome === 'answered');
  return answered.reduce((sum, { accepted }) => sum + accepted, 0);
}

/** How often each of these versions was stored. */
function timesStored(version: readonly Store[]): number[] {
  const times = new Map<unknown, number>();
  for (const { body } of stack.odp.writes(objectName)) {
    const name = body.offline_store_name;
    times.set(name, (times.get(name) ?? 0) + 1);
  }
  return version.map(({ name }) => times.get(name) ?? 0);
}

/** The activities that the workflow was told the result of, in order. */
async function resultsTaken(run: WorkflowHandle): Promise<(string | null | undefined)[]> {
  const events = (await run.fetchHistory()).events ?? [];
  return events.flatMap(({ activityTaskCompletedEventAttributes: completed }) =>
    completed
      ? [
          events.find(({ eventId }) => String(eventId) === String(completed.scheduledEventId))
            ?.activityTaskScheduledEventAttributes?.activityType?.name,
        ]
      : [],
  );
}

async function isPending(run: WorkflowHandle, activity: string): Promise<boolean> {
  const { raw } = await run.describe();
  return (
    raw.pendingActivities?.some(({ activityType, state }) => activityType?.name === activity && state === 2) ?? false
  );
}

const complete = { read: records, delivered: records, rejected: 0, skipped: 0, pending: 0 };

/** An import whose bookmark is in this place, with records of its own. */
function importOf(place: (typeof places)[number]) {
  const stores = (first: number, version: number): Store[] =>
    Array.from({ length: records }, (_, number) =>
      storeNumber(places.indexOf(place) * 10_000 + first + number, version),
    );
  const [early, late] = [stores(0, 0), stores(records / 2, 1)];
  const witness = `${stack.folder}/.longshore/witnesses/${place}.json`;
  return {
    early,
    late,
    put: (file: string, content: readonly Store[]) => stack.putFile(`${place}/${file}`, JSON.stringify(content)),
    readBookmark: () => bookmarks[place].read(importBookmark(place)),
    timestampOf: async (file: string) =>
      (await stack.container.getBlobClient(`${place}/${file}`).getProperties()).lastModified?.getTime(),
    /** A worker that is killed as it decides costs 3 s and not the 10 s of a run that says nothing. */
    start: () =>
      stack.client.workflow.start('filesToOdp', {
        workflowId: importWorkflowId(place),
        taskQueue: 'longshore',
        workflowTaskTimeout: '3s',
        args: [{ import: place }],
      }),
    /** What the destination holds of it: names by id. */
    held: () => {
      const ids = new Set([...early, ...late].map(({ id }) => id));
      const all = [...stack.odp.object(objectName)].map(([id, record]) => [id, record.offline_store_name] as const);
      return new Map(all.filter(([id]) => ids.has(id)));
    },
    /** Before it moves the bookmark the worker reads its witness, and is held there by a pipe that nobody writes to. */
    holdWrites: async (): Promise<() => Promise<void>> => {
      const content = await readFile(witness);
      await promisify(execFile)('mkfifo', [`${witness}.held`]);
      await rename(`${witness}.held`, witness);
      return async () => {
        await writeFile(`${witness}.back`, content);
        await rename(`${witness}.back`, witness);
      };
    },
  };
}

test.each(places)(
  'killed when the destination has acknowledged all and the workflow knows of nothing: all is there, and counted once, with the bookmark in %s',
  async (place) => {
    const { early, put, start, readBookmark, held } = importOf(place);
    await worker?.kill('SIGKILL');
    const sentBefore = acknowledged();
    await put('a.json', early);
    const relay = await startTcpRelay(stack.temporal.address);
    worker = await stack.startWorker({ TEMPORAL_ADDRESS: relay.address });
    const run = await start();
    await until('the first batch to be acknowledged', () => acknowledged() > sentBefore);
    relay.hold();
    await until('all batches to be acknowledged', () => acknowledged() === sentBefore + records);
    await worker.kill('SIGKILL');
    expect(await resultsTaken(run)).toEqual(['openRun', 'listFiles', 'checkpoint', 'checkDestination']);

    await relay.stop();
    worker = await stack.startWorker();
    expect((await resultOf(run)).counts).toEqual(complete);
    expect(await readBookmark()).toMatchObject({ version: writesOfRun, status: 'completed' });
    await stack.odp.drain();
    const times = timesStored(early);
    // What was sent again was there already: the upsert has changed nothing.
    expect(Math.max(...times)).toBe(2);
    expect(Math.min(...times)).toBeGreaterThanOrEqual(1);
    expect(held().size).toBe(records);
  },
  60_000,
);

// Both at once: that a worker is gone is noticed after the 15 s that a checkpoint may take.
test('killed when the workflow has the result of the step and the bookmark has not moved: it moves, and nothing is sent again', async () => {
  const held = await Promise.all(
    places.map(async (place) => {
      const { late, put, start, readBookmark, holdWrites, ...of } = importOf(place);
      const before = await readBookmark();
      await put('b.json', late);
      const run = await start();
      await until('the step to be under way', () => isPending(run, 'importFiles'));
      const release = await holdWrites();
      await until('the checkpoint to be under way', () => isPending(run, 'checkpoint'));
      expect((await resultsTaken(run)).at(-1)).toBe('importFiles');
      const unmoved = await readBookmark();
      expect(unmoved).toMatchObject({ version: before.version + 1, status: 'running', value: { position: 0 } });
      expect(unmoved.value).not.toHaveProperty('file');
      return { late, readBookmark, release, before, run, ...of };
    }),
  );
  await worker.kill('SIGKILL');
  await Promise.all(held.map(({ release }) => release()));
  worker = await stack.startWorker();
  for (const { late, before, run, readBookmark, timestampOf } of held) {
    expect((await resultOf(run)).counts).toEqual(complete);
    const after = await readBookmark();
    const moved = { version: before.version + writesOfRun, status: 'completed', writer: run.firstExecutionRunId };
    expect(after).toMatchObject(moved);
    expect(after.value).toMatchObject({ lastFileTimestamp: await timestampOf('b.json') });
    expect(after.value).not.toHaveProperty('file');
    await stack.odp.drain();
    expect(new Set(timesStored(late))).toEqual(new Set([1]));
  }
}, 60_000);

test.each(places)(
  'what the destination holds in the end is what the files hold, and the next run has nothing to do: %s',
  async (place) => {
    const { early, late, start, held } = importOf(place);
    const sent = acknowledged();
    expect(await resultOf(await start())).toMatchObject({ files: { found: 0 }, counts: { read: 0 } });
    expect(acknowledged()).toBe(sent);
    expect(held()).toEqual(new Map([...early, ...late].map(({ id, name }) => [id, name])));
  },
  60_000,
);
