import { utimes } from 'node:fs/promises';
import { join } from 'node:path';
import { windowOfDay } from '../../src/contract/couriers/courier-window';
import { type LandedObject, landedFolder, listLanded, readLanded, writeLanded } from '../../src/storage';
import { collect, contentsOf, type ScratchStorage, scratchStorage } from './scratch-storage';

let scratch: ScratchStorage;
beforeEach(async () => {
  scratch = await scratchStorage();
});
afterEach(() => scratch.stop());

const landed = (name: string, more: Partial<LandedObject> = {}): LandedObject => ({
  ...{ courier: 'optimizely', name, etag: 'e1', day: '2020-09-13', size: 3, timestamp: 1, landedAt: 2, runId: 'r' },
  settings: [{ hash: 'h', tags: ['decisions'] }],
  files: [
    {
      landAs: { tag: 'decisions', contentType: 'text/csv', separator: ';' },
      ...{ inner: 'a/b.csv', key: 'landed/x', pieces: ['000000-0'], bytes: 3 },
    },
  ],
  ...more,
});

/** Writes manifests a second apart, the first one being the oldest. */
async function land(...objects: readonly LandedObject[]): Promise<void> {
  for (const [index, object] of objects.entries()) {
    await writeLanded(scratch.storage, object);
    await utimes(
      join(scratch.folder, landedFolder(object.courier, object), 'landed.json'),
      1_000 + index,
      1_000 + index,
    );
  }
}

test('an object is read by its version; another version of it has not landed', async () => {
  const object = landed('type=decisions/ü.csv');
  await land(object);
  expect(await readLanded(scratch.storage, 'optimizely', object)).toEqual(object);
  for (const other of [{ etag: 'e2' }, { day: '2020-09-14' }, { name: 'type=decisions/u.csv' }]) {
    expect(await readLanded(scratch.storage, 'optimizely', { ...object, ...other })).toBeUndefined();
  }
  expect(await readLanded(scratch.storage, 'other', object)).toBeUndefined();
});

test('a manifest that is none of ours is an error', async () => {
  const object = landed('a');
  await scratch.storage.put(`${landedFolder('optimizely', object)}/landed.json`, '{"courier":"optimizely"}');
  await expect(readLanded(scratch.storage, 'optimizely', object)).rejects.toThrow();
});

test('what has landed is listed newest first, of all couriers, of one, and of the days of a window', async () => {
  const { day: _, ...undated } = landed('any');
  await land(
    landed('oldest', { day: '2020-09-11' }),
    landed('other', { courier: 'other' }),
    undated,
    landed('before', { day: '2020-09-12' }),
    landed('z'),
    landed('a'),
  );
  await scratch.storage.put(`${landedFolder('optimizely', landed('half'))}/file/000000-0`, 'abc');
  const names = async (...of: Parameters<typeof listLanded>) =>
    (await collect(listLanded(...of))).map(({ name }) => name);
  const { storage } = scratch;
  expect(await names(storage)).toEqual(['a', 'z', 'before', 'any', 'other', 'oldest']);
  expect(await names(storage, { courier: 'optimizely' })).toEqual(['a', 'z', 'before', 'any', 'oldest']);
  expect(await names(storage, { courier: 'optimizely', window: { kind: 'all' } })).toHaveLength(5);
  expect(await names(storage, { courier: 'optimizely', window: windowOfDay('2020-09-13') })).toEqual(['a', 'z', 'any']);
  expect(await names(storage, { courier: 'optimizely', window: windowOfDay('2020-09-13', 1) })).toEqual([
    ...['a', 'z', 'before', 'any'],
  ]);
  expect(await names(storage, { courier: 'nobody' })).toEqual([]);
});

test('of many that have landed only those are read that are asked for', async () => {
  await land(landed('a'), landed('b'), landed('c'));
  const { storage } = scratch;
  const reads: string[] = [];
  const counting = {
    ...storage,
    description: '',
    list: storage.list.bind(storage),
    get: async (key: string) => {
      reads.push(key);
      return storage.get(key);
    },
  };
  for await (const { name } of listLanded(counting)) {
    expect(name).toBe('c');
    break;
  }
  expect(reads).toHaveLength(1);
  expect([...(await contentsOf(storage)).keys()]).toHaveLength(3);
});
