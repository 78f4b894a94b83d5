import { homedir } from 'node:os';
import { join } from 'node:path';

/** Where downloaded programs are kept: LONGSHORE_CACHE, else `longshore` in $XDG_CACHE_HOME or in ~/.cache. */
export function defaultCacheFolder(env: NodeJS.ProcessEnv): string {
  if (env.LONGSHORE_CACHE) return env.LONGSHORE_CACHE;
  return join(env.XDG_CACHE_HOME || join(env.HOME || homedir(), '.cache'), 'longshore');
}
