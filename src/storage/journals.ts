import { batchFolder } from '../contract/batch-run';
import type { JournalEntry } from '../contract/run';
import { runFolder } from './run-folder';
import type { Storage } from './storage';
import { storageKey } from './storage-key';

/** Whose journal it is: that of an import's run, or of a batch job. */
export type JournalOwner =
  | { readonly import: string; readonly runId: string }
  | { readonly id: string; readonly jobId: string };

function journalFolder(owner: JournalOwner): string {
  if ('jobId' in owner) return `${batchFolder(owner)}/journal`;
  return storageKey('journals', runFolder(owner.import), owner.runId);
}

/** Appends to a journal: one object per call, named by its first entry, so that a repeat writes the same again. */
export async function writeJournal(
  storage: Storage,
  owner: JournalOwner,
  entries: readonly JournalEntry[],
): Promise<void> {
  const first = entries[0];
  if (!first) return;
  const key = `${journalFolder(owner)}/${String(first.seq).padStart(9, '0')}.jsonl`;
  await storage.put(key, entries.map((entry) => `${JSON.stringify(entry)}\n`).join(''));
}

/** The whole journal as far as it lies in storage, each entry once, in order. */
export async function* readJournal(storage: Storage, owner: JournalOwner, after = -1): AsyncGenerator<JournalEntry> {
  let last = after;
  for await (const object of storage.list(`${journalFolder(owner)}/`)) {
    const content = await storage.get(object.key);
    if (!content) continue;
    for (const line of content.toString('utf8').split('\n')) {
      if (line === '') continue;
      const entry = JSON.parse(line) as JournalEntry;
      if (entry.seq <= last) continue;
      last = entry.seq;
      yield entry;
    }
  }
}
