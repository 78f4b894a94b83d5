#!/usr/bin/env -S node --max-semi-space-size=16 --max-old-space-size=1024
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { Client } from '@temporalio/client';
import { NativeConnection, Runtime, Worker, type WorkerOptions } from '@temporalio/worker';
import {
  createBatchActivities,
  createCatalogDeletionActivities,
  createCommerceActivities,
  createCourierActivities,
  createCourierGroupActivities,
  createFilesToOdpActivities,
  createNotificationActivities,
  createRunActivities,
  createTableActivities,
  Governors,
  removeStaleScratch,
  type TablesOf,
  type WorkerContext,
} from './activities';
import { loadConfig, withTemporalOfFile } from './config';
import { LongshoreError } from './contract/failure';
import { failureCodes } from './contract/failure-codes';
import { resolveTemporal } from './dev-server';
import { createLogger } from './logger';
import { startScheduleWatch } from './schedule-watch';
import { SharedTables } from './shared-tables';
import { landingCouriers, startSweeper } from './sweeper';
import { warehousesOf } from './warehouse-worker';
import { Warehouses } from './warehouses';
import { healthPort, WorkerHealth } from './worker-health';
import { type WorkerPlace, workerOptions } from './worker-options';

export interface LongshoreWorkerOptions extends WorkerPlace {
  readonly context: WorkerContext;
  /** Tables that this worker may work on. */
  readonly tablesOf: TablesOf;
}

/** A worker that runs every import of the product. The caller ends it and the connection. */
export function createWorker({ context, tablesOf, ...place }: LongshoreWorkerOptions): Promise<Worker> {
  const { workflowModules, ...code } = workflowCode();
  const options = workerOptions(place);
  return Worker.create({
    ...options,
    taskQueue: context.taskQueue,
    ...code,
    activities: {
      ...createRunActivities(context),
      ...createFilesToOdpActivities(context),
      ...createBatchActivities(context),
      ...createCommerceActivities(context),
      ...createCatalogDeletionActivities(context),
      ...createCourierActivities(context),
      ...createCourierGroupActivities(context),
      ...createNotificationActivities(context),
      ...createTableActivities(context, tablesOf),
    },
    interceptors: { ...options.interceptors, ...(workflowModules ? { workflowModules } : {}) },
    // What it was to decide next goes to another once it has not asked for so long: a dead worker costs no more here.
    stickyQueueScheduleToStartTimeout: Math.min(10_000, place.heartbeatTimeoutMs),
    // Steps use CPU.
    maxConcurrentActivityTaskExecutions: 8,
    // Each poll holds one of those 8 places, and by default there are 8. A place that is free takes an activity with the
    // answer of its workflow's task, and saves the 40 ms until a poll has it: twice as many passes a second.
    activityTaskPollerBehavior: { type: 'simple-maximum', maximum: 2 },
  });
}

/** The bundle that the build has made: a worker starts three times as fast with it. */
function workflowCode(): Pick<WorkerOptions, 'workflowBundle' | 'workflowsPath'> & { workflowModules?: string[] } {
  const bundle = join(__dirname, 'workflow-bundle.js');
  if (existsSync(bundle)) return { workflowBundle: { codePath: bundle } };
  const workflowModules = [require.resolve('./workflows/run-label')];
  return { workflowsPath: require.resolve('./workflows'), workflowModules };
}

async function main(): Promise<void> {
  const { env } = process;
  const logger = createLogger(env.LONGSHORE_LOG === 'debug' ? 'DEBUG' : 'INFO');
  Runtime.install({ logger });
  const isNamed = Boolean(env.LONGSHORE_CONFIG);
  const config = loadConfig({ env, ...(isNamed ? { path: env.LONGSHORE_CONFIG } : {}) });
  const port = healthPort(env);
  const health = port === undefined ? undefined : await WorkerHealth.listen(port);
  try {
    const removed = await removeStaleScratch(env);
    if (removed > 0) logger.info('Removed the scratch files of workers that have died', { folders: removed });
    const { folder } = config;
    const target = await resolveTemporal({ folder, env: withTemporalOfFile(folder, env) });
    const connection = await NativeConnection.connect(target.connectionOptions);
    try {
      const { namespace } = target;
      const context: WorkerContext = {
        ...(isNamed ? { configPath: config.path } : {}),
        ...{ env, taskQueue: config.taskQueue, governors: new Governors() },
      };
      const place = { connection, namespace, heartbeatTimeoutMs: config.steps.heartbeatTimeoutMs };
      const shared = new SharedTables(context);
      const worker = await createWorker({ ...place, context, tablesOf: shared.of });
      const warehouses = new Warehouses({ warehouses: warehousesOf(config, context, place), log: logger });
      health?.follow({ worker, connection, namespace, tables: () => warehouses.states });
      const client = new Client({ connection, namespace });
      const couriers = landingCouriers(config);
      const endSweeper = startSweeper({ storage: config.storage, couriers, client, log: logger });
      const endScheduleWatch = startScheduleWatch({ context, client, log: logger });
      const running = worker.run();
      logger.info('worker ready', { taskQueue: config.taskQueue });
      // SIGTERM ends them within the grace time.
      await running.finally(() => Promise.all([endSweeper(), endScheduleWatch(), warehouses.end(), shared.close()]));
    } finally {
      await connection.close();
    }
  } finally {
    await health?.close();
  }
}

/** Tells what went wrong as one JSON line and ends the process with the exit code of its kind. */
function fail(error: unknown): void {
  const report =
    error instanceof LongshoreError
      ? error.report()
      : { code: 'internal-error', message: error instanceof Error ? error.message : String(error) };
  process.stderr.write(
    `${JSON.stringify({ level: 'error', time: new Date().toISOString(), msg: report.message, ...report })}\n`,
  );
  const kind = error instanceof LongshoreError ? failureCodes[error.code].kind : 'internal';
  process.exitCode = kind === 'config' || kind === 'usage' ? 2 : kind === 'auth' || kind === 'unreachable' ? 4 : 1;
}

if (require.main === module) main().catch(fail);
