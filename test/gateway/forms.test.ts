import type { BatchProgress } from '../../src/contract/batch';
import type { RunOptions } from '../../src/contract/run-options';
import { batch, progress, run } from '../../src/gateway/answers';
import { courierOptions, groupOptions, importOptions } from '../../src/gateway/routes/imports';
import type { LiveProgress } from '../../src/runs/live-progress';
import { progressJson } from '../../src/runs/progress-json';
import { type RunView, runJson } from '../../src/runs/run-view';
import { runOf } from '../cli/run-of';

// The types have the compiler ask for what is new here, and the tests then ask for it in the gateway.

const told = {
  kinds: { 'Placed Order': { delivered: 1, rejected: 0 } },
  tasks: [{ name: 'find', state: 'succeeded' }],
  feeds: { 'Shop:Orders': { read: 1, errors: 0, rejected: 0, inserted: 1, updated: 0 } },
  couriers: [{ courier: 'shop', state: 'running', window: { kind: 'all' } }],
  error: { code: 'gave-up', message: 'Nothing was delivered', remedy: 'Mend it.' },
} as const;

test('all that is told of a run is in the document', () => {
  const full: Required<RunView> = {
    ...{ ...runOf(), ...told, trackerId: 't', closedAt: 2, leftOut: 1, reached: ['a'], rejects: 'rejects/a' },
    loadedFiles: { 'Shop:Orders': { files: [{ file: 'a.csv', read: 1, errors: 0 }], more: 0 } },
    ...{ files: { found: 1, done: 1, quarantined: 0 }, options: {}, scheduledAt: '2026-01-31T06:00:00Z' },
  };
  const json = run.parse(runJson(full));
  expect(Object.keys(json).filter((key) => !Object.hasOwn(run.shape, key))).toEqual([]);
});

test('all that is told of its progress is in the document', () => {
  const { closedAt: _, rejects: __, workflowId, ...view } = runOf(told);
  const live: LiveProgress = {
    ...{ ...view, status: 'RUNNING', records: 'stores', phase: 'importing', progressPercent: 3 },
    ...{ current: 'a.json', retrying: 'refused', waiting: { code: 'throttled', message: 'busy', until: 1 } },
  };
  const json = progress.parse(progressJson(workflowId, live, Date.now()));
  expect(Object.keys(json).filter((key) => !Object.hasOwn(progress.shape, key))).toEqual([]);
});

test('all that is told of a batch job is in the document', () => {
  const full: Required<Omit<BatchProgress, 'stored'>> = {
    ...{ id: '1', endPointName: 'report', status: 'FAILED', progressPercent: 3, description: 'Failed', passes: 2 },
    ...{ accumulate: null, finalResult: null, startedAt: '2026-01-31T06:00:00.000Z' },
    ...{ updatedAt: '2026-01-31T06:00:00.000Z', error: told.error },
  };
  const json = batch.parse(full);
  expect(Object.keys(json).filter((key) => !Object.hasOwn(batch.shape, key))).toEqual([]);
});

test('a run over HTTP takes the options that runs have, and no others', () => {
  const all: Record<keyof RunOptions, true> = {
    ...{ trackerId: true, retryQuarantined: true, replay: true, overwriteNewer: true, noWaitForDependencies: true },
    ...{ full: true, since: true, ids: true, startId: true, dryRun: true, of: true, confirm: true },
    ...{ day: true, from: true, to: true, all: true, landOnly: true, loadOnly: true, skipMissing: true },
    ...{ skipTasks: true, waitMs: true, skipMissingAfterWait: true, applyOffset: true, asOf: true },
  };
  const taken = [importOptions, courierOptions, groupOptions].flatMap(({ shape }) => Object.keys(shape));
  expect([...new Set(taken)].sort()).toEqual(Object.keys(all).sort());
});
