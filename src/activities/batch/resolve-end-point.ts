import {
  batchJobFingerprint,
  type Config,
  type EndPointConfig,
  endPointFingerprint,
  findBatchJob,
  findEndPoint,
} from '../../config';
import type { Dependency } from '../../contract/dependency';
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
  /** What the job waits for before its first pass; one without a name waits for nothing. */
  readonly dependsOn: readonly Dependency[];
  /** Hashes of all of this as it is written, by key. */
  readonly fingerprint: Readonly<Record<string, string>>;
}

export interface EndPointRequest {
  readonly endPointName: string;
  readonly batchJob?: string;
  /** What the job has started with. */
  readonly fingerprint?: Readonly<Record<string, string>>;
}

/**
 * Reads the configuration of an end point, and of the batch job of `batchJobs` that calls it. Throws `unknown-end-point` and
 * `unknown-batch-job`, every fault of the file, and `config-changed` where it is not what the job started with.
 */
export function resolveEndPoint(context: WorkerContext, request: EndPointRequest): ResolvedEndPoint {
  const { endPointName: name, batchJob } = request;
  const config = readConfig(context);
  const settings = findEndPoint(config, name);
  const dependsOn = batchJob === undefined ? [] : dependenciesIn(config, batchJob, name);
  const fingerprint = {
    ...endPointFingerprint(config, name),
    ...(batchJob === undefined ? {} : batchJobFingerprint(config, batchJob)),
  };
  if (request.fingerprint) {
    try {
      refuseChanged(name, request.fingerprint, fingerprint);
    } catch (error) {
      if (!(error instanceof LongshoreError) || error.code !== 'config-changed') throw error;
      throw new LongshoreError(error.code, error.message, { retryAfterMs: changedWaitMs });
    }
  }
  return { config, settings, storage: openStorage(config.storage), dependsOn, fingerprint };
}

function dependenciesIn(config: Config, batchJob: string, endPointName: string): readonly Dependency[] {
  const { endPoint, dependsOn } = findBatchJob(config, batchJob);
  if (endPoint === endPointName) return dependsOn;
  throw new LongshoreError(
    'usage-invalid',
    `The batch job ${batchJob} calls the end point ${endPoint}, and this one is to call ${endPointName}`,
    { remedy: `Start it with \`longshore batch start --job ${batchJob}\`.` },
  );
}
