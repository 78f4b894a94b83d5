import { setTimeout as sleep } from 'node:timers/promises';
import { isAnswered } from './is-answered';

export interface ServingOptions {
  readonly port: number;
  readonly namespace: string;
  /** Ends the wait: the server has died, or nobody needs it any more. */
  readonly signal: AbortSignal;
}

const attemptLimitMs = 2_000;

/**
 * Waits until a Temporal server answers for the namespace. The port is tried first, because a gRPC channel that was
 * refused once waits a second before it tries again. Throws the signal's reason.
 */
export async function waitUntilServing({ port, namespace, signal }: ServingOptions): Promise<void> {
  while (!(await isAnswered(port))) await sleep(20, undefined, { signal });
  const { Connection } = await import('@temporalio/client');
  while (!signal.aborted) {
    const connection = Connection.lazy({
      address: `127.0.0.1:${port}`,
      connectTimeout: attemptLimitMs,
      // A proxy of the environment is not meant for this machine itself.
      channelArgs: { 'grpc.enable_http_proxy': 0 },
    });
    try {
      await connection.ensureConnected();
      await connection.withDeadline(Date.now() + attemptLimitMs, () =>
        connection.workflowService.describeNamespace({ namespace }),
      );
      return;
    } catch {
      // Not yet: the namespace is made after the port is open. The caller limits the wait.
      await sleep(50, undefined, { signal });
    } finally {
      // A channel that never connected tries again for ever, and keeps its process alive.
      await connection.close();
    }
  }
  signal.throwIfAborted();
}
