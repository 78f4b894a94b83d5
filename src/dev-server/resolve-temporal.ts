import { devNull } from 'node:os';
import type { ClientConnectConfig } from '@temporalio/envconfig';
import { LongshoreError } from '../contract/failure';
import { readRunningDev } from './dev-file';
import { errorCode } from './error-code';

export interface ResolveTemporalOptions {
  /** The folder of longshore.yaml, where `longshore dev` tells its address. */
  readonly folder: string;
  readonly env: NodeJS.ProcessEnv;
}

/** Where Temporal is. The options suit `Connection.connect` and `NativeConnection.connect` alike; they may hold a key. */
export interface TemporalTarget {
  readonly connectionOptions: ClientConnectConfig['connectionOptions'] & { readonly address: string };
  readonly address: string;
  readonly namespace: string;
  /** `environment` and `profile` were named by somebody; `user-profile` is the one that lies in the user's settings. */
  readonly source: 'environment' | 'profile' | 'dev' | 'user-profile' | 'default';
  /** The same for a person: "from TEMPORAL_ADDRESS". */
  readonly foundBy: string;
}

const defaultAddress = 'localhost:7233';
const defaultNamespace = 'default';

/**
 * Finds Temporal: what the environment says (TEMPORAL_ADDRESS, TEMPORAL_PROFILE, TEMPORAL_CONFIG_FILE), else the running
 * `longshore dev` of the folder, else the user's default profile, else localhost:7233. A profile that nobody named comes
 * after `longshore dev`, so that a trial on one's own machine never reaches a cluster by accident.
 * Throws `temporal-unreachable` when a profile that is named cannot be read.
 */
export async function resolveTemporal({ folder, env }: ResolveTemporalOptions): Promise<TemporalTarget> {
  const { connectionOptions, namespace = defaultNamespace } = await loadSettings(env);
  const target = (address: string, source: TemporalTarget['source'], foundBy: string): TemporalTarget => ({
    connectionOptions: { ...connectionOptions, address },
    address,
    namespace,
    source,
    foundBy,
  });
  const { address } = connectionOptions;
  if (address && env.TEMPORAL_ADDRESS) return target(address, 'environment', 'from TEMPORAL_ADDRESS');
  if (env.TEMPORAL_PROFILE) {
    return target(address ?? defaultAddress, 'profile', `from the Temporal profile ${env.TEMPORAL_PROFILE}`);
  }
  if (address && env.TEMPORAL_CONFIG_FILE) return target(address, 'profile', `from ${env.TEMPORAL_CONFIG_FILE}`);

  const dev = await readRunningDev(folder);
  if (dev?.address) {
    return {
      // Nothing of a profile: its TLS and its key are for another server.
      connectionOptions: { address: dev.address },
      address: dev.address,
      namespace: env.TEMPORAL_NAMESPACE || dev.namespace || defaultNamespace,
      source: 'dev',
      foundBy: `from the running \`longshore dev\` in ${folder}`,
    };
  }
  if (address) return target(address, 'user-profile', "from Temporal's default profile");
  return target(defaultAddress, 'default', 'the default, as nothing else is set and no `longshore dev` runs here');
}

async function loadSettings(env: NodeJS.ProcessEnv): Promise<ClientConnectConfig> {
  const { loadClientConnectConfig } = await import('@temporalio/envconfig');
  try {
    return loadClientConnectConfig({
      overrideEnvVars: settings(env),
      // How `longshore dev` keeps its worker from a profile of the user; the SDK fails on a file without profiles.
      disableFile: env.TEMPORAL_CONFIG_FILE === devNull,
    });
  } catch (error) {
    throw new LongshoreError('temporal-unreachable', `Temporal's profile cannot be read: ${reason(error, env)}.`, {
      remedy: 'Check TEMPORAL_PROFILE and TEMPORAL_CONFIG_FILE, and the files that the profile names.',
    });
  }
}

/** Compose files pass on what is not set as an empty text, which would count as an address. */
function settings(env: NodeJS.ProcessEnv): Record<string, string> {
  const set: Record<string, string> = {};
  for (const [name, value] of Object.entries(env)) if (value) set[name] = value;
  return set;
}

/** The parser of the file quotes its lines, and those may hold a key: only what is known to be harmless is told. */
function reason(error: unknown, env: NodeJS.ProcessEnv): string {
  const code = errorCode(error);
  if (code?.startsWith('E')) return `a file that it names cannot be opened (${code})`;
  if (/^Error: Profile '.*' not found/.test(String(error))) return `there is no profile ${env.TEMPORAL_PROFILE}`;
  return 'the file is not in the form that is expected';
}
