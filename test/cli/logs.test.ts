import { journalLine, journalOf } from '../../src/cli/logs';
import type { JournalEntry, RunRecord } from '../../src/contract/run';
import type { Session } from '../../src/runs/session';
import { writeJournal, writeRunRecord } from '../../src/storage';
import { collect, type ScratchStorage, scratchStorage } from '../storage/scratch-storage';
import { runOf } from './run-of';

let scratch: ScratchStorage;
beforeEach(async () => {
  scratch = await scratchStorage();
});
afterEach(() => scratch.stop());

const entry = (seq: number): JournalEntry => ({ seq, at: 1_000 * seq, level: 'info', text: `entry ${seq}` });
const { updatedAt: _, ...run } = runOf();

/** A session that finds one closed run in storage, and whose workflow knows the end of its journal. */
function sessionOf(tail: readonly JournalEntry[]): Session {
  async function* list() {}
  return {
    client: { workflow: { getHandle: () => ({ query: async () => tail }), list } },
    connection: { withDeadline: (_deadline: number, work: () => unknown) => work() },
    storage: scratch.storage,
    config: { imports: { 'offline-stores': {} } },
  } as unknown as Session;
}

test('a journal is what lies in storage and what only the workflow knows, each entry once', async () => {
  await writeRunRecord(scratch.storage, run as RunRecord);
  await writeJournal(scratch.storage, run, [entry(0), entry(1)]);
  await writeJournal(scratch.storage, run, [entry(2)]);
  const entries = await collect(journalOf(sessionOf([entry(1), entry(2), entry(3)]), 'offline-stores', true));
  expect(entries).toEqual([0, 1, 2, 3].map(entry));
});

test.each([
  ['info', '2026-11-23T06:00:00.000Z INFO         Found 3 new files\n'],
  ['notification', '2026-11-23T06:00:00.000Z NOTIFICATION Found 3 new files\n'],
] as const)('a line of level %s has its time and its level in columns', (level, line) => {
  expect(journalLine({ seq: 4, at: Date.UTC(2026, 10, 23, 6), level, text: 'Found 3 new files' })).toBe(line);
});
