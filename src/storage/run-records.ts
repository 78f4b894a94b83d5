import type { RunRecord } from '../contract/run';
import { runFolder } from './run-folder';
import type { Storage } from './storage';
import { storageKey } from './storage-key';

function recordKey(record: Pick<RunRecord, 'import' | 'startedAt' | 'runId'>): string {
  // Named by time, so that a listing is in the order of the starts.
  return storageKey(
    'runs',
    runFolder(record.import),
    `${String(record.startedAt).padStart(15, '0')}-${record.runId}.json`,
  );
}

/** Keeps what a run came to, so that it can be read when Temporal's retention has dropped the run. */
export async function writeRunRecord(storage: Storage, record: RunRecord): Promise<void> {
  await storage.put(recordKey(record), JSON.stringify(record));
}

/** The records of one import, or of all, oldest first within an import. */
export async function* readRunRecords(storage: Storage, importName?: string): AsyncGenerator<RunRecord> {
  const prefix = importName === undefined ? 'runs/' : `${storageKey('runs', runFolder(importName))}/`;
  for await (const object of storage.list(prefix)) {
    const content = await storage.get(object.key);
    if (content) yield JSON.parse(content.toString('utf8')) as RunRecord;
  }
}
