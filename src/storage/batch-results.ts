import { type BatchRecord, batchFolder, type KeptValue } from '../contract/batch-run';
import type { Storage } from './storage';
import { storageKey } from './storage-key';

const recordName = 'record.json';

/** Results lie apart from what a job works with, which is removed one day. */
function resultFolder({ id, jobId, startedAt }: Pick<BatchRecord, 'id' | 'jobId' | 'startedAt'>): string {
  // Named by time, so that a listing is in the order of the starts.
  return storageKey('batch-results', id, `${String(Date.parse(startedAt)).padStart(15, '0')}-${jobId}`);
}

/**
 * Keeps what a job came to, so that it can be read when Temporal's retention has dropped the job. What lies in storage of
 * its values is copied beside the record; answers the record with their places there.
 */
export async function writeBatchRecord(storage: Storage, record: BatchRecord): Promise<BatchRecord> {
  const folder = resultFolder(record);
  const copied = async (name: string, kept: KeptValue | undefined): Promise<KeptValue | undefined> => {
    if (!kept || 'value' in kept) return kept;
    const content = await storage.get(kept.stored);
    // Gone where this is a repeat that has come to its end before; then it is there.
    if (content) await storage.put(`${folder}/${name}.json`, content);
    return { stored: `${folder}/${name}.json` };
  };
  const { accumulate: _, finalResult: __, ...others } = record;
  const accumulate = await copied('accumulate', record.accumulate);
  const finalResult = await copied('finalResult', record.finalResult);
  const written: BatchRecord = {
    ...others,
    ...(accumulate ? { accumulate } : {}),
    ...(finalResult ? { finalResult } : {}),
  };
  await storage.put(`${folder}/${recordName}`, JSON.stringify(written));
  return written;
}

/** The records of one id, or of all, oldest first within an id. */
export async function* readBatchRecords(storage: Storage, id?: string): AsyncGenerator<BatchRecord> {
  const prefix = id === undefined ? 'batch-results/' : `${storageKey('batch-results', id)}/`;
  for await (const { key } of storage.list(prefix)) {
    if (!key.endsWith(`/${recordName}`)) continue;
    const record = await readRecord(storage, key);
    if (record) yield record;
  }
}

async function readRecord(storage: Storage, key: string): Promise<BatchRecord | undefined> {
  const content = await storage.get(key);
  return content && (JSON.parse(content.toString('utf8')) as BatchRecord);
}

/** The record of the newest job of an id that has ended. */
export async function newestBatchRecord(storage: Storage, id: string): Promise<BatchRecord | undefined> {
  let newest: BatchRecord | undefined;
  for await (const record of readBatchRecords(storage, id)) newest = record;
  return newest;
}

/** The record of the newest job of an id that has completed. */
export async function newestCompletedBatch(storage: Storage, id: string): Promise<BatchRecord | undefined> {
  const keys: string[] = [];
  for await (const { key } of storage.list(`${storageKey('batch-results', id)}/`)) {
    if (key.endsWith(`/${recordName}`)) keys.push(key);
  }
  // Newest first: those before it are not read.
  for (const key of keys.reverse()) {
    const record = await readRecord(storage, key);
    if (record?.status === 'COMPLETED') return record;
  }
  return undefined;
}

/** Removes what a job that has completed has worked with. Its journal stays, for who asks for it. */
export async function removeBatchFolder(storage: Storage, job: Pick<BatchRecord, 'id' | 'jobId'>): Promise<void> {
  for await (const { key } of storage.list(`${batchFolder(job)}/`)) {
    if (!key.includes('/journal/')) await storage.remove(key);
  }
}
