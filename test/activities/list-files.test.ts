import type { FilesCursor, FoundFile } from '../../src/contract/files';
import { readFoundFiles, writeFoundFiles } from '../../src/storage';
import { type ImportsUnderTest, type ImportUnderTest, importName, nothingYet, startImports } from './import-under-test';

let imports: ImportsUnderTest;
beforeAll(async () => {
  imports = await startImports();
});
afterAll(() => imports?.stop());

async function namesIn(under: ImportUnderTest, { list, position }: FilesCursor): Promise<string[]> {
  if (!list) return [];
  const names: string[] = [];
  for await (const file of readFoundFiles(under.storage, importName, list, { from: position })) names.push(file.name);
  return names;
}

/** The cursor when all that was found is done, as the steps leave it. */
function allDone(files: FilesCursor, newest: number): FilesCursor {
  return { ...files, position: files.list?.total ?? 0, lastFileTimestamp: newest };
}

/** A cursor behind these files. */
async function doneWith(under: ImportUnderTest, ...done: FoundFile[]): Promise<FilesCursor> {
  const list = await writeFoundFiles(under.storage, importName, done);
  return allDone({ ...nothingYet, list }, Math.max(...done.map((file) => file.timestamp)));
}

/** Files of one and the same second; the clock decides, so it may take a second try. */
async function putInOneSecond(under: ImportUnderTest, ...names: string[]): Promise<FoundFile[]> {
  for (let tries = 0; tries < 10; tries += 1) {
    const files: FoundFile[] = [];
    for (const name of names) files.push(await under.put(name, '[]'));
    if (new Set(files.map((file) => file.timestamp)).size === 1) return files;
  }
  throw new Error('No ten attempts fell into one second');
}

/** Until the service's clock, which tells whole seconds, shows the next one. */
async function nextSecond(): Promise<void> {
  await new Promise((resolve) => setTimeout(resolve, 1_010 - (Date.now() % 1_000)));
}

describe('files are found', () => {
  test('oldest first, and names break ties', async () => {
    const under = await imports.fresh();
    await putInOneSecond(under, 'z.json', 'b/c.json');
    await nextSecond();
    await putInOneSecond(under, 'c.json', 'B.json', 'a.json');
    const { files, more, notes } = await under.list();
    expect(await namesIn(under, files)).toEqual(['b/c.json', 'z.json', 'B.json', 'a.json', 'c.json']);
    expect(more).toBe(false);
    expect(files).toMatchObject({ ...nothingYet, list: { total: 5, bytes: 10 } });
    expect(notes).toEqual([{ level: 'info', text: 'Found 5 new files: b/c.json, z.json, B.json, a.json, c.json' }]);
  });

  test('with their version, time and size', async () => {
    const under = await imports.fresh();
    const put = await under.put('a.json', '[ ]');
    const { list } = (await under.list()).files;
    if (!list) throw new Error('Nothing was found');
    for await (const file of readFoundFiles(under.storage, importName, list, { from: 0 })) expect(file).toEqual(put);
    expect.assertions(1);
  });

  test('once: what is done is not found again, and a second listing has no list', async () => {
    const under = await imports.fresh();
    const [a] = await putInOneSecond(under, 'a.json', 'b.json');
    const first = await under.list();
    const second = await under.list(allDone(first.files, a?.timestamp ?? 0));
    expect(second.files.list).toBeUndefined();
    expect(second.notes).toEqual([{ level: 'info', text: 'Found no new files matching **/*.json' }]);
    // Nor by a third, which knows of them by the ledger alone.
    expect(second.files.ledger).toBeDefined();
    expect((await under.list(second.files)).files.list).toBeUndefined();
  });

  test('in an empty container: none, and the source’s clock is told', async () => {
    const under = await imports.fresh();
    const { files, horizon } = await under.list();
    expect(files).toEqual(nothingYet);
    expect(Math.abs(horizon - Date.now())).toBeLessThan(60_000);
  });

  test('by prefix and glob, with names that begin with a dot, without markers of folders', async () => {
    const under = await imports.fresh({ prefix: 'in/', match: 'in/**/*.json' });
    for (const name of ['in/a.json', 'in/deep/er/b.json', 'in/.c.json', 'in/d.csv', 'out/e.json', 'f.json', 'in/'])
      await under.put(name, name === 'in/' ? '' : '[]');
    expect((await namesIn(under, (await under.list()).files)).sort()).toEqual([
      'in/.c.json',
      'in/a.json',
      'in/deep/er/b.json',
    ]);
  });

  test('and at most ten are named', async () => {
    const under = await imports.fresh();
    for (let number = 0; number < 13; number += 1) await under.put(`${number}.json`, '[]');
    expect((await under.list()).notes[0]?.text).toMatch(/^Found 13 new files: (\d+\.json, ){9}\d+\.json and 3 more$/);
  });
});

describe('beside what is done', () => {
  test('another file of the cursor’s own second is found', async () => {
    const under = await imports.fresh({ overlap: '0s' });
    const [a, b] = await putInOneSecond(under, 'b.json', 'a.json');
    expect(await namesIn(under, (await under.list(await doneWith(under, a as FoundFile))).files)).toEqual(['a.json']);
    expect(b?.timestamp).toBe(a?.timestamp);
  });

  test('an overwritten file is found again, an unchanged one is not', async () => {
    const under = await imports.fresh();
    const done = await putInOneSecond(under, 'a.json', 'b.json', 'c.json');
    const cursor = await doneWith(under, ...done);
    const again = await under.put('b.json', '[1]');
    const { files } = await under.list(cursor);
    expect(await namesIn(under, files)).toEqual(['b.json']);
    expect(files.list?.bytes).toBe(again.size);
  });

  test('a file that appears late is found within the overlap, and not before it', async () => {
    const under = await imports.fresh({ overlap: '1m' });
    const late = await under.put('late.json', '[]');
    await nextSecond();
    const newest = await under.put('newest.json', '[]');
    const cursor = await doneWith(under, newest);
    expect(late.timestamp).toBeLessThan(newest.timestamp);
    expect(await namesIn(under, (await under.list(cursor)).files)).toEqual(['late.json']);
    const farther = { ...cursor, lastFileTimestamp: late.timestamp + 60_001 };
    expect(await namesIn(under, (await under.list(farther)).files)).toEqual([]);
    await under.configure({ overlap: '0s' });
    expect(await namesIn(under, (await under.list(cursor)).files)).toEqual([]);
  });

  test('the ledger keeps what the overlap still looks at, and drops the rest', async () => {
    const under = await imports.fresh({ overlap: '1s' });
    const a = await under.put('a.json', '[]');
    const first = await under.list(await doneWith(under, a));
    expect(first.files.ledger).toBeDefined();
    const later = await under.list({ ...first.files, lastFileTimestamp: a.timestamp + 10_000 });
    expect(later.files.ledger).toBeUndefined();
  });

  test('a file that is delivered in part is gone on with, as long as it is the oldest', async () => {
    const under = await imports.fresh();
    const [a, b] = (await putInOneSecond(under, 'a.json', 'b.json')) as [FoundFile, FoundFile];
    const first = await under.list();
    const counts = { read: 1, delivered: 1, rejected: 0, skipped: 0, pending: 0 };
    const place = { format: 'array', encoding: 'identity', offset: 5, index: 1, counts } as const;
    const inA = { ...first.files, file: { name: a.name, etag: a.etag, ...place } };
    expect((await under.list(inA)).files).toMatchObject({ position: 0, begun: [{ name: 'a.json', offset: 5 }] });
    // Another is to be imported before it: it begins anew behind that.
    const inB = { ...first.files, file: { name: b.name, etag: b.etag, ...place } };
    expect((await under.list(inB)).files.begun).toBeUndefined();
    // Unless files are said not to overlap.
    await under.configure({ parallelFiles: 2 });
    expect((await under.list(inB)).files.begun).toMatchObject([{ name: 'b.json' }]);
    const inBoth = { ...inA, begun: [inB.file] };
    expect((await under.list(inBoth)).files.begun).toMatchObject([{ name: 'a.json' }, { name: 'b.json' }]);
    // Another version of it is another file.
    const old = { ...inA, file: { ...inA.file, etag: 'of yesterday' } };
    expect((await under.list(old)).files.begun).toBeUndefined();
  });
});

describe('files that are fresh', () => {
  test('wait until their second is over, then they are found', async () => {
    const under = await imports.fresh({ settle: '1m' });
    await under.put('a.json', '[]');
    const first = await under.list();
    expect(first).toMatchObject({ files: nothingYet, settleMs: 61_000, more: false, notes: [] });
    const second = await under.list(first.files, { horizon: first.horizon });
    expect(second.settleMs).toBeUndefined();
    expect(second.horizon).toBe(first.horizon);
    expect(await namesIn(under, second.files)).toEqual(['a.json']);
  });

  test('make nobody wait when they are done already', async () => {
    const under = await imports.fresh({ settle: '1h' });
    const a = await under.put('a.json', '[]');
    expect((await under.list(await doneWith(under, a))).settleMs).toBeUndefined();
  });

  test('of after the horizon are left to the next run', async () => {
    const under = await imports.fresh();
    const a = await under.put('a.json', '[]');
    const { horizon } = await under.list();
    await nextSecond();
    await under.put('b.json', '[]');
    await under.put('a.json', '[1]');
    const cursor = await doneWith(under, a);
    expect((await under.list(cursor, { horizon })).files.list).toBeUndefined();
    expect((await namesIn(under, (await under.list(cursor)).files)).sort()).toEqual(['a.json', 'b.json']);
  });
});

describe('more files than one list takes', () => {
  test('are found list after list, each once, and the oldest first', async () => {
    const under = await imports.fresh();
    const names = ['e', 'b', 'd', 'a', 'c', 'g', 'f'].map((name) => `${name}.json`);
    const put = await putInOneSecond(under, ...names);
    let cursor = nothingYet;
    let horizon: number | undefined;
    const found: string[][] = [];
    for (let more = true; more; ) {
      const listed = await under.list(cursor, { most: 3, ...(horizon === undefined ? {} : { horizon }) });
      found.push(await namesIn(under, listed.files));
      ({ more, horizon } = listed);
      if (found.length === 1)
        expect(listed.notes[0]?.text).toBe('Found 7 new files: a.json, b.json, c.json and 4 more');
      cursor = allDone(listed.files, put[0]?.timestamp ?? 0);
    }
    expect(found).toEqual([['a.json', 'b.json', 'c.json'], ['d.json', 'e.json', 'f.json'], ['g.json']]);
  });
});

test('a bookmark that stands in the future is told, for it hides what comes before it', async () => {
  const under = await imports.fresh();
  await under.put('a.json', '[]');
  const { notes, files } = await under.list({ ...nothingYet, lastFileTimestamp: Date.UTC(2199, 0) });
  expect(files.list).toBeUndefined();
  expect(notes).toMatchObject([{ level: 'info' }, { level: 'warn', text: expect.stringContaining('2199-01-01') }]);
});

test.each(['ledger', 'list'])('a %s that is gone from storage is an error and no empty one', async (what) => {
  const under = await imports.fresh();
  const a = await under.put('a.json', '[]');
  const { files } = await under.list(await doneWith(under, a));
  const lost =
    what === 'ledger'
      ? { ...files, ledger: 'nowhere' }
      : { ...files, list: { hash: 'nowhere', total: 1, bytes: 2 }, position: 1 };
  await expect(under.list(lost)).rejects.toMatchObject({ code: 'storage-missing' });
});

test('a configuration that is not the one of the run’s start is refused, and the keys are named', async () => {
  const under = await imports.fresh();
  const listed = under.activities.listFiles({ import: importName, fingerprint: { match: 'other' }, files: nothingYet });
  await expect(listed).rejects.toMatchObject({ code: 'config-changed', message: expect.stringContaining('match') });
});

test('an import that is not there is told with the nearest name', async () => {
  const under = await imports.fresh();
  const listed = under.activities.listFiles({ import: 'ofline-stores', fingerprint: {}, files: nothingYet });
  await expect(listed).rejects.toMatchObject({
    code: 'unknown-import',
    message: expect.stringContaining('did you mean `offline-stores`?'),
  });
});
