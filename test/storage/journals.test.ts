import type { JournalEntry } from '../../src/contract/run';
import { readJournal, writeJournal } from '../../src/storage';
import { collect, type ScratchStorage, scratchStorage } from './scratch-storage';

let scratch: ScratchStorage;
beforeEach(async () => {
  scratch = await scratchStorage();
});
afterEach(() => scratch.stop());

describe('a journal', () => {
  const run = { import: 'stores', runId: 'run-1' };
  const entry = (seq: number): JournalEntry => ({ seq, at: seq * 1_000, level: 'info', text: `Zürich\n${seq}` });
  const entries = (from: number, to: number) => Array.from({ length: to - from }, (_, index) => entry(from + index));
  const read = (after?: number) => collect(readJournal(scratch.storage, run, after));

  test('is read as it was written, piece after piece', async () => {
    await writeJournal(scratch.storage, run, entries(0, 3));
    await writeJournal(scratch.storage, run, []);
    await writeJournal(scratch.storage, run, entries(3, 12));
    await writeJournal(scratch.storage, run, entries(12, 13));
    expect(await read()).toEqual(entries(0, 13));
  });

  test('has each entry once, though pieces were written again, or again with more', async () => {
    await writeJournal(scratch.storage, run, entries(0, 3));
    await writeJournal(scratch.storage, run, entries(0, 3));
    await writeJournal(scratch.storage, run, entries(2, 5));
    await writeJournal(scratch.storage, run, entries(3, 7));
    expect(await read()).toEqual(entries(0, 7));
  });

  test('is read on after an entry that was seen', async () => {
    await writeJournal(scratch.storage, run, entries(0, 3));
    await writeJournal(scratch.storage, run, entries(3, 6));
    expect(await read(1)).toEqual(entries(2, 6));
    expect(await read(5)).toEqual([]);
  });

  test('is its run’s own', async () => {
    await writeJournal(scratch.storage, run, entries(0, 1));
    await writeJournal(scratch.storage, { ...run, runId: 'run-10' }, entries(5, 6));
    expect(await read()).toEqual(entries(0, 1));
    expect(await collect(readJournal(scratch.storage, { import: 'other', runId: 'run-1' }))).toEqual([]);
  });
});
