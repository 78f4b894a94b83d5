import { activityInfo, cancellationSignal } from '@temporalio/activity';
import { openSourceBucket, type S3Bucket } from '../../connectors/s3';
import { LongshoreError } from '../../contract/failure';
import { readCourierList } from '../../storage';
import { connectionOf } from '../connection-of';
import { resolveCourier } from '../resolve-import';
import { StepNotes } from '../step-notes';
import { troubleWaitMs } from '../trouble-wait';
import type { WorkerContext } from '../worker-context';
import type { LandFilesRequest, LandFilesResult } from './courier-requests';
import { type LandedNext, landNext } from './land-next';
import { LandingPulse } from './landing-pulse';

/**
 * One step of landing: brings objects of a list into storage, from the position on, for about 20 seconds. What lies there
 * is not fetched again, neither an object nor the whole pieces of one.
 *
 * Returns what has landed, whatever ended it: the time, a cancel, a bucket that is busy, a failure. An object that was
 * replaced since it was listed is the failure `file-changed`: the list is to be made anew.
 */
export async function landFiles(context: WorkerContext, request: LandFilesRequest): Promise<LandFilesResult> {
  const { config, settings, storage } = resolveCourier(context, request);
  const pulse = new LandingPulse(request, activityInfo().heartbeatDetails);
  const signal = cancellationSignal();
  const deadline = Date.now() + config.steps.targetMs;
  const notes = new StepNotes();
  let bucket: S3Bucket | undefined;
  try {
    if (pulse.keepsDying) return { ...pulse.prefix, notes: [], failure: pulse.keepsDying };
    if (pulse.resumed) notes.add('warn', 'Going on with landing after a worker was lost');
    bucket = await openSourceBucket(connectionOf(config, settings.source, 's3'));
    const { import: courier, runId, list, all } = request;
    const landed = await landNext(
      readCourierList(storage, { courier, runId }, list, { from: pulse.prefix.position }),
      pulse.prefix,
      {
        ...{ bucket, storage, courier, runId, all, entities: settings.entities, signal },
        stopping: () => Date.now() >= deadline,
        landing: (name, share) => pulse.landing(name, share),
        left: (name) => pulse.left(name),
        moved: (prefix) => pulse.moved(prefix),
      },
    );
    const { objects, bytes } = landed.fetched;
    const files = objects === 1 ? '1 file' : `${objects} files`;
    if (objects > 0) notes.add('info', `Landed ${files}, ${(bytes / 1e6).toFixed(1)} MB`);
    return { ...resultOf(landed), notes: notes.all };
  } catch (error) {
    if (!(error instanceof LongshoreError)) throw error;
    return { ...resultOf({ ...pulse.prefix, error }), notes: notes.all };
  } finally {
    pulse.stop();
    bucket?.close();
  }
}

function resultOf({ position, landed, error }: Omit<LandedNext, 'fetched'>): Omit<LandFilesResult, 'notes'> {
  if (error === undefined) return { position, landed };
  if (!error.retryable) return { position, landed, failure: error.report() };
  return { position, landed, waitMs: error.retryAfterMs ?? troubleWaitMs, blockedBy: error.report() };
}
