import { KeptTrees } from '../../../src/activities/commerce/kept-trees';
import { buildCategoryTree } from '../../../src/mappings/commerce';

const tree = () => buildCategoryTree([], undefined);

test('the tree of a run is kept until four other runs have kept theirs, and the last one counts', () => {
  const trees = new KeptTrees();
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
