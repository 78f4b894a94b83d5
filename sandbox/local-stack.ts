import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { Client, Connection } from '@temporalio/client';
import { stringify } from 'yaml';
import { type DevServer, findTemporal, startDevServer } from '../src/dev-server';
import { startWorkerProcess, type WorkerProcess } from './worker-process';

export interface LocalStackOptions {
  /** A longshore.yaml that is there, in place of one that is written; it takes its storage from EXAMPLES_STORAGE. */
  readonly configPath?: string;
  /** What longshore.yaml holds. */
  readonly sections: Readonly<Record<string, unknown>>;
  readonly env?: NodeJS.ProcessEnv;
  readonly dynamicConfig?: Readonly<Record<string, unknown>>;
  /** With the Web UI. */
  readonly ui?: boolean;
}

/** A Temporal server on this machine, a longshore.yaml, and workers when they are wanted. */
export interface LocalStack {
  readonly folder: string;
  readonly configPath: string;
  /** What a worker and the command need of the environment. */
  readonly env: NodeJS.ProcessEnv;
  readonly temporal: DevServer;
  readonly connection: Connection;
  readonly client: Client;
  /** Writes longshore.yaml anew. */
  configure(sections: Readonly<Record<string, unknown>>): Promise<void>;
  startWorker(env?: NodeJS.ProcessEnv): Promise<WorkerProcess>;
  stop(): Promise<void>;
}

/** The compiled worker; the sandbox runs compiled itself, or from its sources under a test runner. */
const workerScript = resolve(__dirname, __filename.endsWith('.ts') ? '../dist/src/worker.js' : '../src/worker.js');

export async function startLocalStack(options: LocalStackOptions): Promise<LocalStack> {
  const folder = await mkdtemp(join(tmpdir(), 'longshore-'));
  const configPath = options.configPath ?? join(folder, 'longshore.yaml');
  // Anchors, for what several sections share, are not taken.
  const configure = (sections: Readonly<Record<string, unknown>>): Promise<void> =>
    writeFile(configPath, stringify(sections, { aliasDuplicateObjects: false }));
  if (options.configPath === undefined) await configure(options.sections);
  const { path: binary } = await findTemporal({ env: process.env });
  const temporal = await startDevServer({
    binary,
    headless: !options.ui,
    ...(options.dynamicConfig ? { dynamicConfig: options.dynamicConfig } : {}),
  });
  const env: NodeJS.ProcessEnv = {
    ...process.env,
    ...options.env,
    EXAMPLES_STORAGE: join(folder, '.longshore'),
    TEMPORAL_ADDRESS: temporal.address,
    TEMPORAL_NAMESPACE: temporal.namespace,
    LONGSHORE_CONFIG: configPath,
  };
  const connection = await Connection.connect({ address: temporal.address });
  const workers: WorkerProcess[] = [];
  return {
    folder,
    configPath,
    env,
    temporal,
    connection,
    client: new Client({ connection, namespace: temporal.namespace }),
    configure,
    startWorker: async (more = {}) => {
      const worker = await startWorkerProcess(workerScript, { ...env, ...more });
      workers.push(worker);
      return worker;
    },
    stop: async () => {
      await Promise.all(workers.map((worker) => worker.kill('SIGKILL')));
      await connection.close();
      await temporal.stop();
      await rm(folder, { recursive: true, force: true });
    },
  };
}
