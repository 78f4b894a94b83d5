import { type ReplayPart, readReplayPart, readReplayRows, writeReplayPart } from '../../src/storage';
import { collect, type ScratchStorage, scratchStorage } from './scratch-storage';

let scratch: ScratchStorage;
beforeEach(async () => {
  scratch = await scratchStorage();
});
afterEach(() => scratch.stop());

const part = (file: string, index: number): ReplayPart => ({
  ...{ leftOut: 0, last: index, end: 9, at: 1 },
  counts: { read: 1, delivered: 1, rejected: 0, skipped: 0, pending: 0 },
  rows: [{ file, index, rejects: 1, outcome: 'delivered', key: 'Zürich' }],
});
const place = { import: 'stores', runId: 'run-1' };

test('a part is found by its place, and the report is in the order of the work', async () => {
  const parts = [
    [0, 500, 'a'],
    [-1, 0, 'left'],
    [11, 0, 'l'],
    [0, 0, 'a'],
    [2, 0, 'c'],
  ] as const;
  for (const [position, index, file] of parts)
    await writeReplayPart(scratch.storage, { ...place, position, index }, part(file, index));
  await writeReplayPart(scratch.storage, { ...place, runId: 'run-2', position: 0, index: 0 }, part('other', 0));
  expect(await readReplayPart(scratch.storage, { ...place, position: 0, index: 500 })).toEqual(part('a', 500));
  expect(await readReplayPart(scratch.storage, { ...place, position: 1, index: 0 })).toBeUndefined();
  const rows = await collect(readReplayRows(scratch.storage, place));
  expect(rows.map(({ file, index }) => `${file} ${index}`)).toEqual(['left 0', 'a 0', 'a 500', 'c 0', 'l 0']);
});
