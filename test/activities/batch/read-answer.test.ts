import * as fc from 'fast-check';
import { readAnswer } from '../../../src/activities/batch/read-answer';
import { LongshoreError } from '../../../src/contract/failure';

test.each([
  [{ complete: true }, undefined, false],
  [{ complete: false, progress: { progressPercent: 12.5 } }, 12.5, false],
  [{ complete: false, progress: { progressPercent: 150 } }, 150, true],
  [{ complete: false, progress: { progressPercent: -1 } }, -1, true],
  [{ complete: false, progress: { progressPercent: Number.NaN } }, undefined, true],
  [{ complete: false, progress: { progressPercent: '50' } }, undefined, true],
  [{ complete: false, progress: { progressPercent: null } }, undefined, true],
  [{ complete: false, progress: {} }, undefined, false],
  [{ complete: false, progress: 50 }, undefined, false],
])('%j tells %s', (returned, percent, oddPercent) => {
  const read = readAnswer('report', returned);
  expect(read.percent).toBe(percent);
  expect(read.oddPercent).toBe(oddPercent);
});

test('what JSON has no words for is taken as JSON writes it', () => {
  const returned = { complete: false, at: new Date(0), nothing: undefined, odd: Number.NaN, call: () => 1 };
  expect(readAnswer('report', returned).answer).toEqual({ complete: false, at: '1970-01-01T00:00:00.000Z', odd: null });
});

test.each([
  ['a circle', () => Object.assign({ complete: true }, { self: {} })],
  ['a bigint', () => ({ complete: true, count: 1n })],
  ['an object that becomes another', () => ({ complete: true, toJSON: () => 'done' })],
  ['one that becomes nothing', () => ({ complete: true, toJSON: () => undefined })],
])('%s is no answer', (_, make) => {
  const returned = make();
  if ('self' in returned) returned.self = returned;
  expect(() => readAnswer('report', returned)).toThrow(LongshoreError);
});

test('whatever is returned, it is read or refused with a code', () => {
  const values = fc.oneof(
    fc.anything({ withBigInt: true, withDate: true, withMap: true, withNullPrototype: true }),
    fc.record({ complete: fc.anything(), progress: fc.anything() }, { requiredKeys: [] }),
  );
  fc.assert(
    fc.property(values, (returned) => {
      try {
        const { answer, percent } = readAnswer('report', returned);
        expect(typeof answer.complete).toBe('boolean');
        expect(percent === undefined || Number.isFinite(percent)).toBe(true);
      } catch (error) {
        if (!(error instanceof LongshoreError)) throw error;
        expect(error.code).toBe('target-answer-invalid');
      }
    }),
  );
});
