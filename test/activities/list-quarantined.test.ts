import type { FilesCursor, FoundFile } from '../../src/contract/files';
import { readFoundFiles, readQuarantine, writeQuarantine } from '../../src/storage';
import { collect } from '../storage/scratch-storage';
import { type ImportsUnderTest, type ImportUnderTest, importName, nothingYet, startImports } from './import-under-test';

let imports: ImportsUnderTest;
let under: ImportUnderTest;
beforeAll(async () => {
  imports = await startImports();
}, 60_000);
afterAll(() => imports?.stop());
beforeEach(async () => {
  under = await imports.fresh();
});

async function quarantined(name: string): Promise<FoundFile> {
  const file = await under.put(name, '[');
  const reason = { code: 'file-truncated', message: `${name} breaks off`, remedy: 'Upload it again.' } as const;
  await writeQuarantine(under.storage, { ...file, import: importName, runId: 'run-1', reason, at: 1 });
  return file;
}

/** A bookmark that has passed a file, and nothing behind it. */
const passed = ({ timestamp }: FoundFile): FilesCursor => ({ ...nothingYet, lastFileTimestamp: timestamp + 1 });
const namesOf = async ({ list }: FilesCursor): Promise<string[]> =>
  list ? (await collect(readFoundFiles(under.storage, importName, list, { from: 0 }))).map(({ name }) => name) : [];

test('behind newer work a file is named and left; where it is asked for, or files do not overlap, it is listed', async () => {
  const file = await quarantined('a.json');
  const { files, notes } = await under.listQuarantined(passed(file));
  expect(files).toMatchObject({ leftOut: 1, position: 0 });
  expect(await namesOf(files)).toEqual([]);
  expect(notes[0]?.text).toMatch(/^Left in quarantine: a\.json of \S+; newer files up to \S+ have been imported since/);
  const asked = await under.listQuarantined(passed(file), { overwriteNewer: true });
  expect(await namesOf(asked.files)).toEqual(['a.json']);
  await under.configure({ parallelFiles: 2 });
  expect(await namesOf((await under.listQuarantined(passed(file))).files)).toEqual(['a.json']);
  expect(await collect(readQuarantine(under.storage, importName))).toHaveLength(1);
});

test('a file that the next run reads anyway is left to it', async () => {
  await quarantined('a.json');
  const { files, notes } = await under.listQuarantined(nothingYet);
  expect(files).toMatchObject({ leftOut: 1 });
  expect(notes[0]?.text).toContain('the bookmark stands before the file: the next run reads all of it');
});

test('a version that the source has no longer leaves the quarantine', async () => {
  const [replaced, removed] = [await quarantined('a.json'), await quarantined('a.json.old')];
  await under.put(replaced.name, '[]');
  await under.remove(removed.name);
  const { files, notes } = await under.listQuarantined(passed(removed));
  expect(files).not.toHaveProperty('leftOut');
  expect(await namesOf(files)).toEqual([]);
  expect(notes.map(({ text }) => text.slice(0, 30)).sort()).toEqual([
    'Let out of quarantine: a.json ',
    'Let out of quarantine: a.json.',
    'Retrying 0 files from quaranti',
  ]);
  expect(await collect(readQuarantine(under.storage, importName))).toEqual([]);
});

test('the list is in the order of imports', async () => {
  for (const name of ['c.json', 'b.json', 'a.json']) await quarantined(name);
  const { files } = await under.listQuarantined(nothingYet, { overwriteNewer: true });
  const found = files.list ? await collect(readFoundFiles(under.storage, importName, files.list, { from: 0 })) : [];
  expect(found.map(({ name, timestamp }) => `${timestamp} ${name}`)).toEqual(
    found.map(({ name, timestamp }) => `${timestamp} ${name}`).sort(),
  );
  expect(found).toHaveLength(3);
});
