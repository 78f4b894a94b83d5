import { readQuarantine, removeQuarantine, writeQuarantine } from '../../src/storage';
import { collect, type ScratchStorage, scratchStorage } from './scratch-storage';

let scratch: ScratchStorage;
beforeEach(async () => {
  scratch = await scratchStorage();
});
afterEach(() => scratch.stop());

describe('the quarantine', () => {
  const file = (name: string, more: object = {}) => ({
    name,
    etag: 'v1',
    timestamp: 1,
    size: 0,
    import: 'stores',
    runId: 'run-1',
    reason: { code: 'empty-file' as const, message: `${name} is empty`, remedy: 'Write `[]`.' },
    at: 5,
    ...more,
  });

  test('has each file once, as it was told last', async () => {
    await writeQuarantine(scratch.storage, file('../a.json'));
    await writeQuarantine(scratch.storage, file('Zürich.json'));
    await writeQuarantine(scratch.storage, file('../a.json', { etag: 'v2', at: 9 }));
    await writeQuarantine(scratch.storage, file('c.json', { import: 'other' }));
    const quarantined = await collect(readQuarantine(scratch.storage, 'stores'));
    expect(quarantined.toSorted((a, b) => a.at - b.at)).toEqual([
      file('Zürich.json'),
      file('../a.json', { etag: 'v2', at: 9 }),
    ]);
  });

  test('lets go of one version of a file, and not of another', async () => {
    await writeQuarantine(scratch.storage, file('a.json', { etag: 'v2' }));
    await removeQuarantine(scratch.storage, 'stores', { name: 'a.json', etag: 'v1' });
    expect(await collect(readQuarantine(scratch.storage, 'stores'))).toHaveLength(1);
    for (let times = 0; times < 2; times += 1)
      await removeQuarantine(scratch.storage, 'stores', { name: 'a.json', etag: 'v2' });
    expect(await collect(readQuarantine(scratch.storage, 'stores'))).toEqual([]);
  });
});
