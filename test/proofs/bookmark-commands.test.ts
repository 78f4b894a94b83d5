import { mkdir, readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { parse, stringify } from 'yaml';
import { storeNumber } from '../../sandbox/offline-stores';
import { type Stack, startStack } from '../../sandbox/stack';
import { bookmarkWorkflowId, importBookmark } from '../../src/contract/bookmark-names';
import { importWorkflowId, signalNames } from '../../src/contract/names';
import { type CommandEnd, longshore } from '../cli/longshore-command';
import { importName, resultOf, start } from './run-import';

let stack: Stack;
beforeAll(async () => {
  stack = await startStack({ import: { settle: '0s' } });
  await stack.startWorker();
}, 60_000);
afterAll(() => stack?.stop());

const command = (...args: string[]): Promise<CommandEnd> => longshore(args, { cwd: stack.folder, env: stack.env });

/** What a command prints that is to succeed. */
async function said(...args: string[]): Promise<string> {
  const { exitCode, stdout, stderr } = await command(...args);
  expect({ args, exitCode, stderr }).toEqual({ args, exitCode: 0, stderr: '' });
  return stdout;
}
const json = async <T>(...args: string[]): Promise<T> => JSON.parse(await said(...args, '--json')) as T;

interface Version {
  readonly version: number;
  readonly status: string;
  readonly writer: string;
  readonly reason?: string;
  readonly completedAt?: number;
  readonly value?: unknown;
}
const show = (name = importName): Promise<Version> => json<Version>('bookmarks', 'show', name);
const history = (name = importName): Promise<Version[]> => json<Version[]>('bookmarks', 'history', name);
const run = async () => resultOf(await start(stack));

/** longshore.yaml with a second import like the first. */
async function addImport(name: string): Promise<void> {
  const config = parse(await readFile(stack.configPath, 'utf8')) as { imports: Record<string, unknown> };
  config.imports[name] = config.imports[importName];
  await writeFile(stack.configPath, stringify(config, { aliasDuplicateObjects: false }));
}

test('list and history tell who wrote each version when, and why', async () => {
  await stack.putFile('a.json', JSON.stringify([storeNumber(1)]));
  expect((await run()).counts.delivered).toBe(1);
  const first = await show();
  expect(await json('bookmarks', 'list')).toEqual(
    [{ bookmark: importName, ...first, value: undefined }].map(({ value: _, ...version }) => version),
  );

  await said('bookmarks', 'set', importName, '--last-file-timestamp', '2026-01-01', '--reason', 'a try', '--yes');
  const versions = await history();
  expect(versions.map(({ version }) => version)).toEqual(Array.from(versions, (_, index) => first.version + 1 - index));
  expect(versions[0]).toMatchObject({
    ...{ status: 'completed', writer: 'command', reason: 'Set to 2026-01-01T00:00:00.000Z: a try' },
  });
  expect(versions[1]).toMatchObject({ version: first.version, writer: first.writer });
  expect(await json('bookmarks', 'history', importName, '--limit', '1')).toEqual(versions.slice(0, 1));
  expect(await said('bookmarks', 'history', importName)).toContain('Set to 2026-01-01T00:00:00.000Z: a try');
});

test('a lost bookmark is put back from its export, and the next run reads nothing twice', async () => {
  await run();
  await stack.putFile('b.json', JSON.stringify([storeNumber(2)]));
  await run();
  const before = await show();
  const file = join(stack.folder, 'bookmark.json');
  expect(await said('bookmarks', 'export', importName, '--file', file)).toBe(
    `Version ${before.version} of ${importName} is in ${file}.\n`,
  );
  expect(JSON.parse(await said('bookmarks', 'export', importName))).toMatchObject({ versions: [before] });

  await stack.client.workflow.getHandle(bookmarkWorkflowId(importBookmark(importName))).terminate('lost');
  // What it refers to is gone as well.
  for (const folder of ['ledgers', 'lists']) await rm(join(stack.folder, '.longshore', folder), { recursive: true });
  const lost = await command('bookmarks', 'show', importName);
  expect(lost.exitCode).toBe(1);
  expect(lost.stderr).toMatch(/^bookmark-lost: .*\n.*`longshore bookmarks import <bookmark> <file>`/);
  expect(await json('bookmarks', 'list')).toMatchObject([{ bookmark: importName, error: { code: 'bookmark-lost' } }]);

  const unasked = await command('bookmarks', 'import', importName, file);
  expect([unasked.exitCode, unasked.stderr]).toEqual([2, expect.stringContaining('Say --yes if you want it.')]);
  const restored = await json<Version>('bookmarks', 'import', importName, file, '--yes', '--reason', 'it was lost');
  expect(restored).toMatchObject({ version: 1, status: 'completed', value: before.value });
  expect(restored.completedAt).toBe(before.completedAt);
  expect(restored.reason).toMatch(
    new RegExp(`^Imported version ${before.version} of the export of 2.*Z: it was lost$`),
  );
  const again = await command('run', importName, '--wait', '--fail-on-empty');
  expect([again.exitCode, again.stderr]).toEqual([9, expect.not.stringContaining('storage-missing')]);
});

test('an export that was changed changes nothing', async () => {
  const file = join(stack.folder, 'changed.json');
  const before = await show();
  const exported = await said('bookmarks', 'export', importName);
  for (const [content, message] of [
    [exported.slice(0, -20), 'is cut off, or is not JSON'],
    ['', 'is empty'],
    [exported.replace('"longshoreBookmark": 1', '"longshoreBookmark": 2'), 'wrong: longshoreBookmark'],
    [exported.replace(/"position": \d+/, '"position": -1'), `holds no place of the import ${importName}`],
    [exported.replace('"name": "a.json"', '"name": "b.json"'), 'was changed or is cut off'],
  ] as const) {
    await writeFile(file, content);
    const { exitCode, stderr } = await command('bookmarks', 'import', importName, file, '--yes');
    expect([exitCode, stderr]).toEqual([2, expect.stringContaining(message)]);
  }
  expect(await show()).toEqual(before);
});

test('an export is put back under another name, with what it refers to', async () => {
  const file = join(stack.folder, 'bookmark.json');
  await said('bookmarks', 'export', importName, '--file', file);
  await addImport('moved-stores');
  await said('bookmarks', 'import', 'moved-stores', file, '--yes');
  expect((await command('run', 'moved-stores', '--wait', '--fail-on-empty')).exitCode).toBe(9);
});

test('a rewind says what would be read again, and then that is read again', async () => {
  await run();
  const [stands] = await history();
  const { exitCode } = await command('run', importName, '--wait', '--fail-on-empty');
  expect(exitCode).toBe(9);
  await said('bookmarks', 'set', importName, '--last-file-timestamp', '2100-01-01', '--yes');
  await stack.putFile('c.json', JSON.stringify([storeNumber(3)]));

  const [from, to] = [String(stands?.version), stands?.writer ?? ''];
  expect(await json('bookmarks', 'diff', importName, from)).toMatchObject({
    changes: expect.arrayContaining([expect.objectContaining({ path: 'lastFileTimestamp', change: 'changed' })]),
  });
  const versions = await history();
  const dry = await said('bookmarks', 'rewind', importName, '--to', from, '--dry-run');
  expect(dry).toMatch(
    /^The next run of offline-stores would read again what it has read since: files since 20\d\d-.*Z\.\n$/,
  );
  expect(await history()).toEqual(versions);
  const unasked = await command('bookmarks', 'rewind', importName, '--to', from);
  expect([unasked.exitCode, unasked.stderr]).toEqual([2, expect.stringContaining('Say --yes if you want it.')]);

  // A run is named by the beginning of its id as well.
  const rewound = await json(
    'bookmarks',
    'rewind',
    importName,
    '--to',
    to.slice(0, 13),
    '--yes',
    '--reason',
    'too far',
  );
  expect(rewound).toMatchObject({ reason: `Rewound to version ${from}: too far`, writer: 'command' });
  const { counts, files } = await run();
  expect([counts.delivered, files?.found]).toEqual([1, 1]);
  const gone = await command('bookmarks', 'rewind', importName, '--to', '4000', '--yes');
  expect([gone.exitCode, gone.stderr]).toEqual([1, expect.stringContaining('bookmark-version-gone')]);
});

test('a fork begins where the first is, and the first stays', async () => {
  const before = await show();
  await addImport('new-name');
  expect(await json('bookmarks', 'fork', importName, 'new-name')).toMatchObject({ value: before.value, version: 1 });
  expect((await command('run', 'new-name', '--wait', '--fail-on-empty')).exitCode).toBe(9);
  expect(await show()).toEqual(before);
  const twice = await command('bookmarks', 'fork', importName, 'new-name');
  expect([twice.exitCode, twice.stderr]).toEqual([1, expect.stringContaining('bookmark-conflict')]);
  const other = await command('bookmarks', 'fork', importName, 'crm/states/new-name');
  expect([other.exitCode, other.stderr]).toEqual([2, expect.stringContaining('are not of one kind')]);
});

test('the two files of another state store are taken over: completed, and a newer running one if it is resumed', async () => {
  const place = async (epoch: number, name: string, elements: object): Promise<string> => {
    const folder = join(stack.folder, `crm/states/upload_date=${epoch}/ada/others`);
    await mkdir(folder, { recursive: true });
    await writeFile(join(folder, name), JSON.stringify(elements));
    return join(folder, name);
  };
  const completed = await place(1_763_877_600, 'export_completed.json', { 'crm.orders': { epoch_time: 1 } });
  const running = await place(1_763_877_700, 'export_running.json', { 'crm.orders': { epoch_time: 2 } });
  const job = 'crm/states/export';

  const refused = await command('bookmarks', 'import', job, running, '--yes');
  expect([refused.exitCode, refused.stderr]).toEqual([2, expect.stringContaining('a run that did not complete')]);
  expect(await json('bookmarks', 'import', job, running, completed, '--yes')).toMatchObject({
    ...{ version: 1, status: 'completed', value: { 'crm.orders': { epoch_time: 1 } } },
    ...{ reason: 'Imported from export_completed.json', completedAt: 1_763_877_600_000 },
  });
  expect(await json('bookmarks', 'import', job, running, completed, '--yes', '--resume')).toMatchObject({
    ...{ version: 3, status: 'running', value: { 'crm.orders': { epoch_time: 2 } } },
  });
  expect((await history(job)).map(({ status }) => status)).toEqual(['running', 'completed', 'completed']);
  expect(await json('bookmarks', 'list', 'crm/states')).toMatchObject([{ bookmark: job, version: 3 }]);
  // It is no place of an import, which would fail with it.
  const wrong = await command('bookmarks', 'import', importName, completed, '--yes');
  expect([wrong.exitCode, wrong.stderr]).toEqual([2, expect.stringContaining('holds no place of the import')]);
});

test('nothing is changed while a run holds the bookmark', async () => {
  const file = join(stack.folder, 'bookmark.json');
  const before = await show();
  const held = await stack.client.workflow.signalWithStart('filesToOdp', {
    ...{ workflowId: importWorkflowId(importName), taskQueue: 'longshore', args: [{ import: importName }] },
    signal: signalNames.pause,
  });
  for (const change of [
    ['set', importName, '--last-file-timestamp', '1'],
    ['reset', importName],
    ['rewind', importName, '--to', '1'],
    ['import', importName, file],
  ]) {
    const { exitCode, stderr } = await command('bookmarks', ...change, '--yes');
    expect([exitCode, stderr]).toEqual([7, expect.stringContaining(`A run of ${importName} holds its bookmark`)]);
  }
  expect(await show()).toEqual(before);
  await held.signal(signalNames.resume);
  await resultOf(held);
});
