import { execFile } from 'node:child_process';
import files, { mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { promisify } from 'node:util';
import { DirectoryBookmarks, StateData, StateStore } from '../../src/bookmarks';
import type { BookmarkAddress } from '../../src/contract/bookmark';
import { describeBookmarkPlace } from '../contracts/bookmark-place-contract';
import { writeOf } from '../contracts/bookmark-write';
import { describeStateStore } from '../contracts/state-store-contract';

let root: string;
let bookmarks: DirectoryBookmarks;
beforeAll(async () => {
  root = await mkdtemp(join(tmpdir(), 'longshore-bookmarks-'));
  bookmarks = new DirectoryBookmarks(root);
});
afterAll(() => rm(root, { recursive: true, force: true }));

describeBookmarkPlace('A directory', async () => ({
  place: bookmarks,
  sameFromElsewhere: new DirectoryBookmarks(root),
  stop: async () => {},
}));
describeStateStore('a directory', () => bookmarks);

const address = (job: string): BookmarkAddress => ({
  ...{ domain: 'crm', dataset: 'disk', job, username: 'ada', fileType: 'others' },
});
const folderOf = (job: string): string => join(root, 'crm', 'disk', job);

/** All files of a bookmark with their content. */
async function contentOf(job: string): Promise<Record<string, string>> {
  const names = (await readdir(folderOf(job))).sort();
  const contents = names.map(async (name) => [name, await readFile(join(folderOf(job), name), 'utf8')] as const);
  return Object.fromEntries(await Promise.all(contents));
}

describe('a file that is no version', () => {
  const whole = (more: object): string =>
    JSON.stringify({ format: 1, version: 2, status: 'running', writeId: 'w', value: { a: 1 }, ...more });

  test.each<[string, string, RegExp]>([
    ['empty', '', /is empty$/],
    ['cut off', whole({}).slice(0, -20), /is cut off, or is not JSON$/],
    ['no JSON', 'canary: yaml', /is cut off, or is not JSON$/],
    ['foreign JSON', '{"epoch_time": "canary"}', /is no version of a bookmark .*\(wrong: format, .*writeId/],
    ['a list', '["canary"]', /is no version of a bookmark .*\(wrong: the whole\)$/],
    ['of a later format', whole({ format: 2 }), /\(wrong: format\)$/],
    ['with a member that is unknown', whole({ canary: 1 }), /\(wrong: the whole\)$/],
    ['without a value', whole({ value: undefined }), /\(wrong: value\)$/],
    ['another version', whole({ version: 3 }), /holds version 3$/],
  ])('because it is %s is an error that names it, and changes nothing', async (what, text, message) => {
    const job = `bad-${what.replaceAll(' ', '-')}`;
    await bookmarks.write(address(job), writeOf({ a: 0 }, { status: 'completed' }));
    const path = join(folderOf(job), '0000000002.json');
    await writeFile(path, text);
    const before = await contentOf(job);
    const store = new StateStore(bookmarks, { domain: 'crm', dataset: 'disk' });
    const attempts = [
      () => store.getOrCreate(job),
      () => store.getCompleted(job),
      () => store.history(job),
      () => store.list(),
      () => store.update(new StateData(job)),
      () => store.complete(new StateData(job), { expectedVersion: 1 }),
      () => store.rewind(job, 1, { reason: 'bad' }),
      () => store.fork(job, `${job}-2`),
    ];
    for (const attempt of attempts) {
      const error = await attempt().catch((thrown: unknown) => thrown);
      expect(error).toMatchObject({ code: 'bookmark-unreadable' });
      const { message: said, cause } = error as Error;
      expect(said.startsWith(path)).toBe(true);
      expect(said).toMatch(message);
      if (what !== 'with a member that is unknown') expect(`${said} ${String(cause)}`).not.toContain('canary');
    }
    expect(await contentOf(job)).toEqual(before);
    // As its remedy says: moved away, the version before is the newest.
    await rm(path);
    expect((await store.getOrCreate(job)).elements()).toEqual({ a: 0 });
  });

  test('may lie beside the versions under a name of its own', async () => {
    await bookmarks.write(address('beside'), writeOf(1));
    for (const name of ['.DS_Store', 'notes.json', '.a.tmp']) await writeFile(join(folderOf('beside'), name), 'x');
    expect(await bookmarks.write(address('beside'), writeOf(2))).toMatchObject({ version: 2 });
    expect(await bookmarks.history(address('beside'))).toHaveLength(2);
  });

  test('because the newest completed one was taken away is an error, and no bookmark that never completed', async () => {
    await bookmarks.write(address('taken'), writeOf(1, { status: 'completed' }));
    await bookmarks.write(address('taken'), writeOf(2));
    await rm(join(folderOf('taken'), '0000000001.json'));
    await expect(bookmarks.readCompleted(address('taken'))).rejects.toMatchObject({
      code: 'bookmark-unreadable',
      message: expect.stringContaining(join(folderOf('taken'), '0000000001.json')),
    });
  });
});

test('a directory that cannot be written or read is an error, and no empty state', async () => {
  await writeFile(join(root, 'a-file'), '');
  const place = new DirectoryBookmarks(join(root, 'a-file'));
  for (const work of [place.read(address('x')), place.write(address('x'), writeOf(1)), place.list(address('x'))]) {
    await expect(work).rejects.toMatchObject({ code: 'storage-unavailable' });
  }
});

test('files of the last 50 versions are kept, the newest completed one, and nothing else', async () => {
  await bookmarks.write(address('long'), writeOf(1, { status: 'completed' }));
  for (let version = 2; version <= 60; version += 1) await bookmarks.write(address('long'), writeOf(version));
  const names = (await readdir(folderOf('long'))).sort();
  expect(names).toHaveLength(51);
  expect([names[0], names[1], names[50]]).toEqual(['0000000001.json', '0000000011.json', '0000000060.json']);
  await bookmarks.write(address('long'), writeOf(61, { status: 'completed' }));
  expect((await readdir(folderOf('long'))).sort()[0]).toBe('0000000012.json');
});

test('a writer that slept through the making of its version and its removal has written nothing', async () => {
  await bookmarks.write(address('late'), writeOf(1));
  const { link } = files;
  // It has read version 1, and creates version 2 when that has long been written by another and removed.
  const sleepy = jest.spyOn(files, 'link').mockImplementationOnce(async (...args) => {
    for (let version = 2; version <= 60; version += 1) await bookmarks.write(address('late'), writeOf(version));
    return link(...args);
  });
  await expect(bookmarks.write(address('late'), writeOf('late', { expectedVersion: 1 }))).rejects.toMatchObject({
    ...{ code: 'bookmark-conflict', currentVersion: 60 },
  });
  sleepy.mockRestore();
  expect(await bookmarks.read(address('late'))).toMatchObject({ version: 60, value: 60 });
  expect((await readdir(folderOf('late'))).sort()[0]).toBe('0000000011.json');
});

describe('writers in processes of their own', () => {
  const project = resolve(__dirname, '../..');
  const writer = (job: string, name: string, expects: boolean): Promise<{ stdout: string }> =>
    promisify(execFile)(
      process.execPath,
      [
        '-r',
        join(project, 'test/load-typescript.cjs'),
        join(__dirname, 'count-in-directory.ts'),
        root,
        job,
        name,
      ].concat(expects ? ['expect'] : []),
      { cwd: project },
    );

  test('lose no write: each increments what the one before has written', async () => {
    const names = ['a', 'b', 'c'];
    const said = await Promise.all(names.map((name) => writer('counted', name, true)));
    const conflicts = said.reduce((sum, { stdout }) => sum + Number(stdout), 0);
    const state = await bookmarks.read(address('counted'));
    expect(state).toMatchObject({ version: 90, value: { count: 90 } });
    // Else they have not met, and nothing is shown.
    expect(conflicts).toBeGreaterThan(0);
  }, 60_000);

  test('that expect nothing have a version each', async () => {
    await Promise.all(['a', 'b', 'c'].map((name) => writer('blind', name, false)));
    const history = await bookmarks.history(address('blind'));
    expect(history.map(({ version }) => version)).toEqual(Array.from({ length: 50 }, (_, index) => 90 - index));
    for (const { version, replaced } of history) expect(replaced?.version).toBe(version - 1);
  }, 60_000);
});
