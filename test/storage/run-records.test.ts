import type { RunRecord } from '../../src/contract/run';
import { readRunRecords, writeRunRecord } from '../../src/storage';
import { collect, contentsOf, type ScratchStorage, scratchStorage } from './scratch-storage';

let scratch: ScratchStorage;
beforeEach(async () => {
  scratch = await scratchStorage();
});
afterEach(() => scratch.stop());

describe('records of runs', () => {
  const record = (importName: string, runId: string, startedAt: number, more: Partial<RunRecord> = {}): RunRecord => ({
    import: importName,
    workflowId: `import/${importName}`,
    runId,
    version: '1.0.0',
    status: 'COMPLETED',
    startedAt,
    closedAt: startedAt + 5,
    counts: { read: 1, delivered: 1, rejected: 0, skipped: 0, pending: 0 },
    ...more,
  });
  const read = (importName?: string) => collect(readRunRecords(scratch.storage, importName));

  test('come in the order of the starts, each run once', async () => {
    const [first, second, third] = [
      record('stores', 'b', 999),
      record('stores', 'c', 1_000),
      record('stores', 'a', 10_000),
    ];
    for (const one of [third, first, second, first]) await writeRunRecord(scratch.storage, one);
    expect(await read('stores')).toEqual([first, second, third]);
    expect((await contentsOf(scratch.storage)).size).toBe(3);
  });

  test('of all imports come import after import', async () => {
    const all = [record('a', '1', 50), record('b', '2', 10), record('b', '3', 20)];
    for (const one of all.toReversed()) await writeRunRecord(scratch.storage, one);
    expect(await read()).toEqual(all);
    expect(await read('a')).toEqual(all.slice(0, 1));
    expect(await read('nobody')).toEqual([]);
  });

  test('of two runs that began in one ms are both kept', async () => {
    await writeRunRecord(scratch.storage, record('a', '1', 50));
    await writeRunRecord(scratch.storage, record('a', '2', 50));
    expect(await read('a')).toHaveLength(2);
  });
});
