import { cp, rename, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { type BookmarkPlace, DirectoryBookmarks, openImportPlace } from '../../src/bookmarks';
import { importBookmark } from '../../src/contract/bookmark-names';
import { writeOf } from '../contracts/bookmark-write';
import { type ScratchStorage, scratchStorage } from '../storage/scratch-storage';

let scratch: ScratchStorage;
beforeEach(async () => {
  scratch = await scratchStorage();
});
afterEach(() => scratch.stop());
const address = importBookmark('customers');
const completed = (value: string, more: object = {}) => writeOf(value, { status: 'completed', ...more });

const pathOf = (name: string) => join(scratch.folder, 'places', name);
/** The place of an import as runs and commands open it: a directory, with storage beside it. */
function open(name: string): Promise<BookmarkPlace> {
  return openImportPlace(
    { type: 'directory', path: pathOf(name) },
    {
      taskQueue: '',
      storage: scratch.storage,
      get client(): never {
        throw new Error('Temporal was asked for');
      },
    },
  );
}
const lost = { code: 'bookmark-lost' };

test('a place that was emptied has lost its bookmark, for readers and for writers', async () => {
  const place = await open('emptied');
  expect((await place.read(address)).version).toBe(0);
  await place.write(address, writeOf('first'));
  await place.write(address, completed('second'));
  await rm(pathOf('emptied'), { recursive: true });
  for (const work of [
    () => place.read(address),
    () => place.readCompleted(address),
    () => place.readVersion(address, 1),
    () => place.history(address),
    () => place.write(address, writeOf('third')),
  ]) {
    await expect(work()).rejects.toMatchObject({
      ...lost,
      message: expect.stringMatching(/^The bookmark of customers is at version 0, but version 2 was completed on \S+$/),
    });
  }
  expect(await place.replace(address, completed('back'))).toMatchObject({ version: 1, value: 'back' });
  expect(await place.read(address)).toMatchObject({ version: 1, value: 'back' });
});

test('another place without the bookmark is refused, with how to take it over', async () => {
  await (await open('old')).write(address, completed('a'));
  const error = await (await open('new')).read(address).catch((thrown: unknown) => thrown);
  expect(error).toMatchObject({
    ...lost,
    message: expect.stringContaining(`in directory ${pathOf('old')}, and not in directory ${pathOf('new')}`),
    remedy: expect.stringMatching(/`longshore bookmarks export customers --place <place>.*reset customers`/),
  });
});

test('a place with a bookmark of former days is refused, though it has more versions', async () => {
  const old = await open('former');
  for (const value of ['a', 'b', 'c']) await old.write(address, completed(value));
  const next = await open('present');
  await next.replace(address, completed('c'));
  // The next millisecond: two completions of one would be equally new.
  await new Promise((resolve) => setTimeout(resolve, 2));
  await next.write(address, completed('d'));
  await expect(old.read(address)).rejects.toMatchObject(lost);
  expect((await next.read(address)).value).toBe('d');
});

test('a folder that was moved, or copied, is as good as where it was', async () => {
  await (await open('here')).write(address, completed('a'));
  await cp(pathOf('here'), pathOf('copied'), { recursive: true });
  await rename(pathOf('here'), pathOf('there'));
  expect((await (await open('there')).read(address)).value).toBe('a');
  expect((await (await open('copied')).read(address)).value).toBe('a');
});

test('a completion that is put back with its time is no lost bookmark', async () => {
  const place = await open('rewound');
  await place.write(address, completed('a'));
  const { completedAt = 0 } = await place.write(address, completed('b'));
  await place.replace(address, completed('a', { completedAt: completedAt - 3_600_000 }));
  expect(await place.read(address)).toMatchObject({ version: 3, completedAt: completedAt - 3_600_000 });
});

test('what is running leaves no witness', async () => {
  await (await open('running')).write(address, writeOf('a'));
  expect((await (await open('elsewhere')).read(address)).version).toBe(0);
});

test('without storage a place knows of no witness: it is that of other jobs', async () => {
  await (await open('known')).write(address, completed('a'));
  expect((await new DirectoryBookmarks(pathOf('unknown')).read(address)).version).toBe(0);
});
