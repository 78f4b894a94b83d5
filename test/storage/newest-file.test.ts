import type { FilePlace, FilesCursor, FoundFile } from '../../src/contract/files';
import { compareFiles, newestFile, writeFoundFiles, writeLedger } from '../../src/storage';
import { type ScratchStorage, scratchStorage } from './scratch-storage';

let scratch: ScratchStorage;
beforeEach(async () => {
  scratch = await scratchStorage();
});
afterEach(() => scratch.stop());

const file = (name: string, timestamp: number): FoundFile => ({ name, etag: 'v', timestamp, size: 1 });
const listed = [file('a', 10), file('b', 10), file('c', 20), file('d', 30), file('e', 40)];
const place = (name: string): FilePlace => ({
  name,
  etag: 'v',
  offset: 5,
  index: 1,
  format: 'array',
  encoding: 'identity',
  counts: { read: 1, delivered: 1, rejected: 0, skipped: 0, pending: 0 },
});

async function newest(more: Partial<FilesCursor>, ledger: FoundFile[] = []) {
  return newestFile(scratch.storage, 'stores', {
    ...{ source: 'here', lastFileTimestamp: 0, position: 0, bytesDone: 0, quarantined: 0 },
    list: await writeFoundFiles(scratch.storage, 'stores', listed),
    ledger: await writeLedger(scratch.storage, 'stores', ledger),
    ...more,
  });
}

test.each<[string, Partial<FilesCursor>, { timestamp: number; name: string }]>([
  ['of the list that of the last position', { position: 2, lastFileTimestamp: 10 }, { timestamp: 10, name: 'b' }],
  ['a file that was begun', { position: 2, lastFileTimestamp: 10, file: place('c') }, { timestamp: 20, name: 'c' }],
  ['a file that is done ahead', { position: 1, ahead: [{ from: 2, to: 4 }] }, { timestamp: 30, name: 'd' }],
  ['a file that was begun ahead', { position: 1, begun: [place('b'), place('e')] }, { timestamp: 40, name: 'e' }],
  ['a time that a person has set', { lastFileTimestamp: 99 }, { timestamp: 99, name: '' }],
  ['nothing yet', {}, { timestamp: 0, name: '' }],
])('is %s', async (_, cursor, expected) => {
  expect(await newest(cursor)).toEqual(expected);
});

test('is of the ledger where the list has nothing newer', async () => {
  expect(await newest({ position: 1, lastFileTimestamp: 15 }, [file('x', 15), file('w', 15)])).toEqual({
    timestamp: 15,
    name: 'x',
  });
});

test('files of one second are in the order of their names', () => {
  const files = [file('b', 1), file('B', 1), file('a', 2)];
  expect(files.toSorted(compareFiles).map(({ name }) => name)).toEqual(['B', 'b', 'a']);
  expect(compareFiles(file('a', 1), file('a', 1))).toBe(0);
});
