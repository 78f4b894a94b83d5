import { readLedger, writeLedger } from '../../src/storage';
import { contentsOf, type ScratchStorage, scratchStorage } from './scratch-storage';

let scratch: ScratchStorage;
beforeEach(async () => {
  scratch = await scratchStorage();
});
afterEach(() => scratch.stop());

const entries = Array.from({ length: 5 }, (_, index) => ({
  name: `Zürich "${index}"`,
  etag: `0x${index}`,
  timestamp: index,
}));

test('a ledger is read as it was written', async () => {
  const hash = await writeLedger(scratch.storage, 'stores', entries);
  expect(await readLedger(scratch.storage, 'stores', hash)).toEqual(entries);
});

test('the same ledger is stored once, another one beside it', async () => {
  const hash = await writeLedger(scratch.storage, 'stores', entries);
  expect(await writeLedger(scratch.storage, 'stores', entries)).toBe(hash);
  expect((await contentsOf(scratch.storage)).size).toBe(1);
  const shorter = await writeLedger(scratch.storage, 'stores', entries.slice(1));
  expect(shorter).not.toBe(hash);
  expect(await readLedger(scratch.storage, 'stores', hash)).toEqual(entries);
});

test('one of 100,000 files is read back whole', async () => {
  const many = Array.from({ length: 100_000 }, (_, index) => ({
    name: `f/${index}.json`,
    etag: `${index}`,
    timestamp: 1,
  }));
  const read = await readLedger(scratch.storage, 'stores', await writeLedger(scratch.storage, 'stores', many));
  expect(read).toHaveLength(many.length);
  expect(read.at(-1)).toEqual(many.at(-1));
});

test('one that is gone is an error that names it, and no empty ledger', async () => {
  const hash = await writeLedger(scratch.storage, 'stores', entries);
  await expect(readLedger(scratch.storage, 'other', hash)).rejects.toMatchObject({
    code: 'storage-missing',
    message: expect.stringContaining(`ledgers/other/${hash}.json`),
  });
});
