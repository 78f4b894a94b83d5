import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { stringify } from 'yaml';
import { offlineStoresImport } from '../../sandbox/offline-stores';
import { loadConfig } from '../../src/config';
import { type DevServer, findTemporal, startDevServer } from '../../src/dev-server';
import { connect } from '../../src/runs/connect';
import type { Session } from '../../src/runs/session';
import { openStorage } from '../../src/storage';

/** A command's session with a Temporal server that has no worker, and a longshore.yaml with two imports. */
export interface TemporalSession {
  readonly session: Session;
  readonly server: DevServer;
  readonly folder: string;
  /** What the command needs of the environment to find the same. */
  readonly env: NodeJS.ProcessEnv;
  stop(): Promise<void>;
}

export async function temporalSession(): Promise<TemporalSession> {
  const folder = await mkdtemp(join(tmpdir(), 'longshore-test-'));
  const path = join(folder, 'longshore.yaml');
  await writeFile(
    path,
    stringify(
      {
        connections: {
          stores: {
            ...{ type: 'azure-blob', endpoint: 'http://127.0.0.1:9/account', container: 'stores' },
            credentials: { type: 'sas', token: 'sv=1' },
          },
          odp: { type: 'odp', apiKey: 'a.key', baseUrl: 'http://127.0.0.1:9' },
        },
        imports: { 'offline-stores': offlineStoresImport, 'other-stores': offlineStoresImport },
      },
      { aliasDuplicateObjects: false },
    ),
  );
  const { path: binary } = await findTemporal({ env: process.env });
  const server = await startDevServer({ binary, headless: true });
  const env = { ...process.env, TEMPORAL_ADDRESS: server.address };
  const connected = await connect({ folder, env });
  const config = loadConfig({ path, env });
  return {
    session: { ...connected, config, storage: openStorage(config.storage) },
    server,
    folder,
    env,
    stop: async () => {
      await connected.connection.close();
      await server.kill();
      await rm(folder, { recursive: true, force: true });
    },
  };
}
