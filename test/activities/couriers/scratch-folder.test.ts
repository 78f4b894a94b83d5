import { spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { mkdir, mkdtemp, readdir, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { basename, dirname, join } from 'node:path';
import { removeStaleScratch, withScratchFolder } from '../../../src/activities/couriers/scratch-folder';

let root: string;
beforeEach(async () => {
  root = await mkdtemp(join(tmpdir(), 'longshore-root-'));
});
afterEach(() => rm(root, { recursive: true, force: true }));

test('a folder is lent for the time of the work, and removed with what is in it', async () => {
  const env = { LONGSHORE_SCRATCH: join(root, 'made/when/needed') };
  const lent = await withScratchFolder(env, async (folder) => {
    expect(dirname(folder)).toBe(env.LONGSHORE_SCRATCH);
    await writeFile(join(folder, 'a'), 'a');
    return folder;
  });
  expect(existsSync(lent)).toBe(false);
  await withScratchFolder({}, async (folder) => expect(dirname(folder)).toBe(tmpdir()));
});

test('a folder is removed after a failure, which is thrown', async () => {
  let lent = '';
  const failing = withScratchFolder({ LONGSHORE_SCRATCH: root }, async (folder) => {
    lent = folder;
    throw new Error('a fault');
  });
  await expect(failing).rejects.toThrow('a fault');
  expect(existsSync(lent)).toBe(false);
});

test('a folder that cannot be made is told', async () => {
  await writeFile(join(root, 'file'), '');
  const lending = withScratchFolder({ LONGSHORE_SCRATCH: join(root, 'file') }, async () => undefined);
  await expect(lending).rejects.toMatchObject({ code: 'scratch-unavailable' });
});

test('what dead processes of this host have left is removed, and nothing else', async () => {
  const env = { LONGSHORE_SCRATCH: root };
  const { pid: dead } = spawnSync(process.execPath, ['--version']);
  const mine = await withScratchFolder(env, async (folder) => basename(folder));
  const named = (process_: number) => mine.replace(`-${process.pid}-`, `-${process_}-`);
  const alive = named(process.ppid);
  const ofOtherHost = named(dead).replace(/^longshore-.{8}/, 'longshore-00000000');
  for (const name of [mine, named(dead), alive, ofOtherHost, 'longshore-else']) await mkdir(join(root, name));
  expect(await removeStaleScratch(env)).toBe(2);
  expect((await readdir(root)).sort()).toEqual([alive, ofOtherHost, 'longshore-else'].sort());
  expect(await removeStaleScratch({ LONGSHORE_SCRATCH: join(root, 'none') })).toBe(0);
});
