import { join } from 'node:path';
import type { LocalRuntime } from '../../sandbox/local-runtime';
import { loadConfig } from '../../src/config';
import type { Session } from '../../src/runs/session';
import { openStorage } from '../../src/storage';

/** What a command would work with in the folder of a stack, without a process for each. */
export function stackSession({ folder, env, client, connection, temporal }: LocalRuntime): Session {
  const config = loadConfig({ path: join(folder, 'longshore.yaml'), env });
  const { address, namespace } = temporal;
  return { config, storage: openStorage(config.storage), client, connection, address, namespace };
}
