import { settleRetried } from '../../src/activities/settle-retried';
import { LongshoreError } from '../../src/contract/failure';
import { readQuarantine, readRejects, writeQuarantine, writeRejects } from '../../src/storage';
import { collect, type ScratchStorage, scratchStorage } from '../storage/scratch-storage';

let scratch: ScratchStorage;
const file = { name: 'a.json', etag: 'v1', timestamp: 1, size: 9 };
const reason = { code: 'too-many-rejects', message: 'Too many', remedy: 'Correct it.' } as const;
const rejectAt = (index: number, runId: string) => ({
  ...{ import: 'stores', runId, file: 'a.json', version: 'v1', index, offset: 0, end: 9, record: '{}', at: 1 },
  ...({ stage: 'map', code: 'missing-key', message: 'No key' } as const),
});
beforeEach(async () => {
  scratch = await scratchStorage();
  await writeQuarantine(scratch.storage, { ...file, import: 'stores', runId: 'run-1', reason, at: 1 });
  await writeRejects(scratch.storage, [rejectAt(2, 'run-1'), rejectAt(4, 'run-1')]);
  await writeRejects(scratch.storage, [rejectAt(3, 'run-2')]);
});
afterEach(() => scratch.stop());

const counts = { read: 4, delivered: 3, rejected: 1, skipped: 0, pending: 0 };
const settle = (outcome: Parameters<typeof settleRetried>[2]) =>
  settleRetried(scratch.storage, file, outcome, { import: 'stores', runId: 'run-2' });
const left = async () => ({
  rejects: (await collect(readRejects(scratch.storage, 'stores'))).map(({ index }) => index).sort(),
  files: (await collect(readQuarantine(scratch.storage, 'stores'))).length,
});

test('a file that was imported is out of quarantine, and has the rejects of this run alone', async () => {
  for (let times = 0; times < 2; times += 1) await settle({ kind: 'finished', counts });
  expect(await left()).toEqual({ rejects: [3], files: 0 });
});

test('one that failed again stays, and only what was read again has new rejects', async () => {
  await settle({ kind: 'fault', error: new LongshoreError('file-truncated', 'It breaks off'), counts });
  expect(await left()).toEqual({ rejects: [3, 4], files: 1 });
});

test('one that is gone is out', async () => {
  await settle({ kind: 'fault', error: new LongshoreError('file-changed', 'It was replaced'), counts });
  expect((await left()).files).toBe(0);
});
