import * as wf from '@temporalio/workflow';
import { cancelSignal, pauseSignal, resumeSignal } from '../contract/run-definitions';

/** What people want of a run: that it pauses, goes on, or ends. */
export interface Control {
  readonly paused: boolean;
  /** Why the run is to end, once somebody has asked for it. */
  readonly cancelReason: string | undefined;
  /** True once Temporal itself has been asked to cancel: only then does the run close as cancelled. */
  readonly cancelledByTemporal: boolean;
  /** True when no step is to be begun: paused, or asked to end. */
  readonly interrupted: boolean;
  /** Runs work that a pause or a cancel interrupts; answers undefined when it ended so without a result. */
  interruptible<T>(work: () => Promise<T>): Promise<T | undefined>;
  /** Runs work that a cancel interrupts and a pause lets come to its end. */
  cancellable<T>(work: () => Promise<T>): Promise<T | undefined>;
  /** Interrupts all work of now, as a cancel would. What it has acknowledged still comes with its results. */
  interruptAll(): void;
  /** Returns when the run is not paused, or is to end. */
  untilGoing(): Promise<void>;
  /** Sleeps, but wakes for a pause or a cancel. */
  sleep(ms: number): Promise<void>;
}

/**
 * Listens to the signals and to Temporal's own cancellation. To be called once, in the workflow's root scope; the rest
 * of the workflow runs in a non-cancellable scope, so that whatever is acknowledged is also saved.
 */
export function takeControl(onChange: (what: 'paused' | 'resumed' | 'cancelling', reason?: string) => void): Control {
  let paused = false;
  let cancelReason: string | undefined;
  let cancelledByTemporal = false;
  const running = new Set<wf.CancellationScope>();
  const unpausable = new Set<wf.CancellationScope>();
  let halted = false;

  const interruptAll = (): void => {
    for (const scope of running) scope.cancel();
  };

  const requestCancel = (reason: string): void => {
    if (cancelReason !== undefined) return;
    cancelReason = reason;
    onChange('cancelling', reason);
    interruptAll();
    for (const scope of unpausable) scope.cancel();
  };
  wf.CancellationScope.current().cancelRequested.catch(() => {
    cancelledByTemporal = true;
    requestCancel('cancelled through Temporal');
  });
  wf.setHandler(cancelSignal, (request) => requestCancel(request?.reason ?? 'cancelled by signal'));
  wf.setHandler(pauseSignal, () => {
    if (paused) return;
    paused = true;
    onChange('paused');
    interruptAll();
  });
  wf.setHandler(resumeSignal, () => {
    if (!paused) return;
    paused = false;
    onChange('resumed');
  });

  const interrupted = (): boolean => paused || halted || cancelReason !== undefined;
  return {
    get paused() {
      return paused;
    },
    get cancelledByTemporal() {
      return cancelledByTemporal;
    },
    get cancelReason() {
      return cancelReason;
    },
    get interrupted() {
      return interrupted();
    },
    interruptAll() {
      halted = true;
      interruptAll();
    },
    async interruptible(work) {
      return interrupted() ? undefined : inScope(running, work);
    },
    async cancellable(work) {
      return cancelReason === undefined ? inScope(unpausable, work) : undefined;
    },
    async untilGoing() {
      await wf.condition(() => !paused || cancelReason !== undefined);
    },
    async sleep(ms) {
      await wf.condition(interrupted, ms);
    },
  };
}

/** Answers undefined where the scope was cancelled and its work has left no result. */
async function inScope<T>(scopes: Set<wf.CancellationScope>, work: () => Promise<T>): Promise<T | undefined> {
  const scope = new wf.CancellationScope();
  scopes.add(scope);
  try {
    return await scope.run(work);
  } catch (error) {
    // Of the scope and not of now: a pause may have been taken back before its step had ended.
    if (wf.isCancellation(error) && scope.consideredCancelled) return undefined;
    throw error;
  } finally {
    scopes.delete(scope);
  }
}
