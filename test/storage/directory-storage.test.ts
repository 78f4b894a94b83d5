import { readdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { openStorage } from '../../src/storage';
import { DirectoryStorage } from '../../src/storage/directory-storage';
import { describeStorage } from '../contracts/storage-contract';
import { collect, type ScratchStorage, scratchStorage } from './scratch-storage';

describeStorage('A directory', async () => {
  const { storage, folder, stop } = await scratchStorage();
  return { storage, sameFromElsewhere: openStorage({ type: 'directory', path: folder }), stop };
});

describe('a directory', () => {
  let scratch: ScratchStorage;
  beforeEach(async () => {
    scratch = await scratchStorage();
  });
  afterEach(() => scratch.stop());

  test('is made when it is first needed', async () => {
    const storage = new DirectoryStorage(join(scratch.folder, 'not', 'yet'));
    expect(await collect(storage.list(''))).toEqual([]);
    expect(await storage.get('a')).toBeUndefined();
    await storage.put('a', 'x');
    expect((await collect(storage.list(''))).map(({ key }) => key)).toEqual(['a']);
  });

  test('keeps an object as a file of its name, and leaves nothing else', async () => {
    await scratch.storage.put('rejects/stores/1.jsonl', 'x');
    const entries = await readdir(scratch.folder, { recursive: true });
    expect(entries.sort()).toEqual(['rejects', join('rejects', 'stores'), join('rejects', 'stores', '1.jsonl')]);
  });

  test('does not list what a write left that was cut off', async () => {
    await scratch.storage.put('a', 'x');
    await writeFile(join(scratch.folder, 'a.0b9c.tmp'), 'half');
    expect((await collect(scratch.storage.list(''))).map(({ key }) => key)).toEqual(['a']);
  });

  test('that is a file is an error that names the place, and not an empty one', async () => {
    const path = join(scratch.folder, 'file');
    await writeFile(path, 'x');
    const storage = new DirectoryStorage(path);
    const failing = { code: 'storage-unavailable', message: expect.stringContaining(path), retryable: true };
    await expect(storage.put('a', 'x')).rejects.toMatchObject(failing);
    await expect(storage.get('a')).rejects.toMatchObject(failing);
    await expect(collect(storage.list(''))).rejects.toMatchObject(failing);
    await expect(storage.remove('a')).rejects.toMatchObject(failing);
  });

  test('says where it lies', () => {
    expect(scratch.storage.description).toBe(`directory ${scratch.folder}`);
  });
});
