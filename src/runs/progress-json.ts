import type { LiveProgress } from './live-progress';

/** What `watch --json` prints of a run at each look, in the style of `runJson`. `now` is epoch ms, times are ISO 8601. */
export function progressJson(workflowId: string, progress: LiveProgress, now: number): Record<string, unknown> {
  const { startedAt, waiting } = progress;
  return {
    import: progress.import,
    workflowId,
    runId: progress.runId,
    trackerId: progress.trackerId,
    version: progress.version ?? '',
    status: progress.status,
    phase: progress.phase,
    startedAt: new Date(startedAt).toISOString(),
    durationMs: Math.max(0, now - startedAt),
    files: progress.files ?? null,
    counts: progress.counts,
    kinds: progress.kinds,
    tasks: progress.tasks,
    feeds: progress.feeds,
    couriers: progress.couriers,
    progressPercent: progress.progressPercent,
    current: progress.current,
    waiting: waiting && { ...waiting, until: new Date(waiting.until).toISOString() },
    retrying: progress.retrying,
  };
}
