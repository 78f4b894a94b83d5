import { access } from 'node:fs/promises';
import { join } from 'node:path';
import { type DownloadOutcome, type DownloadRequest, downloadStallMs } from './download';
import { runCommand } from './run-command';
import { watchGrowth } from './watch-growth';

/**
 * The SDK downloads only as part of starting a server, inside of its native runtime, of which a process has one. So a
 * process of its own starts that server, lets it end, and leaves the program behind.
 */
const script = `
const [, workerPackage, config] = process.argv;
const { DefaultLogger, Runtime } = require(workerPackage);
Runtime.install({ logger: new DefaultLogger('ERROR') });
const runtime = Runtime.instance();
runtime
  .createEphemeralServer(JSON.parse(config))
  .then((server) => runtime.shutdownEphemeralServer(server))
  .catch((error) => {
    console.error(error.message);
    process.exit(1);
  });
`;

/** Lets the SDK download the program. Without a network this fails within half a second. */
export async function downloadWithSdk(request: DownloadRequest): Promise<DownloadOutcome> {
  const { binary, folder } = request;
  const stalled = new AbortController();
  const signal = request.signal ? AbortSignal.any([request.signal, stalled.signal]) : stalled.signal;
  const stopWatching = watchGrowth({
    folder,
    onBytes: (bytes) =>
      request.onProgress?.({ command: binary.command, version: binary.version, from: 'download', bytes }),
    stallAfterMs: downloadStallMs,
    onStall: () => stalled.abort(),
  });
  try {
    const args = ['-e', script, require.resolve('@temporalio/worker'), JSON.stringify(serverConfig(request))];
    const { output } = await runCommand(process.execPath, args, { env: request.env, cwd: folder, signal });
    // The file appears under this name when it is whole; that its server then did not start in time is no matter here.
    const path = join(folder, `${binary.command}-v${binary.version}`);
    if (await exists(path)) return { path };
    if (stalled.signal.aborted) return { problem: 'the network does not answer' };
    return { problem: problemIn(output) };
  } finally {
    stopWatching();
  }
}

function serverConfig({ binary, folder }: DownloadRequest): object {
  const exe = {
    type: 'cached-download',
    downloadDir: folder,
    version: `v${binary.version}`,
    ttl: 24 * 3600 * 1000,
    // Asked for by the native side, used only where no version is named.
    sdkName: 'sdk-typescript',
    sdkVersion: '1.24.0',
  };
  if (binary.sdkType === 'time-skipping') return { type: binary.sdkType, exe, port: null, extraArgs: [] };
  return {
    type: binary.sdkType,
    exe,
    namespace: 'default',
    ip: '127.0.0.1',
    port: null,
    uiPort: null,
    dbFilename: null,
    ui: false,
    log: { format: 'pretty', level: 'error' },
    extraArgs: [],
  };
}

async function exists(path: string): Promise<boolean> {
  try {
    await access(path);
    return true;
  } catch {
    return false;
  }
}

function problemIn(output: string): string {
  if (/error sending request|dns error|connect/i.test(output)) return 'no network';
  return output.trim().split('\n').at(-1)?.slice(0, 200) || 'it ended without a word';
}
