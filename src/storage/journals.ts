import type { JournalEntry } from '../contract/run';
import type { Storage } from './storage';
import { storageKey } from './storage-key';

/** Appends to a run's journal: one object per call, named by its first entry, so that a repeat writes the same again. */
export async function writeJournal(
  storage: Storage,
  run: { readonly import: string; readonly runId: string },
  entries: readonly JournalEntry[],
): Promise<void> {
  const first = entries[0];
  if (!first) return;
  const key = storageKey('journals', run.import, run.runId, `${String(first.seq).padStart(9, '0')}.jsonl`);
  await storage.put(key, entries.map((entry) => `${JSON.stringify(entry)}\n`).join(''));
}

/** The whole journal of a run as far as it lies in storage, each entry once, in order. */
export async function* readJournal(
  storage: Storage,
  run: { readonly import: string; readonly runId: string },
  after = -1,
): AsyncGenerator<JournalEntry> {
  let last = after;
  for await (const object of storage.list(`${storageKey('journals', run.import, run.runId)}/`)) {
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
