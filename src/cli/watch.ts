import { setTimeout as delay } from 'node:timers/promises';
import { lookAtRun } from '../runs/look-at-run';
import type { RunView } from '../runs/run-view';
import type { Session } from '../runs/session';
import { type DrawOptions, progressDrawer } from './progress-drawer';

const pollMs = 500;

export interface WatchOptions extends DrawOptions {
  /** Gives up waiting after this, in ms; the run goes on. */
  readonly timeoutMs?: number;
}

/**
 * Follows a run to its end and answers how it ended; undefined when the time to wait is over. Throws `run-not-found`
 * where neither Temporal nor storage knows its end.
 */
export async function watchRun(session: Session, run: RunView, options: WatchOptions): Promise<RunView | undefined> {
  if (run.closedAt !== undefined) return run;
  const deadline = options.timeoutMs === undefined ? Number.POSITIVE_INFINITY : Date.now() + options.timeoutMs;
  const draw = progressDrawer(options, run.workflowId);
  for (;;) {
    const { progress, ended } = await lookAtRun(session, run);
    if (progress) draw.show(progress);
    if (ended || Date.now() >= deadline) {
      draw.end();
      return ended;
    }
    await delay(Math.min(pollMs, Math.max(0, deadline - Date.now())));
  }
}
