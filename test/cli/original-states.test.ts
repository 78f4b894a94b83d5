import fc from 'fast-check';
import { chooseOriginals, type OriginalState, originalSavedAt, readOriginalName } from '../../src/cli/original-states';

const state = (status: OriginalState['status'], savedAt: number, more: Partial<OriginalState> = {}): OriginalState => ({
  ...{ path: `export_${status}.json`, job: 'export', status, savedAt, modifiedAt: savedAt, value: { at: savedAt } },
  ...more,
});

test.each([
  ['export_running.json', { job: 'export', status: 'running' }],
  ['crm/states/upload_date=17/ada/others/a_b_completed.json', { job: 'a_b', status: 'completed' }],
  ['_running.json', undefined],
  ['export.json', undefined],
  ['export_running.json.bak', undefined],
])('the name %s tells job and status', (path, named) => {
  expect(readOriginalName(path)).toEqual(named);
});

test('a state was saved at the epoch of its path, which is in seconds, or else at the time of its file', () => {
  expect(originalSavedAt('crm/states/upload_date=1763877600/ada/others/x_running.json', 5)).toBe(1_763_877_600_000);
  expect(originalSavedAt('upload_date=1763877600/x_running.json', 5)).toBe(1_763_877_600_000);
  expect(originalSavedAt('x_running.json', 5)).toBe(5);
});

test('of two saves of one second the file that is newer counts', () => {
  const completed = state('completed', 7_000, { modifiedAt: 1 });
  expect(chooseOriginals([completed, state('running', 7_000, { modifiedAt: 2 })], true)).toHaveLength(2);
  expect(chooseOriginals([completed, state('running', 7_000, { modifiedAt: 1 })], true)).toEqual([completed]);
});

test('completed wins unless running is newer and is to be resumed; what was completed is never left out', () => {
  fc.assert(
    fc.property(fc.nat(3), fc.nat(3), fc.boolean(), fc.boolean(), (doneAt, begunAt, resume, swapped) => {
      const completed = state('completed', doneAt);
      const running = state('running', begunAt);
      const chosen = chooseOriginals(swapped ? [running, completed] : [completed, running], resume);
      expect(chosen[0]).toBe(completed);
      expect(chosen.slice(1)).toEqual(resume && begunAt > doneAt ? [running] : []);
    }),
  );
});

test('a running state alone is put back only by --resume', () => {
  const running = state('running', 1);
  expect(chooseOriginals([running], true)).toEqual([running]);
  expect(() => chooseOriginals([running], false)).toThrow('the state of a run that did not complete');
});

test.each([
  ['two jobs', [state('completed', 1), state('running', 2, { job: 'other' })]],
  ['two completed states', [state('completed', 1), state('completed', 2)]],
])('files of %s are refused', (_what, files) => {
  expect(() => chooseOriginals(files, true)).toThrow('not the states of one job');
});
