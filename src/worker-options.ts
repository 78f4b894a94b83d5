import type { NativeConnection, WorkerOptions } from '@temporalio/worker';
import { castFailures, labelLogs } from './activities';

export interface WorkerPlace {
  readonly connection: NativeConnection;
  readonly namespace: string;
  /** How soon a dead worker is noticed, from `steps.heartbeatTimeout`; heartbeats are sent five times as often. */
  readonly heartbeatTimeoutMs: number;
}

/** What all workers of the product have in common, whatever they work on. */
export function workerOptions({ connection, namespace, heartbeatTimeoutMs }: WorkerPlace) {
  return {
    connection,
    namespace,
    interceptors: { activity: [labelLogs, castFailures] },
    // Cancel is noticed, and after a crash work is repeated, within this; by default it would be up to 60 s.
    maxHeartbeatThrottleInterval: Math.min(2_000, heartbeatTimeoutMs / 5),
    // One step: SIGTERM then loses no progress. By default all activities are cancelled at once.
    shutdownGraceTime: '20s',
  } satisfies Partial<WorkerOptions>;
}
