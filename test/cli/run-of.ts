import type { RunView } from '../../src/runs/run-view';

/** A run of the tests: a minute long, complete, with nothing special to tell. */
export function runOf(more: Partial<RunView> = {}): RunView {
  return {
    import: 'offline-stores',
    workflowId: 'import/offline-stores',
    runId: '0199d0c4-0000-7000-8000-000000000001',
    version: '1.4.0',
    status: 'COMPLETED',
    startedAt: Date.UTC(2026, 10, 23, 6, 0, 0),
    updatedAt: Date.UTC(2026, 10, 23, 6, 1, 0),
    closedAt: Date.UTC(2026, 10, 23, 6, 1, 0),
    counts: { read: 1_200, delivered: 1_200, rejected: 0, skipped: 0, pending: 0 },
    files: { found: 2, done: 2, quarantined: 0 },
    ...more,
  };
}
