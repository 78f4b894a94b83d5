import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { Client, Connection, type WorkflowHandleWithFirstExecutionRunId } from '@temporalio/client';
import { stringify } from 'yaml';
import type { JsonObject } from '../src/contract/batch';
import { batchWorkflowId, batchWorkflowType } from '../src/contract/names';
import { type DevServer, findTemporal, startDevServer } from '../src/dev-server';
import { startWorkerProcess, type WorkerProcess } from './worker-process';

export interface BatchStackOptions {
  /** A longshore.yaml that is there, in place of one that is written; it takes its storage from EXAMPLES_STORAGE. */
  readonly configPath?: string;
  /** What lies under `endPoints:`. */
  readonly endPoints?: Readonly<Record<string, Readonly<Record<string, unknown>>>>;
  /** Modules beside longshore.yaml, by the names of their files. */
  readonly modules?: Readonly<Record<string, string>>;
  /** More sections of longshore.yaml. */
  readonly sections?: Readonly<Record<string, unknown>>;
  readonly env?: NodeJS.ProcessEnv;
  readonly dynamicConfig?: Readonly<Record<string, unknown>>;
}

/** What batch jobs need on this machine: Temporal, and a longshore.yaml with end points. */
export interface BatchStack {
  readonly folder: string;
  readonly env: NodeJS.ProcessEnv;
  readonly temporal: DevServer;
  readonly connection: Connection;
  readonly client: Client;
  putModule(name: string, text: string): Promise<void>;
  startWorker(): Promise<WorkerProcess>;
  /** Starts a job as any client of Temporal's would. */
  start(endPointName: string, id: string, endPointParams?: JsonObject): Promise<WorkflowHandleWithFirstExecutionRunId>;
  stop(): Promise<void>;
}

/** The compiled worker; the sandbox runs compiled itself, or from its sources under a test runner. */
const workerScript = resolve(__dirname, __filename.endsWith('.ts') ? '../dist/src/worker.js' : '../src/worker.js');

export async function startBatchStack(options: BatchStackOptions): Promise<BatchStack> {
  const folder = await mkdtemp(join(tmpdir(), 'longshore-batch-'));
  const putModule = (name: string, text: string): Promise<void> => writeFile(join(folder, name), text);
  for (const [name, text] of Object.entries(options.modules ?? {})) await putModule(name, text);
  const configPath = options.configPath ?? join(folder, 'longshore.yaml');
  if (options.configPath === undefined) {
    const sections = { endPoints: options.endPoints, ...options.sections };
    await writeFile(configPath, stringify(sections, { aliasDuplicateObjects: false }));
  }
  const { path: binary } = await findTemporal({ env: process.env });
  const temporal = await startDevServer({
    binary,
    headless: true,
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
  const client = new Client({ connection, namespace: temporal.namespace });
  const workers: WorkerProcess[] = [];
  return {
    folder,
    env,
    temporal,
    connection,
    client,
    putModule,
    startWorker: async () => {
      const worker = await startWorkerProcess(workerScript, env);
      workers.push(worker);
      return worker;
    },
    start: (endPointName, id, endPointParams = {}) =>
      client.workflow.start(batchWorkflowType, {
        workflowId: batchWorkflowId(id),
        taskQueue: 'longshore',
        args: [{ endPointName, endPointParams, id }],
      }),
    stop: async () => {
      await Promise.all(workers.map((worker) => worker.kill('SIGKILL')));
      await connection.close();
      await temporal.stop();
      await rm(folder, { recursive: true, force: true });
    },
  };
}
