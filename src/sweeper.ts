import { type Client, WorkflowNotFoundError } from '@temporalio/client';
import type { Config, StorageConfig } from './config';
import type { BatchMemo } from './contract/batch-run';
import { batchWorkflowId, importWorkflowId } from './contract/names';
import { lookRepeatedly } from './repeated-look';
import { openStorage, type Storage, sweep, sweepLanded } from './storage';

/** Four times a day, for what is kept is kept for days. */
const firstMs = 60_000;
const everyMs = 6 * 60 * 60_000;

/** A courier, and how long its landed files are kept, in ms. */
export interface LandingCourier {
  readonly courier: string;
  readonly landedForMs: number;
}

export interface SweeperOptions {
  readonly storage: StorageConfig;
  readonly couriers: readonly LandingCourier[];
  readonly client: Client;
  readonly log: { info(message: string, meta: object): void; warn(message: string, meta: object): void };
}

/**
 * Removes from storage, for as long as a worker works, what has ended longer ago than `keep`, and what couriers have landed
 * longer ago than `landedFor`. Does nothing where there is neither. Answers what ends it.
 */
export function startSweeper({ storage: config, couriers, client, log }: SweeperOptions): () => void {
  const { keep } = config;
  if (keep === undefined && couriers.length === 0) return () => undefined;
  const look = async (): Promise<void> => {
    const storage = openStorage(config);
    let removed = await sweepCouriers(storage, couriers, client);
    if (keep !== undefined) {
      const endedBefore = Date.now() - keep;
      removed += await sweep(storage, { endedBefore, isWorking: (job) => isWorking(client, job) });
    }
    if (removed > 0) log.info('Removed from storage what had ended long ago', { objects: removed });
  };
  return lookRepeatedly(look, {
    firstMs,
    everyMs,
    failure: 'Could not remove from storage what had ended long ago',
    log,
  });
}

/** The couriers of a configuration. One that is no longer in it keeps what it has landed: nothing says for how long. */
export function landingCouriers({ imports }: Pick<Config, 'imports'>): LandingCourier[] {
  return Object.entries(imports).flatMap(([courier, settings]) =>
    settings.type === 'courier' ? [{ courier, landedForMs: settings.landedForMs }] : [],
  );
}

async function sweepCouriers(storage: Storage, couriers: SweeperOptions['couriers'], client: Client): Promise<number> {
  let removed = 0;
  for (const { courier, landedForMs } of couriers) {
    const isRunning = async (): Promise<boolean> => (await workingOf(client, importWorkflowId(courier))) !== undefined;
    removed += await sweepLanded(storage, { courier, before: Date.now() - landedForMs, isRunning });
  }
  return removed;
}

async function isWorking(client: Client, { id, jobId }: { readonly id: string; readonly jobId: string }) {
  const working = await workingOf(client, batchWorkflowId(id));
  if (working === undefined) return false;
  // One that has just begun has no memo yet: it may be a retry.
  const { jobId: now = jobId } = (working.memo ?? {}) as Partial<BatchMemo>;
  return now === jobId;
}

/** What Temporal says of a workflow that works; undefined where it has ended, or was dropped long ago. */
async function workingOf(client: Client, workflowId: string) {
  try {
    const described = await client.workflow.getHandle(workflowId).describe();
    return described.status.name === 'RUNNING' ? described : undefined;
  } catch (error) {
    if (error instanceof WorkflowNotFoundError) return undefined;
    throw error;
  }
}
