import { type Config, loadConfig, withTemporalOfFile } from '../config';
import { openStorage, type Storage } from '../storage';
import { type Connected, connect } from './connect';

/** What a command works with: the configuration, its storage, and a connection to Temporal. */
export interface Session extends Connected {
  readonly config: Config;
  readonly storage: Storage;
}

/** Opens a session for the time of one piece of work. Throws every fault of the file, and `temporal-unreachable`. */
export async function withSession<T>(
  configPath: string | undefined,
  work: (session: Session) => Promise<T>,
): Promise<T> {
  const { env } = process;
  const path = configPath ?? env.LONGSHORE_CONFIG;
  const config = loadConfig({ env, ...(path ? { path } : {}) });
  const connected = await connect({ folder: config.folder, env: withTemporalOfFile(config.folder, env) });
  try {
    return await work({ ...connected, config, storage: openStorage(config.storage) });
  } finally {
    await connected.connection.close();
  }
}
