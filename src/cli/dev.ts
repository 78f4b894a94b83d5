import { mkdir } from 'node:fs/promises';
import { devNull } from 'node:os';
import { join } from 'node:path';
import { type Config, loadConfig, withTemporalOfFile } from '../config';
import { LongshoreError } from '../contract/failure';
import { chooseDevPorts, DevPlace, type DevServer, findTemporal, resolveTemporal, startDevServer } from '../dev-server';
import { connect } from '../runs/connect';
import { type DevStop, stopOnSignals } from './dev-stop';
import { type BarOutput, downloadBar } from './download-bar';
import { WorkerProcess } from './worker-process';

export interface DevOptions {
  /** Path of longshore.yaml; left out, the current folder's. */
  readonly configPath?: string;
  readonly env: NodeJS.ProcessEnv;
  /** What it tells: addresses and the next command. */
  readonly stdout: BarOutput;
  /** The download's bar, and what the worker complains about. */
  readonly stderr: BarOutput;
  /** Left out: SIGINT, SIGTERM and SIGHUP, once and twice. */
  readonly stop?: DevStop;
  /** The worker's script; left out, the compiled one of this package. */
  readonly workerScript?: string;
}

/** What the worker and the commands are told. */
interface Temporal {
  readonly address: string;
  readonly namespace: string;
  /** For the worker. */
  readonly env: NodeJS.ProcessEnv;
  /** Ours, unless TEMPORAL_ADDRESS or a profile names another. */
  readonly server?: DevServer;
}

/**
 * The command `longshore dev`: a Temporal server that keeps its database beside storage, and a worker, until it is asked
 * to stop. With TEMPORAL_ADDRESS or a profile set it uses that server and starts a worker alone. Throws LongshoreError:
 * `config-…`, `dev-already-running`, `temporal-not-installed`, `temporal-start-failed`, `temporal-unreachable`.
 */
export async function runDev(options: DevOptions): Promise<void> {
  const config = loadConfig({ path: options.configPath, env: options.env });
  const stop = options.stop ?? stopOnSignals();
  const place = await DevPlace.take(config.folder);
  let temporal: Temporal | undefined;
  let worker: WorkerProcess | undefined;
  try {
    temporal = await openTemporal(config, options, stop);
    if (temporal.server) {
      const { address, uiUrl, namespace, pid } = temporal.server;
      await place.tellChild('server', pid);
      await place.tellAddresses({ address, uiUrl, namespace });
    }
    worker = await startWorker(config, options, temporal, place);
    await untilAskedOrLost(stop, temporal.server);
  } catch (error) {
    // Asked to stop while it was still starting: that is no failure.
    if (error !== stop.asked.reason) throw error;
  } finally {
    if (stop.asked.aborted) options.stdout.write('Stopping. Ctrl-C once more ends it at once.\n');
    // The worker first: it tells the server how far its steps came.
    await worker?.stop(stop.hurry);
    await (stop.hurry.aborted ? temporal?.server?.kill() : temporal?.server?.stop());
    await place.leave();
  }
}

async function openTemporal(config: Config, options: DevOptions, stop: DevStop): Promise<Temporal> {
  const { stderr } = options;
  const { folder } = config;
  const env = withTemporalOfFile(folder, options.env);
  const target = await resolveTemporal({ folder, env });
  if (target.source === 'environment' || target.source === 'profile') {
    const { connection, address, namespace } = await connect({ folder, env });
    await connection.close();
    return { address, namespace, env };
  }
  const bar = downloadBar(stderr);
  const note = (text: string) => {
    bar.end();
    stderr.write(`${text}\n`);
  };
  const found = await findTemporal({ env, onProgress: bar.show, onNote: note, signal: stop.asked });
  bar.end();
  const kept = temporalFolder(config);
  const { port, uiPort } = await chooseDevPorts(join(kept, 'ports.json'));
  const namespace = env.TEMPORAL_NAMESPACE || 'default';
  const dbFile = join(kept, 'dev.db');
  const logFile = join(kept, 'server.log');
  const server = await startDevServer({
    ...{ binary: found.path, port, uiPort, namespace, dbFile, logFile, signal: stop.asked },
  });
  return { address: server.address, namespace, env: environmentFor(server, env), server };
}

/** Nothing of a profile: its TLS and its key are for another server. Set to nothing, they do not come from `.env` either. */
function environmentFor({ address, namespace }: DevServer, env: NodeJS.ProcessEnv): NodeJS.ProcessEnv {
  const emptied = Object.keys(env).filter((name) => name.startsWith('TEMPORAL_'));
  return {
    ...env,
    ...Object.fromEntries(emptied.map((name) => [name, ''])),
    TEMPORAL_ADDRESS: address,
    TEMPORAL_NAMESPACE: namespace,
    TEMPORAL_CONFIG_FILE: devNull,
  };
}

async function startWorker(
  config: Config,
  { workerScript = join(__dirname, '..', 'worker.js'), stdout, stderr }: DevOptions,
  temporal: Temporal,
  place: DevPlace,
): Promise<WorkerProcess> {
  const logFile = join(temporalFolder(config), 'worker.log');
  await mkdir(temporalFolder(config), { recursive: true });
  let readyBefore = false;
  return new WorkerProcess({
    script: workerScript,
    env: { ...temporal.env, LONGSHORE_CONFIG: config.ofEnvironment ? '' : config.path },
    logFile,
    onStart: (pid) => place.tellChild('worker', pid),
    onReady: () => {
      stdout.write(readyBefore ? 'The worker is ready again.\n' : greeting(config, temporal, logFile));
      readyBefore = true;
    },
    onMessage: (text) => stderr.write(`${text}\n`),
  });
}

async function untilAskedOrLost(stop: DevStop, server: DevServer | undefined): Promise<void> {
  const asked = new Promise<undefined>((resolve) => {
    if (stop.asked.aborted) resolve(undefined);
    stop.asked.addEventListener('abort', () => resolve(undefined), { once: true });
  });
  const lost = await Promise.race(server ? [asked, server.exited] : [asked]);
  if (!lost) return;
  const how = lost.signal ?? `exit code ${lost.exitCode}`;
  throw new LongshoreError('temporal-start-failed', `The Temporal server ended by itself (${how}). ${lost.lastLines}`);
}

function greeting(config: Config, { address, namespace, server }: Temporal, logFile: string): string {
  const names = Object.keys(config.imports);
  const lines = [
    'Longshore is ready.',
    `  Temporal    ${address}`,
    ...(server?.uiUrl ? [`  Web UI      ${server.uiUrl}`] : []),
    `  Namespace   ${namespace}`,
    ...(server ? [`  Database    ${join(temporalFolder(config), 'dev.db')}`] : []),
    `  Worker log  ${logFile}`,
    '',
    `Next, in another terminal: longshore run ${names[0] ?? '<import>'}`,
    ...(names.length > 1 ? [`(or one of: ${names.slice(1).join(', ')})`] : []),
    'Ctrl-C ends it; the next `longshore dev` goes on where this one stopped.',
  ];
  return `${lines.join('\n')}\n`;
}

/** Beside what runs leave in a directory, so that both are kept or thrown away together; else where that would be. */
function temporalFolder({ storage, folder }: Config): string {
  return join(storage.type === 'directory' ? storage.path : join(folder, '.longshore'), 'temporal');
}
