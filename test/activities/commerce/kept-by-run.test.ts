import { KeptByRun } from '../../../src/activities/commerce/kept-by-run';

const tree = () => ({});

test('what a run has read is kept until four other runs have kept theirs, and the last one counts', () => {
  const trees = new KeptByRun<object>();
  const [first, newer] = [tree(), tree()];
  expect(trees.of('a')).toBeUndefined();
  trees.keep('a', first);
  trees.keep('b', tree());
  trees.keep('a', newer);
  for (const run of ['c', 'd']) trees.keep(run, tree());
  expect(trees.of('a')).toBe(newer);
  expect(trees.of('b')).toBeDefined();
  trees.keep('e', tree());
  expect(trees.of('b')).toBeUndefined();
  expect(trees.of('a')).toBe(newer);
  trees.keep('f', tree());
  expect(trees.of('a')).toBeUndefined();
});
