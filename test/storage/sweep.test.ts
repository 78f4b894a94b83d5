import type { BatchRecord } from '../../src/contract/batch-run';
import type { RunRecord } from '../../src/contract/run';
import { sweep, writeBatchRecord, writeJournal, writeListedPage, writeRunRecord } from '../../src/storage';
import { contentsOf, type ScratchStorage, scratchStorage } from './scratch-storage';

let scratch: ScratchStorage;
beforeEach(async () => {
  scratch = await scratchStorage();
});
afterEach(() => scratch.stop());

const day = 86_400_000;
const now = 100 * day;
const entry = { seq: 0, at: 0, level: 'info', text: 'Begun' } as const;

async function job(id: string, jobId: string, endedAt: number | undefined): Promise<void> {
  await writeJournal(scratch.storage, { id, jobId }, [entry]);
  await scratch.storage.put(`batch/${id}/${jobId}/state-1.json`, '{}');
  if (endedAt === undefined) return;
  const record: BatchRecord = {
    ...{ id, jobId, endPointName: 'report', status: 'FAILED', progressPercent: 0, description: 'Failed', passes: 1 },
    ...{ version: '1', request: { endPointName: 'report', endPointParams: {}, id }, journalNext: 1 },
    startedAt: new Date(endedAt - day).toISOString(),
    updatedAt: new Date(endedAt).toISOString(),
    point: {
      ...{ passes: 1, progressPercent: 0, skipped: 0, toldPercent: false, replaced: [] },
      same: { hash: '', passes: 0 },
    },
  };
  await writeBatchRecord(scratch.storage, record);
}

async function run(importName: string, runId: string, closedAt: number | undefined): Promise<void> {
  await writeJournal(scratch.storage, { import: importName, runId }, [entry]);
  await scratch.storage.put(`previews/${importName}/${runId}/part.json`, '{}');
  await writeListedPage(scratch.storage, { import: importName, runId, kind: 'items', page: 0 }, { ids: ['1'] });
  if (closedAt === undefined) return;
  const record: RunRecord = {
    ...{ import: importName, runId, workflowId: `import/${importName}`, version: '1', status: 'COMPLETED' },
    ...{ startedAt: closedAt - 5, closedAt, counts: { read: 0, delivered: 0, rejected: 0, skipped: 0, pending: 0 } },
  };
  await writeRunRecord(scratch.storage, record);
}

test('what ended long ago goes; results, records, what is young and what may still work stay', async () => {
  await job('1', 'old', now - 40 * day);
  await job('1', 'young', now - 2 * day);
  await job('1', 'open', undefined);
  await job('2', 'retried', now - 40 * day);
  await run('stores', 'old', now - 40 * day);
  await run('stores', 'young', now - 2 * day);
  await run('stores', 'open', undefined);
  const before = await contentsOf(scratch.storage);
  const asked: string[] = [];
  const options = {
    endedBefore: now - 30 * day,
    isWorking: async ({ jobId }: { readonly jobId: string }) => {
      asked.push(jobId);
      return jobId === 'retried';
    },
  };
  expect(await sweep(scratch.storage, options)).toBe(5);
  const gone = [...before.keys()].filter((key) => /^(batch|deletions|journals|previews)\/.*\/old\//.test(key));
  expect(gone).toHaveLength(5);
  const left = [...before.keys()].filter((key) => !gone.includes(key));
  expect([...(await contentsOf(scratch.storage)).keys()]).toEqual(left);
  expect(asked).toEqual(['old', 'retried']);
  expect(await sweep(scratch.storage, options)).toBe(0);
});
