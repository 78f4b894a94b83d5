import { describeFailure, LongshoreError } from '../../src/contract/failure';
import { type FailureCode, failureCodes, isFailureCode } from '../../src/contract/failure-codes';

const codes = Object.keys(failureCodes) as FailureCode[];

describe('the list of codes', () => {
  test.each(codes)('%s says what it means and what helps, in sentences', (code) => {
    const { meaning, remedy } = failureCodes[code];
    expect(code).toMatch(/^[a-z]+(-[a-z0-9]+)*$/);
    expect(meaning).toMatch(/^([A-Z`]|longshore\.yaml ).*[^.]\.$/s);
    expect(remedy).toMatch(/^([A-Z`]|longshore\.yaml ).*[^.]\.$/s);
    expect(`${meaning}${remedy}`).not.toMatch(/\n| {2}/);
  });

  test('tells no two codes in the same words', () => {
    const meanings = codes.map((code) => failureCodes[code].meaning);
    expect(meanings.filter((meaning, index) => meanings.indexOf(meaning) !== index)).toEqual([]);
  });

  test('knows its own, and nothing that every object has', () => {
    for (const code of codes) expect(isFailureCode(code)).toBe(true);
    for (const other of ['', 'toString', 'constructor', '__proto__', 'Empty-file'])
      expect(isFailureCode(other)).toBe(false);
  });

  test('has a remedy of waiting only for what can pass by itself', () => {
    for (const code of codes) {
      const { kind, remedy } = failureCodes[code];
      if (/the run waits/.test(remedy)) expect([code, kind]).toEqual([code, 'busy']);
    }
  });
});

describe('an error', () => {
  test('has the remedy of its code, or a better one', () => {
    expect(new LongshoreError('empty-file', 'a.json is empty').remedy).toBe(failureCodes['empty-file'].remedy);
    expect(new LongshoreError('empty-file', 'a.json is empty', { remedy: 'Fill it.' }).remedy).toBe('Fill it.');
  });

  test.each(codes)('%s may be repeated only where the other side is busy', (code) => {
    expect(new LongshoreError(code, 'x').retryable).toBe(failureCodes[code].kind === 'busy');
  });

  test('keeps its cause for the one who catches it, and out of its report', () => {
    const cause = new Error('secret');
    const error = new LongshoreError('throttled', 'Called too often', { cause, retryAfterMs: 5 });
    expect(error).toMatchObject({ name: 'LongshoreError', cause, retryAfterMs: 5 });
    expect(error.report()).toEqual({
      code: 'throttled',
      message: 'Called too often',
      remedy: failureCodes.throttled.remedy,
    });
    expect(Object.hasOwn(new LongshoreError('throttled', 'x'), 'cause')).toBe(false);
  });

  test('is told with code, message and remedy, each sentence with one full stop', () => {
    const failure = { code: 'empty-file', remedy: 'Fill it.' } as const;
    const told = 'empty-file: a.json is empty. Fill it.';
    expect(describeFailure({ ...failure, message: 'a.json is empty' })).toBe(told);
    expect(describeFailure({ ...failure, message: 'a.json is empty.' })).toBe(told);
  });
});
