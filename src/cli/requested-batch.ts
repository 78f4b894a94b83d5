import { findBatchJob, findEndPoint } from '../config';
import type { BatchRequest, JsonObject } from '../contract/batch';
import { LongshoreError } from '../contract/failure';
import type { Session } from '../runs/session';
import { requireRequest, type WaitChoice, withWait } from '../runs/start-batch';
import { readJsonFile } from './read-json-file';

export interface BatchStartFlags extends WaitChoice {
  readonly params?: string;
  readonly id?: string;
  readonly request?: string;
  readonly job?: string;
}

/** What a start's words and files ask for. Throws `usage-invalid`, and what names an end point that is not there. */
export async function requestedBatch(
  { config }: Session,
  endPoint: string | undefined,
  flags: BatchStartFlags,
): Promise<BatchRequest> {
  const ways = [endPoint, flags.request, flags.job].filter((way) => way !== undefined);
  if (ways.length !== 1) {
    throw new LongshoreError(
      'usage-invalid',
      'A job is told by an end point, by --request or by --job, by one of them',
    );
  }
  const asked = flags.request === undefined ? await requestOf() : await readJsonFile('--request', flags.request);
  const request = withWait(asked, flags);
  const batch = requireRequest(request);
  findEndPoint(config, batch.endPointName);
  return batch;

  async function requestOf(): Promise<JsonObject> {
    const params = flags.params === undefined ? {} : ((await readJsonFile('--params', flags.params)) as JsonObject);
    if (flags.job !== undefined) {
      const job = findBatchJob(config, flags.job);
      const id = flags.id ?? flags.job;
      return { endPointName: job.endPoint, endPointParams: { ...job.params, ...params }, id, batchJob: flags.job };
    }
    if (flags.id === undefined) throw new LongshoreError('usage-invalid', '--id is missing: the job is found by it');
    return { endPointName: endPoint, endPointParams: params, id: flags.id };
  }
}
