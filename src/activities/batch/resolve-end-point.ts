import { type Config, type EndPointConfig, endPointFingerprint, findEndPoint } from '../../config';
import { LongshoreError } from '../../contract/failure';
import { openStorage, type Storage } from '../../storage';
import { readConfig, refuseChanged } from '../resolve-import';
import type { WorkerContext } from '../worker-context';

/** Five attempts, as is the default, then last for some minutes: a rollout over all workers. */
const changedWaitMs = 60_000;

/** An end point as this worker's longshore.yaml has it now, with its secrets. */
export interface ResolvedEndPoint {
  readonly config: Config;
  readonly settings: EndPointConfig;
  readonly storage: Storage;
}

/**
 * Reads the configuration of an end point. Throws `unknown-end-point`, every fault of the file, and `config-changed`
 * where it is not what the job started with.
 */
export function resolveEndPoint(
  context: WorkerContext,
  request: { readonly endPointName: string; readonly fingerprint?: Readonly<Record<string, string>> },
): ResolvedEndPoint {
  const { endPointName: name } = request;
  const config = readConfig(context);
  const settings = findEndPoint(config, name);
  if (request.fingerprint) {
    try {
      refuseChanged(name, request.fingerprint, endPointFingerprint(config, name));
    } catch (error) {
      if (!(error instanceof LongshoreError) || error.code !== 'config-changed') throw error;
      throw new LongshoreError(error.code, error.message, { retryAfterMs: changedWaitMs });
    }
  }
  return { config, settings, storage: openStorage(config.storage) };
}
