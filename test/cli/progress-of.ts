import type { LiveProgress } from '../../src/runs/live-progress';

/** How far a run of the tests is: half of its file, nothing rejected. */
export function progressOf(more: Partial<LiveProgress> = {}): LiveProgress {
  return {
    import: 'offline-stores',
    runId: '0199d0c4-0000-7000-8000-000000000001',
    version: '1.4.0',
    records: 'offline stores',
    status: 'RUNNING',
    phase: 'importing 1 of 2',
    counts: { read: 12_000, delivered: 12_000, rejected: 0, skipped: 0, pending: 0 },
    files: { found: 2, done: 0, quarantined: 0 },
    progressPercent: 50,
    startedAt: 1_790_000_000_000,
    updatedAt: 1_790_000_060_000,
    ...more,
  };
}
