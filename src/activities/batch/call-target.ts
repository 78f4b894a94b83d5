import { cancellationSignal, heartbeat } from '@temporalio/activity';
import { CancelledFailure } from '@temporalio/common';
import { LongshoreError } from '../../contract/failure';
import { cancelGraceMs, graceAfter } from '../grace-after';

/** Tells that this worker lives. A target that never lets go of the event loop stops it. */
const tickMs = 1_000;

/**
 * Calls a target, for no longer than its time and no longer than its job is wanted. Throws what it throws,
 * `target-timed-out`, and a CancelledFailure for a cancel; what it does after that is left to itself.
 */
export async function callTarget(
  name: string,
  timeoutMs: number,
  call: (signal: AbortSignal) => Promise<unknown>,
): Promise<unknown> {
  const cancelled = cancellationSignal();
  const grace = graceAfter(cancelled, cancelGraceMs);
  const ended = new AbortController();
  const end = (): void => ended.abort();
  cancelled.addEventListener('abort', end, { once: true });
  const ticker = setInterval(() => heartbeat(), tickMs);
  let timer: NodeJS.Timeout | undefined;
  const timedOut = new Promise<never>((_, reject) => {
    timer = setTimeout(() => {
      reject(new LongshoreError('target-timed-out', `${name} did not return within ${timeoutMs / 1_000} s`));
      end();
    }, timeoutMs);
  });
  const abandoned = new Promise<never>((_, reject) => {
    grace.signal.addEventListener('abort', () => reject(new CancelledFailure('cancelled')), { once: true });
  });
  try {
    const work = call(ended.signal);
    // It may fail long after nobody waits for it.
    work.catch(() => undefined);
    return await Promise.race([work, timedOut, abandoned]);
  } catch (error) {
    throw cancelled.aborted ? new CancelledFailure('cancelled') : error;
  } finally {
    clearTimeout(timer);
    clearInterval(ticker);
    cancelled.removeEventListener('abort', end);
    grace.clear();
  }
}
