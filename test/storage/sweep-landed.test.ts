import { utimes } from 'node:fs/promises';
import { join } from 'node:path';
import { type Storage, sweepLanded } from '../../src/storage';
import { contentsOf, type ScratchStorage, scratchStorage } from './scratch-storage';

let scratch: ScratchStorage;
beforeEach(async () => {
  scratch = await scratchStorage();
});
afterEach(() => scratch.stop());

const before = 1_000_000_000_000;

/** Puts objects of storage that were written a second before or after the time of the sweep. */
async function put(keys: readonly string[], when: 'before' | 'after'): Promise<void> {
  const seconds = before / 1_000 + (when === 'before' ? -1 : 1);
  for (const key of keys) {
    await scratch.storage.put(key, '{}');
    await utimes(join(scratch.folder, key), seconds, seconds);
  }
}

const left = async () => [...(await contentsOf(scratch.storage)).keys()];
const folder = (name: string) => `landed/optimizely/2020-09-13/${name}`;
const all = (name: string) => ['0a/000000-x', 'landed.json', 'object/000000-x'].map((key) => `${folder(name)}/${key}`);

test('what landed or began to land long ago goes; what is younger, also in part, or of another courier stays', async () => {
  await put([...all('aa'), `${folder('bb')}/object/000000-x`], 'before');
  await put([...all('cc'), 'landed/optimizely-2/any/aa/landed.json', 'landed/other/any/aa/landed.json'], 'before');
  await put([`${folder('cc')}/landed.json`, `${folder('dd')}/object/000001-x`], 'after');
  await put([`${folder('dd')}/object/000000-x`], 'before');
  let asked = 0;
  const isRunning = async () => {
    asked += 1;
    return false;
  };
  expect(await sweepLanded(scratch.storage, { courier: 'optimizely', before, isRunning })).toBe(4);
  expect(await left()).toEqual([
    'landed/optimizely-2/any/aa/landed.json',
    ...all('cc'),
    `${folder('dd')}/object/000000-x`,
    `${folder('dd')}/object/000001-x`,
    'landed/other/any/aa/landed.json',
  ]);
  expect(asked).toBe(2);
});

test('while a run works nothing of its courier goes', async () => {
  await put([...all('aa'), ...all('bb')], 'before');
  let asked = 0;
  const isRunning = async () => ++asked > 1;
  expect(await sweepLanded(scratch.storage, { courier: 'optimizely', before, isRunning })).toBe(3);
  expect(await left()).toEqual(all('bb'));
});

test('what is removed in part has not landed', async () => {
  await put(all('aa'), 'before');
  let removals = 0;
  const dying: Storage = {
    description: 'dying',
    put: (key, content) => scratch.storage.put(key, content),
    get: (key) => scratch.storage.get(key),
    list: (prefix) => scratch.storage.list(prefix),
    remove: async (key) => {
      if (++removals > 1) throw new Error('killed');
      await scratch.storage.remove(key);
    },
  };
  const options = { courier: 'optimizely', before, isRunning: async () => false };
  await expect(sweepLanded(dying, options)).rejects.toThrow('killed');
  expect(await left()).toEqual(all('aa').filter((key) => !key.endsWith('landed.json')));
  expect(await sweepLanded(scratch.storage, options)).toBe(2);
});
