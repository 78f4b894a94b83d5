import { once } from 'node:events';
import { environmentVariables } from '../config';
import { LongshoreError } from '../contract/failure';
import { logLines } from '../log-lines';
import { productVersion } from '../product-version';
import { withSession } from '../runs/session';
import { currentSession } from './current-session';
import { createGateway } from './server';
import { type GatewayFlags, gatewaySettings } from './settings';

export interface ServeOptions extends GatewayFlags {
  /** Left out, LONGSHORE_CONFIG, else the current folder's longshore.yaml, else what the environment configures. */
  readonly configPath?: string;
  readonly env: NodeJS.ProcessEnv;
  /** Ends it, once what is being answered has its answer. */
  readonly stop: AbortSignal;
  readonly onListening?: (url: string) => void;
}

/**
 * Serves HTTP until it is asked to stop. Throws `config-…`, `usage-invalid` for an address that others reach without tokens,
 * and `temporal-unreachable`.
 */
export async function serve({ configPath, env, stop, onListening, ...flags }: ServeOptions): Promise<void> {
  await withSession(configPath, async ({ config, storage: _, ...connected }) => {
    const settings = gatewaySettings(environmentVariables(config.folder, env), flags);
    const path = configPath ?? (env.LONGSHORE_CONFIG || undefined);
    const session = currentSession({ connected, env, ...(path === undefined ? {} : { configPath: path }) });
    const app = await createGateway({ settings, connected, session, version: productVersion, log: logLines });
    try {
      const { host, port } = settings;
      const url = await app.listen({ host, port }).catch((cause: NodeJS.ErrnoException) => {
        throw new LongshoreError(
          'config-invalid',
          `The gateway cannot listen on ${host}, port ${port} (${cause.code})`,
          {
            remedy: 'Name another with --port and --host.',
            cause,
          },
        );
      });
      logLines.info({ url }, 'gateway ready');
      onListening?.(url);
      if (!stop.aborted) await once(stop, 'abort');
    } finally {
      await app.close();
    }
  });
}
