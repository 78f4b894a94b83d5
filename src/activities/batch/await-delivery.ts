import { activityInfo, CompleteAsyncError } from '@temporalio/activity';
import { batchFolder } from '../../contract/batch-run';
import { deliveredName, waitingName } from '../../contract/callback-token';
import type { WorkerContext } from '../worker-context';
import { resolveEndPoint } from './resolve-end-point';
import type { PassCall } from './run-pass';

/**
 * Waits, without a worker, until the result of a pass is delivered. First it says which task waits, then it looks whether
 * the result is there; who delivers does both the other way round, so that one of the two sees the other.
 */
export async function awaitDelivery(context: WorkerContext, call: PassCall): Promise<void> {
  const { storage } = resolveEndPoint(context, call);
  const folder = batchFolder(call);
  const { base64TaskToken } = activityInfo();
  await storage.put(`${folder}/${waitingName(call.pass)}`, JSON.stringify({ taskToken: base64TaskToken }));
  if (await storage.get(`${folder}/${deliveredName(call.pass)}`)) return;
  throw new CompleteAsyncError();
}
