import { statSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import { loadConfig } from '../config';
import type { Connected } from '../runs/connect';
import type { Session } from '../runs/session';
import { openStorage } from '../storage';

export interface CurrentSessionOptions {
  readonly connected: Connected;
  /** Left out, the current folder's longshore.yaml, or what the environment configures. */
  readonly configPath?: string;
  readonly env: NodeJS.ProcessEnv;
}

/**
 * Answers a session with longshore.yaml and `.env` as they are now: they are read again where they have changed, since
 * reading them takes 5 to 20 ms and a start at Temporal as long. Throws every fault of the file.
 */
export function currentSession({ connected, configPath, env }: CurrentSessionOptions): () => Session {
  const path = resolve(configPath ?? 'longshore.yaml');
  const files = [path, join(dirname(path), '.env')];
  let current: { readonly session: Session; readonly stamp: string } | undefined;
  return () => {
    // Before the files are read: what changes meanwhile is read the next time.
    const stamp = files.map((file) => statSync(file, { throwIfNoEntry: false })?.mtimeMs).join(' ');
    if (current?.stamp !== stamp) {
      const config = loadConfig({ env, ...(configPath === undefined ? {} : { path: configPath }) });
      current = { session: { ...connected, config, storage: openStorage(config.storage) }, stamp };
    }
    return current.session;
  };
}
