import { type ChildProcess, spawn } from 'node:child_process';
import { mkdir } from 'node:fs/promises';
import { dirname } from 'node:path';
import { LongshoreError } from '../contract/failure';
import { endWithParent } from './end-with-parent';
import { freePorts, isPortFree } from './free-ports';
import { ServerOutput } from './server-output';
import { waitUntilServing } from './wait-until-serving';

export type SearchAttributeKind = 'Text' | 'Keyword' | 'Int' | 'Double' | 'Bool' | 'Datetime' | 'KeywordList';

export interface DevServerOptions {
  /** Path of a `temporal` program, as `findTemporal` answers it. */
  readonly binary: string;
  /** Left out: any free port. */
  readonly port?: number;
  readonly uiPort?: number;
  /** No Web UI. */
  readonly headless?: boolean;
  /** The database; left out, it is in memory. */
  readonly dbFile?: string;
  readonly namespace?: string;
  /** Temporal's dynamic configuration: name to JSON value. */
  readonly dynamicConfig?: Readonly<Record<string, unknown>>;
  readonly searchAttributes?: Readonly<Record<string, SearchAttributeKind>>;
  /** What the server writes is added here; left out, it is kept only while the server runs. */
  readonly logFile?: string;
  readonly signal?: AbortSignal;
}

export interface DevServerExit {
  readonly exitCode: number | null;
  readonly signal: NodeJS.Signals | null;
  /** The last lines that it wrote. */
  readonly lastLines: string;
}

export interface DevServer {
  /** `127.0.0.1:<port>` */
  readonly address: string;
  readonly port: number;
  readonly uiUrl?: string;
  readonly uiPort?: number;
  readonly namespace: string;
  readonly pid: number;
  /** SIGTERM, and SIGKILL after ten seconds. Takes about a second. */
  stop(): Promise<void>;
  /** SIGKILL: what a power cut would do. */
  kill(): Promise<void>;
  readonly exited: Promise<DevServerExit>;
}

// Serving takes 0.2 s, on a machine with two busy cores a few seconds.
const startLimitMs = 30_000;
const stopLimitMs = 10_000;

/**
 * Starts `temporal server start-dev` on the loopback address and waits until it serves. It ends when this process ends,
 * in whatever way, but not by the Ctrl-C that this process gets. Throws `temporal-start-failed` with its last lines.
 */
export async function startDevServer(options: DevServerOptions): Promise<DevServer> {
  const fixed = options.port !== undefined && (options.headless || options.uiPort !== undefined);
  // Between the choice of a free port and its use another process may take it.
  for (let attemptsLeft = fixed ? 0 : 2; ; attemptsLeft--) {
    try {
      return await startOnce(options);
    } catch (error) {
      const portTaken = error instanceof LongshoreError && error.message.includes('address already in use');
      if (!portTaken || attemptsLeft === 0) throw error;
    }
  }
}

async function startOnce(options: DevServerOptions): Promise<DevServer> {
  await refuseTakenPorts([options.port, options.uiPort]);
  const [anyPort = 0, anyUiPort = 0] = await freePorts(2);
  const port = options.port ?? anyPort;
  const uiPort = options.headless ? undefined : (options.uiPort ?? anyUiPort);
  const namespace = options.namespace ?? 'default';
  const output = await ServerOutput.open(options.logFile);
  if (options.dbFile) await mkdir(dirname(options.dbFile), { recursive: true });

  const child = spawn(options.binary, startArguments(options, port, uiPort, namespace), {
    stdio: ['ignore', output.fd, output.fd],
    env: withoutTemporalSettings(process.env),
    // A process group of its own: Ctrl-C reaches only us, and we end workers before their server.
    detached: true,
  });
  const exited = watchExit(child, output);
  child.unref();
  endWithParent(child);

  await untilServing({ child, exited, port, namespace, signal: options.signal });
  return {
    address: `127.0.0.1:${port}`,
    port,
    namespace,
    pid: child.pid ?? 0,
    exited,
    ...(uiPort === undefined ? {} : { uiPort, uiUrl: `http://127.0.0.1:${uiPort}` }),
    stop: () => end(child, exited, 'SIGTERM'),
    kill: () => end(child, exited, 'SIGKILL'),
  };
}

function startArguments(
  options: DevServerOptions,
  port: number,
  uiPort: number | undefined,
  namespace: string,
): readonly string[] {
  const args = ['server', 'start-dev', '--ip', '127.0.0.1', '--port', String(port), '--namespace', namespace];
  args.push('--log-level', 'error');
  if (uiPort === undefined) args.push('--headless');
  else args.push('--ui-port', String(uiPort), '--ui-disable-news-fetch');
  if (options.dbFile) {
    args.push('--db-filename', options.dbFile);
    // 209 activities a second instead of 32: the default waits for the disk at each write. After a crash of the whole
    // machine the last writes may be missing; after one of the server nothing is.
    args.push('--sqlite-pragma', 'journal_mode=WAL', '--sqlite-pragma', 'synchronous=NORMAL');
  }
  for (const [name, value] of Object.entries(options.dynamicConfig ?? {})) {
    args.push('--dynamic-config-value', `${name}=${JSON.stringify(value)}`);
  }
  for (const [name, kind] of Object.entries(options.searchAttributes ?? {})) {
    args.push('--search-attribute', `${name}=${kind}`);
  }
  return args;
}

async function untilServing(start: {
  child: ChildProcess;
  exited: Promise<DevServerExit>;
  port: number;
  namespace: string;
  signal: AbortSignal | undefined;
}): Promise<void> {
  const { child, exited, port, namespace, signal } = start;
  const ended = new AbortController();
  const fail = exited.then((exit) => {
    const error = new LongshoreError('temporal-start-failed', `The Temporal server ended at once. ${exit.lastLines}`);
    ended.abort(error);
    throw error;
  });
  const limit = AbortSignal.timeout(startLimitMs);
  const signals = [ended.signal, limit, ...(signal ? [signal] : [])];
  try {
    await Promise.race([waitUntilServing({ port, namespace, signal: AbortSignal.any(signals) }), fail]);
  } catch (error) {
    const endedItself = ended.signal.aborted;
    await end(child, exited, 'SIGKILL');
    if (endedItself) throw ended.signal.reason;
    signal?.throwIfAborted();
    if (!limit.aborted) throw error;
    throw new LongshoreError(
      'temporal-start-failed',
      `The Temporal server does not serve at port ${port} after ${startLimitMs / 1000} s. ${(await exited).lastLines}`,
    );
  } finally {
    // When the server ends later, that is told by `exited`.
    fail.catch(() => {});
  }
}

/** Looked at beforehand, because whoever listens there could be a Temporal server too, and be taken for ours. */
async function refuseTakenPorts(ports: readonly (number | undefined)[]): Promise<void> {
  for (const port of ports) {
    if (port === undefined || (await isPortFree(port))) continue;
    throw new LongshoreError('temporal-start-failed', `Port ${port} of this machine is taken by another program.`);
  }
}

/** A program that cannot be run at all counts as one that ended at once. */
function watchExit(child: ChildProcess, output: ServerOutput): Promise<DevServerExit> {
  return new Promise((resolve, reject) => {
    const finish = async (exitCode: number | null, signal: NodeJS.Signals | null, problem = '') => {
      try {
        const lastLines = problem || (await output.lastLines());
        await output.close();
        resolve({ exitCode, signal, lastLines });
      } catch (error) {
        reject(error);
      }
    };
    child.once('exit', finish);
    child.once('error', (error) => {
      if (child.pid === undefined) void finish(null, null, error.message);
    });
  });
}

async function end(child: ChildProcess, exited: Promise<DevServerExit>, signal: NodeJS.Signals): Promise<void> {
  // From here on we wait for it, so it may keep this process alive.
  child.ref();
  if (child.exitCode === null && child.signalCode === null) child.kill(signal);
  const timer = setTimeout(() => child.kill('SIGKILL'), stopLimitMs);
  await exited;
  clearTimeout(timer);
}

/** The `temporal` command reads these too, as a client; a server of ours shall not depend on them. */
function withoutTemporalSettings(env: NodeJS.ProcessEnv): NodeJS.ProcessEnv {
  return Object.fromEntries(Object.entries(env).filter(([name]) => !name.startsWith('TEMPORAL_')));
}
