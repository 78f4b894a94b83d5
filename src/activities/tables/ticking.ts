import { cancellationSignal, heartbeat } from '@temporalio/activity';
import { CancelledFailure } from '@temporalio/common';
import { tickMs } from '../pulse';

/**
 * Does work that tells nothing of itself, such as a statement of hours: that this worker lives is told each second. A cancel
 * aborts the signal, and what the work throws for that comes out as the cancel.
 */
export async function ticking<T>(work: (signal: AbortSignal) => Promise<T>): Promise<T> {
  const signal = cancellationSignal();
  heartbeat();
  const ticker = setInterval(() => heartbeat(), tickMs);
  try {
    return await work(signal);
  } catch (error) {
    throw signal.aborted ? new CancelledFailure('cancelled') : error;
  } finally {
    clearInterval(ticker);
  }
}
