import { accumulate } from '../../../src/activities/batch/accumulate';

test.each([
  [null, [1], [1]],
  [[1], [2, [3]], [1, 2, [3]]],
  [{ a: 1 }, [2], [2]],
  [null, { a: 1 }, { a: 1 }],
  [{ a: 1, b: { c: 1 } }, { b: { d: 2 } }, { a: 1, b: { d: 2 } }],
  [[1], { a: 1 }, { a: 1 }],
  [[1], 'text', 'text'],
  [{ a: 1 }, null, null],
])('%j and %j are %j', (before, added, all) => {
  expect(accumulate(before, added)).toEqual(all);
});
