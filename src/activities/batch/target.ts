import type { Config } from '../../config';
import type { PassRequest } from '../../contract/batch';
import type { Storage } from '../../storage';

/** What a target has of the worker that calls it. */
export interface TargetContext {
  /** Aborted when the job is cancelled and when passTimeout is over; what then goes on is left to itself. */
  readonly signal: AbortSignal;
  readonly storage: Storage;
  readonly config: Config;
  /** Of this job and no other, also none of the same id; the same in each of its passes. Fit for keys in storage. */
  readonly jobId: string;
  /** Where the job keeps what its passes need: `batch/<id>/<jobId>`. It is emptied some time after the job has ended. */
  readonly folder: string;
  /** Counts from 1; the same for every attempt of a pass. */
  readonly pass: number;
}

/**
 * What a batch job calls, once a pass. Answers a `TargetAnswer`; nothing is taken for granted of what it answers.
 *
 * A pass may be repeated after it has done its work, when a worker was lost: its writes go by `idempotencyKey` or by
 * `pass`. Throws what a pass is to fail with: a LongshoreError keeps its code, anything else becomes `target-failed`.
 */
export type Target = (request: PassRequest, context: TargetContext) => Promise<unknown>;
