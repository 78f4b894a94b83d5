import { type ChildProcess, spawn } from 'node:child_process';

export interface AzuriteOptions {
  /** Where it keeps its blobs; left out, they live in its memory and end with it. */
  readonly folder?: string;
  /** Left out or 0, a free one. */
  readonly port?: number;
  /** PEM files: it then speaks https and takes tokens of an identity service beside the key. */
  readonly oauth?: { readonly cert: string; readonly key: string };
}

export interface Azurite {
  /** The service URL, with the account in its path and no slash at its end. */
  readonly blobEndpoint: string;
  readonly connectionString: string;
  readonly accountName: string;
  readonly accountKey: string;
  stop(): Promise<void>;
}

const accountName = 'devstoreaccount1';
/** Published in Azurite's README: the key of every emulator, and a secret of nobody. */
const accountKey = 'Eby8vdM02xNOcqFlqUwJPLlmEtlCDXJ1OUzFT50uSRZ6IFsuFq2UVErCz4I6tq/K1SZFPTOtr/KBHBeksoGMGw==';

/**
 * Ends the process when the pipe to its parent closes, however the parent ends: SIGKILL leaves no other trace. It is told
 * first, so that it writes what it holds; the pipe alone does not keep it alive.
 */
const endWithParent = [
  'const end = () => { process.kill(process.pid, "SIGTERM"); setTimeout(() => process.exit(), 2000); };',
  'process.stdin.on("close", end).resume().unref();',
].join('');

/** It answers within a second; a loaded machine may need twenty. */
const startLimitMs = 60_000;

/** Starts Azurite's blob service on 127.0.0.1 and waits until it listens. Throws with its output when it ends instead. */
export async function startAzurite(options: AzuriteOptions = {}): Promise<Azurite> {
  const { folder, port = 0, oauth } = options;
  const args = ['--blobHost', '127.0.0.1', '--blobPort', String(port), '--silent', '--disableTelemetry'];
  // The client speaks a newer version of the API than Azurite has heard of, and would get 400 for each request.
  args.push('--skipApiVersionCheck');
  args.push(...(folder === undefined ? ['--inMemoryPersistence'] : ['--location', folder]));
  if (oauth !== undefined) args.push('--oauth', 'basic', '--cert', oauth.cert, '--key', oauth.key);
  const main = require.resolve('azurite/dist/src/blob/main.js');
  const child = spawn(
    process.execPath,
    ['--import', `data:text/javascript,${encodeURIComponent(endWithParent)}`, main, ...args],
    {
      stdio: ['pipe', 'pipe', 'pipe'],
    },
  );
  const origin = await listening(child);
  const blobEndpoint = `${origin}/${accountName}`;
  const protocol = oauth === undefined ? 'http' : 'https';
  return {
    blobEndpoint,
    connectionString: `DefaultEndpointsProtocol=${protocol};AccountName=${accountName};AccountKey=${accountKey};BlobEndpoint=${blobEndpoint};`,
    accountName,
    accountKey,
    stop: () => stop(child),
  };
}

/** The origin that it says it listens on: only it knows the port that it was given. */
function listening(child: ChildProcess): Promise<string> {
  return new Promise((resolve, reject) => {
    let output = '';
    const limit = setTimeout(() => child.kill('SIGKILL'), startLimitMs);
    const settle = (act: () => void) => {
      clearTimeout(limit);
      act();
    };
    const take = (chunk: Buffer) => {
      output = (output + chunk.toString()).slice(-10_000);
      const origin = /successfully listens on (https?:\/\/[\d.]+:\d+)/.exec(output)?.[1];
      if (origin !== undefined) settle(() => resolve(origin));
    };
    child.stdout?.on('data', take);
    child.stderr?.on('data', take);
    child.once('error', (error) => settle(() => reject(error)));
    child.once('exit', () => settle(() => reject(new Error(`Azurite ended before it listened:\n${output}`))));
  });
}

/** Two seconds for it to write what it holds; open connections may keep it longer than anybody wants to wait. */
async function stop(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return;
  const ended = new Promise<void>((resolve) => child.once('exit', () => resolve()));
  child.kill('SIGTERM');
  const limit = setTimeout(() => child.kill('SIGKILL'), 2000);
  await ended;
  clearTimeout(limit);
}
