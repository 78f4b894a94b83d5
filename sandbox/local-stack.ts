import { mkdtemp } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { findTemporal, startDevServer } from '../src/dev-server';
import { type LocalRuntime, openLocalRuntime } from './local-runtime';
import { writeConfig } from './write-config';

export interface LocalStackOptions {
  /** A longshore.yaml that is there, in place of one that is written; it takes its storage from EXAMPLES_STORAGE. */
  readonly configPath?: string;
  /** What longshore.yaml holds. */
  readonly sections: Readonly<Record<string, unknown>>;
  readonly env?: NodeJS.ProcessEnv;
  readonly dynamicConfig?: Readonly<Record<string, unknown>>;
  /** With the Web UI. */
  readonly ui?: boolean;
}

/** A Temporal server on this machine, a longshore.yaml, and workers when they are wanted. */
export interface LocalStack extends LocalRuntime {
  /** Writes longshore.yaml anew. */
  configure(sections: Readonly<Record<string, unknown>>): Promise<void>;
}

export async function startLocalStack(options: LocalStackOptions): Promise<LocalStack> {
  const folder = await mkdtemp(join(tmpdir(), 'longshore-'));
  const configPath = options.configPath ?? join(folder, 'longshore.yaml');
  const configure = (sections: Readonly<Record<string, unknown>>): Promise<void> => writeConfig(configPath, sections);
  if (options.configPath === undefined) await configure(options.sections);
  const { path: binary } = await findTemporal({ env: process.env });
  const temporal = await startDevServer({
    binary,
    headless: !options.ui,
    ...(options.dynamicConfig ? { dynamicConfig: options.dynamicConfig } : {}),
  });
  const env = { ...options.env, EXAMPLES_STORAGE: join(folder, '.longshore') };
  return { ...(await openLocalRuntime({ folder, configPath, temporal, env })), configure };
}
