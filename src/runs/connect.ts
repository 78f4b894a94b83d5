import type { Client, Connection } from '@temporalio/client';
import { LongshoreError } from '../contract/failure';
import { isAnswered, type ResolveTemporalOptions, resolveTemporal, type TemporalTarget } from '../dev-server';

/** An open connection; who opened it closes it. */
export interface Connected {
  readonly connection: Connection;
  readonly client: Client;
  readonly address: string;
  readonly namespace: string;
}

export interface ConnectOptions extends ResolveTemporalOptions {
  /** How long a server may take to answer, in ms. One that is up answers in a few ms, one far away in under a second. */
  readonly limitMs?: number;
}

/**
 * Connects a command to Temporal, wherever `resolveTemporal` finds it. Throws `temporal-unreachable`, naming the
 * address and how it was found: at once where nobody listens on this machine, else within five seconds.
 */
export async function connect(options: ConnectOptions): Promise<Connected> {
  const target = await resolveTemporal(options);
  const local = loopbackOf(target.address);
  if (local && !(await isAnswered(local.port, local.host))) throw unreachable(target, undefined);
  // Loading the client takes 0.24 s: only commands that talk to Temporal pay it.
  const { Client, Connection } = await import('@temporalio/client');
  const connection = Connection.lazy({
    ...target.connectionOptions,
    connectTimeout: options.limitMs ?? 5_000,
    // gRPC would take a proxy of the environment even for this machine itself.
    ...(local ? { channelArgs: { 'grpc.enable_http_proxy': 0 } } : {}),
  });
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

/** Host and port, where the address is this machine's own. */
function loopbackOf(address: string): { readonly host: string; readonly port: number } | undefined {
  const [, host, port] = /^(localhost|127\.0\.0\.1|\[::1\])(?::(\d+))?$/.exec(address) ?? [];
  return host === undefined ? undefined : { host: host.replace(/[[\]]/g, ''), port: Number(port ?? 7233) };
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
