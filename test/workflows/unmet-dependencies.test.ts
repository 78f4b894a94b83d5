import type { DependencyState } from '../../src/contract/dependency';
import { unmetDependencies } from '../../src/workflows/unmet-dependencies';

const startedAt = 1_000_000_000_000;
const required = { import: 'customers', required: true, timeoutMs: 1 };
const optional = { ...required, required: false };
const recent = { ...required, withinMs: 5_000 };

test.each([
  ['one that completed long ago', required, { running: false, completedAt: 1 }, undefined],
  ['one that completed while this one waits', recent, { running: false, completedAt: startedAt + 1 }, undefined],
  ['one that completed just within', recent, { running: false, completedAt: startedAt - 5_000 }, undefined],
  ['one that is not required and completed', optional, { running: false, completedAt: 1 }, undefined],
  ['one that runs', required, { running: true, completedAt: startedAt }, 'is running'],
  ['one that runs and is not required', optional, { running: true }, 'is running'],
  ['one that never completed', required, { running: false }, 'has never completed'],
  [
    'one that completed too long ago',
    recent,
    { running: false, completedAt: startedAt - 5_001 },
    'has not completed since 2001-09-09T01:46:35.000Z',
  ],
])('%s', (_, dependency, state, reason) => {
  expect(unmetDependencies([dependency], [{ import: 'customers', ...state }], startedAt)).toEqual({
    waits: reason === undefined ? [] : [{ dependency, reason }],
    warnings: [],
  });
});

test('the state of a job is lacking until it has completed, whatever an import of its name does', () => {
  const job = {
    ...{ bookmark: 'customers', domain: 'd', dataset: 's', username: 'u', fileType: 'f' },
    ...{ required: true, timeoutMs: 1 },
  };
  const runs = { import: 'customers', running: true, completedAt: startedAt };
  const unmet = (...states: DependencyState[]) => unmetDependencies([job], states, startedAt);
  expect(unmet(runs, { bookmark: 'customers' })).toEqual({
    waits: [{ dependency: job, reason: 'has never completed' }],
    warnings: [],
  });
  expect(unmet(runs, { bookmark: 'customers', completedAt: 1, version: 3 })).toEqual({ waits: [], warnings: [] });
});

test('a batch job is none of the import of its name', () => {
  const job = { batchJob: 'customers', required: true, timeoutMs: 1 };
  const completed = { import: 'customers', running: false, completedAt: startedAt };
  const reasons = (...states: DependencyState[]) =>
    unmetDependencies([job], states, startedAt).waits.map(({ reason }) => reason);
  expect(reasons(completed, { batchJob: 'customers', running: false })).toEqual(['has never completed']);
  expect(reasons(completed, { batchJob: 'customers', running: true, completedAt: 1 })).toEqual(['is running']);
  expect(reasons({ batchJob: 'customers', running: false, completedAt: 1 })).toEqual([]);
});

test('one that is not required and never completed, or too long ago, is told of only', () => {
  for (const dependency of [optional, { ...optional, withinMs: 1 }]) {
    const state = { import: 'customers', running: false, ...(dependency === optional ? {} : { completedAt: 1 }) };
    expect(unmetDependencies([dependency], [state], startedAt)).toMatchObject({
      waits: [],
      warnings: [{ dependency }],
    });
  }
});
