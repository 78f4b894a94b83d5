import type { Client, Connection, ConnectionOptions } from '@temporalio/client';
import { LongshoreError } from '../contract/failure';
import { type ResolveTemporalOptions, resolveTemporal, type TemporalTarget } from '../dev-server';

/** An open connection; who opened it closes it. */
export interface Connected {
  readonly connection: Connection;
  readonly client: Client;
  readonly address: string;
  readonly namespace: string;
}

// A server that is up answers in a few ms, one far away in under a second.
const connectLimitMs = 5_000;

/**
 * Connects a command to Temporal, wherever `resolveTemporal` finds it. Throws `temporal-unreachable` within about five
 * seconds, naming the address and how it was found.
 */
export async function connect(options: ResolveTemporalOptions): Promise<Connected> {
  const target = await resolveTemporal(options);
  // Loading the client takes 0.24 s: only commands that talk to Temporal pay it.
  const { Client, Connection } = await import('@temporalio/client');
  const connection = Connection.lazy(connectionOptionsOf(target));
  try {
    await connection.ensureConnected();
  } catch (error) {
    // A channel that never connected tries again for ever, and keeps its process alive.
    await connection.close();
    throw unreachable(target, error);
  }
  const { address, namespace } = target;
  return { connection, client: new Client({ connection, namespace }), address, namespace };
}

function connectionOptionsOf({ connectionOptions, address }: TemporalTarget): ConnectionOptions {
  const loopback = /^(localhost|127\.0\.0\.1|\[::1\])(:|$)/.test(address);
  return {
    ...connectionOptions,
    connectTimeout: connectLimitMs,
    // gRPC would take a proxy of the environment even for this machine itself.
    ...(loopback ? { channelArgs: { 'grpc.enable_http_proxy': 0 } } : {}),
  };
}

// What gRPC calls UNAUTHENTICATED and PERMISSION_DENIED.
const refused: readonly unknown[] = [16, 7];

function unreachable({ address, foundBy }: TemporalTarget, error: unknown): LongshoreError {
  const cause = error instanceof Error ? error.cause : undefined;
  const code = typeof cause === 'object' && cause !== null && 'code' in cause ? cause.code : undefined;
  if (refused.includes(code)) {
    return new LongshoreError('temporal-unreachable', `Temporal at ${address} (${foundBy}) refuses the credentials.`, {
      remedy: 'Check the API key or the client certificate of the profile, and the namespace.',
      cause: error,
    });
  }
  return new LongshoreError('temporal-unreachable', `No Temporal server answers at ${address} (${foundBy}).`, {
    cause: error,
  });
}
