import { exitCodeOf, exitCodeOfRun, worstExitCode } from '../../src/cli/exit-code';
import { LongshoreError } from '../../src/contract/failure';
import { type FailureCode, type FailureKind, failureCodes } from '../../src/contract/failure-codes';
import { runStatuses } from '../../src/contract/run';
import { runOf } from './run-of';

const codeOfKind: Record<FailureKind, number> = {
  usage: 2,
  config: 2,
  auth: 4,
  unreachable: 4,
  busy: 1,
  file: 1,
  record: 1,
  state: 1,
  target: 1,
  internal: 1,
};
const codes = (Object.keys(failureCodes) as FailureCode[]).map((code) => ({
  code,
  expected: code === 'already-running' ? 7 : codeOfKind[failureCodes[code].kind],
}));

test('each kind of failure has a code in the catalogue, so that each is judged here', () => {
  expect(new Set(codes.map(({ code }) => failureCodes[code].kind))).toEqual(new Set(Object.keys(codeOfKind)));
});

test.each(codes)('a command that ends with $code exits with $expected, and so does a run', ({ code, expected }) => {
  const error = new LongshoreError(code, 'It happened');
  expect(exitCodeOf(error)).toBe(expected);
  expect(exitCodeOfRun(runOf({ status: 'FAILED', error: error.report() }))).toBe(expected);
});

test('an error that nobody foresaw is a failure', () => {
  expect(exitCodeOf(new TypeError('x is not a function'))).toBe(1);
  expect(exitCodeOf('just a text')).toBe(1);
});

test('how a run ended is its exit code', () => {
  const ended = Object.fromEntries(runStatuses.map((status) => [status, exitCodeOfRun(runOf({ status }))]));
  expect(ended).toMatchObject({ COMPLETED: 0, FAILED: 1, TIMED_OUT: 1, CANCELLED: 6, TERMINATED: 6 });
});

describe('a run that completed', () => {
  const counts = { read: 10, delivered: 9, rejected: 1, skipped: 0, pending: 0 };
  const none = { read: 0, delivered: 0, rejected: 0, skipped: 0, pending: 0 };
  const nothing = runOf({ counts: none, files: { found: 0, done: 0, quarantined: 0 } });

  test('exits with 3 where a record was rejected or a file quarantined', () => {
    expect(exitCodeOfRun(runOf({ counts }))).toBe(3);
    expect(exitCodeOfRun(runOf({ files: { found: 2, done: 2, quarantined: 1 } }))).toBe(3);
  });

  test('exits with 3 where a second chance has left something as it was', () => {
    expect(exitCodeOfRun(runOf({ leftOut: 1 }))).toBe(3);
  });

  test('exits with 9 where there was nothing new and the caller minds', () => {
    expect(exitCodeOfRun(nothing, { failOnEmpty: true })).toBe(9);
    expect(exitCodeOfRun(nothing, { failOnEmpty: false })).toBe(0);
    expect(exitCodeOfRun(nothing)).toBe(0);
  });

  test('had something new where its files were empty', () => {
    const empty = runOf({ counts: none, files: { found: 1, done: 1, quarantined: 0 } });
    expect(exitCodeOfRun(empty, { failOnEmpty: true })).toBe(0);
  });
});

test('a run that was cancelled exits with 6, whatever it had rejected', () => {
  const counts = { read: 10, delivered: 9, rejected: 1, skipped: 0, pending: 0 };
  expect(exitCodeOfRun(runOf({ status: 'CANCELLED', counts }))).toBe(6);
});

test.each([
  [[], 0],
  [[0, 0], 0],
  [[0, 3, 0], 3],
  [[3, 6], 6],
  [[5, 3], 5],
  [[7, 6, 0], 7],
  [[4, 7], 4],
  [[3, 1, 2, 7], 1],
])('of several ends, %j, the worst is %d', (codes, worst) => {
  expect(worstExitCode(codes)).toBe(worst);
});
