import { type Config, changedKeys, findImport, fingerprint, type ImportConfig, loadConfig } from '../config';
import { LongshoreError } from '../contract/failure';
import { openStorage, type Storage } from '../storage';
import type { WorkerContext } from './worker-context';

/** An import as this worker's longshore.yaml has it now, with its secrets. */
export interface ResolvedImport {
  readonly config: Config;
  readonly settings: ImportConfig;
  readonly storage: Storage;
}

/**
 * Reads the configuration of an import. Throws `unknown-import`, every fault of the file, and `config-changed` where it
 * is not what the run started with.
 */
export function resolveImport(
  context: WorkerContext,
  request: { readonly import: string; readonly fingerprint?: Readonly<Record<string, string>> },
): ResolvedImport {
  const config = readConfig(context);
  const settings = findImport(config, request.import);
  if (request.fingerprint) refuseChanged(request.import, request.fingerprint, fingerprint(config, request.import));
  return { config, settings, storage: openStorage(config.storage) };
}

/** This worker's longshore.yaml as it is now. Throws every fault of the file. */
export function readConfig(context: WorkerContext): Config {
  return loadConfig({
    env: context.env,
    ...(context.configPath === undefined ? {} : { path: context.configPath }),
  });
}

type Fingerprint = Readonly<Record<string, string>>;

/** Throws `config-changed` where what a run has started with is not what is there now. */
export function refuseChanged(name: string, started: Fingerprint, now: Fingerprint): void {
  const changed = changedKeys(started, now);
  if (changed.length === 0) return;
  throw new LongshoreError(
    'config-changed',
    `The configuration of ${name} differs from the one that the run started with: ${changed.join(', ')}`,
  );
}
