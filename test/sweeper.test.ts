import type { Client } from '@temporalio/client';
import { WorkflowNotFoundError } from '@temporalio/client';
import type { BatchRecord } from '../src/contract/batch-run';
import { newestBatchRecord, writeBatchRecord, writeJournal } from '../src/storage';
import { startSweeper } from '../src/sweeper';
import { contentsOf, type ScratchStorage, scratchStorage } from './storage/scratch-storage';

const hour = 3_600_000;
const day = 24 * hour;
const keep = 30 * day;

let scratch: ScratchStorage;
beforeEach(async () => {
  scratch = await scratchStorage();
  // The timers of the sweeper and the clock; what reads and writes files goes its own way.
  jest.useFakeTimers({ doNotFake: ['nextTick', 'queueMicrotask', 'setImmediate', 'clearImmediate'] });
});
afterEach(async () => {
  jest.useRealTimers();
  await scratch.stop();
});

const storageConfig = () => ({ type: 'directory', path: scratch.folder }) as const;

/** Temporal, which has dropped all of it. */
const client = {
  workflow: {
    getHandle: (id: string) => ({
      describe: () => Promise.reject(new WorkflowNotFoundError('dropped', id, undefined)),
    }),
  },
} as unknown as Client;

/** A job that has failed: what it has worked with lies there for a retry, and its values lie beside its record. */
async function endedJob(id: string, endedAt: number): Promise<void> {
  const folder = `batch/${id}/run`;
  await writeJournal(scratch.storage, { id, jobId: 'run' }, [{ seq: 0, at: 0, level: 'info', text: 'Begun' }]);
  await scratch.storage.put(`${folder}/accumulate-1.json`, '["all"]');
  const record: BatchRecord = {
    ...{ id, jobId: 'run', endPointName: 'report', status: 'FAILED', progressPercent: 0, description: 'Failed' },
    ...{ version: '1', request: { endPointName: 'report', endPointParams: {}, id }, journalNext: 1, passes: 1 },
    startedAt: new Date(endedAt - hour).toISOString(),
    updatedAt: new Date(endedAt).toISOString(),
    accumulate: { stored: `${folder}/accumulate-1.json` },
    point: {
      ...{ passes: 1, progressPercent: 0, skipped: 0, toldPercent: false, replaced: [] },
      same: { hash: '', passes: 0 },
    },
  };
  await writeBatchRecord(scratch.storage, record);
}

const filesOf = async (id: string) =>
  [...(await contentsOf(scratch.storage)).keys()].filter((key) => key.split('/')[1] === id);

test('keep: 30d takes what a job left 30 days after its end, at the next of four times a day; its result stays', async () => {
  const now = Date.now();
  await endedJob('long-ago', now - keep - 1);
  await endedJob('recent', now - keep + 7 * hour);
  const both = await filesOf('recent');
  const removals: number[] = [];
  let told: (() => void) | undefined;
  const log = {
    info: (_: string, { objects }: { readonly objects?: number }) => {
      removals.push(objects ?? 0);
      told?.();
    },
    warn: (message: string) => {
      throw new Error(message);
    },
  };
  const removal = () =>
    new Promise<void>((resolve) => {
      told = resolve;
    });
  const stop = startSweeper({ storage: { ...storageConfig(), keep }, couriers: [], client, log });
  expect(await filesOf('long-ago')).toHaveLength(4);

  let next = removal();
  jest.advanceTimersByTime(60_000);
  await next;
  expect(await filesOf('long-ago')).toEqual([
    expect.stringMatching(/^batch-results\/.*\/accumulate\.json$/),
    expect.stringMatching(/^batch-results\/.*\/record\.json$/),
  ]);
  expect(await filesOf('recent')).toEqual(both);

  next = removal();
  jest.advanceTimersByTime(12 * hour);
  await next;
  stop();
  expect(removals).toEqual([2, 2]);
  for (const id of ['long-ago', 'recent']) {
    const kept = (await newestBatchRecord(scratch.storage, id))?.accumulate;
    if (!kept || !('stored' in kept)) throw new Error(`The result of ${id} does not lie beside its record`);
    expect(String(await scratch.storage.get(kept.stored))).toBe('["all"]');
  }
  expect(jest.getTimerCount()).toBe(0);
});

test('landedFor of a courier takes what has landed, without keep, and not while it runs', async () => {
  const couriers = [{ courier: 'optimizely', landedForMs: 7 * day }];
  await scratch.storage.put('landed/optimizely/any/0f/landed.json', '{}');
  const ofOther = 'landed/gone-from-the-file/any/0f/landed.json';
  await scratch.storage.put(ofOther, '{}');
  const asked: string[] = [];
  const working = {
    workflow: {
      getHandle: (id: string) => ({
        describe: async () => ({ status: { name: asked.push(id) === 1 ? 'RUNNING' : 'COMPLETED' } }),
      }),
    },
  } as unknown as Client;
  let told: ((removed: unknown) => void) | undefined;
  const log = {
    info: (_: string, { objects }: { readonly objects?: number }) => told?.(objects),
    warn: (message: string) => {
      throw new Error(message);
    },
  };
  const removed = new Promise((resolve) => {
    told = resolve;
  });
  jest.setSystemTime(Date.now() + 8 * day);
  const stop = startSweeper({ storage: storageConfig(), couriers, client: working, log });
  jest.advanceTimersByTime(60_000);
  while (asked.length === 0) await new Promise((resolve) => setImmediate(resolve));
  jest.advanceTimersByTime(6 * hour);
  expect(await removed).toBe(1);
  stop();
  expect(asked).toEqual(['import/optimizely', 'import/optimizely']);
  expect([...(await contentsOf(scratch.storage)).keys()]).toEqual([ofOther]);
});

test('without keep there is no timer, and nothing goes', () => {
  const log = { info: () => undefined, warn: () => undefined };
  startSweeper({ storage: storageConfig(), couriers: [], client, log });
  expect(jest.getTimerCount()).toBe(0);
});
