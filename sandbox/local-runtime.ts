import { rm } from 'node:fs/promises';
import { resolve } from 'node:path';
import { Client, Connection } from '@temporalio/client';
import type { DevServer } from '../src/dev-server';
import { startWorkerProcess, type WorkerProcess } from './worker-process';

export interface LocalRuntimeOptions {
  readonly folder: string;
  readonly configPath: string;
  readonly temporal: DevServer;
  /** Laid over the environment of this process. */
  readonly env: NodeJS.ProcessEnv;
}

/** What every stack on this machine has around a Temporal server: a folder, a client, and workers when they are wanted. */
export interface LocalRuntime {
  readonly folder: string;
  readonly configPath: string;
  /** What a worker and the command need of the environment. */
  readonly env: NodeJS.ProcessEnv;
  readonly temporal: DevServer;
  readonly connection: Connection;
  readonly client: Client;
  startWorker(env?: NodeJS.ProcessEnv): Promise<WorkerProcess>;
  /** Kills the workers, ends Temporal and removes the folder. */
  stop(): Promise<void>;
}

/** The compiled worker; the sandbox runs compiled itself, or from its sources under a test runner. */
const workerScript = resolve(__dirname, __filename.endsWith('.ts') ? '../dist/src/worker.js' : '../src/worker.js');

export async function openLocalRuntime(options: LocalRuntimeOptions): Promise<LocalRuntime> {
  const { folder, configPath, temporal } = options;
  const env: NodeJS.ProcessEnv = {
    ...process.env,
    ...options.env,
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
