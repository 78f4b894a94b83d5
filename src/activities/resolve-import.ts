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
  const config = loadConfig({
    env: context.env,
    ...(context.configPath === undefined ? {} : { path: context.configPath }),
  });
  const settings = findImport(config, request.import);
  if (request.fingerprint) {
    const changed = changedKeys(request.fingerprint, fingerprint(config, request.import));
    if (changed.length > 0) {
      throw new LongshoreError(
        'config-changed',
        `The configuration of ${request.import} differs from the one that the run started with: ${changed.join(', ')}`,
      );
    }
  }
  return { config, settings, storage: openStorage(config.storage) };
}
