import { findVersion } from '../../src/cli/bookmark-version';

const entry = { status: 'completed', hasValue: true } as const;
const history = [
  { ...entry, version: 6, writer: 'ada', runId: '9c-4' },
  { ...entry, version: 5, writer: 'command' },
  { ...entry, version: 4, writer: '7b-22' },
  { ...entry, version: 3, writer: '7b-11' },
  { ...entry, version: 2, writer: '7b-11' },
];

test.each([
  ['3', 3],
  // Whether it is kept, its place decides.
  ['99', 99],
  ['7b-11', 3],
  ['7b-2', 4],
  ['9c', 6],
])('%s means version %i: of a run what it has left', (wanted, version) => {
  expect(findVersion('stores', history, wanted)).toBe(version);
});

test('the beginning of several runs is refused, and names them', () => {
  expect(() => findVersion('stores', history, '7b')).toThrow('7b is the beginning of 2 runs: 7b-22, 7b-11');
});

test.each(['run-x', 'command'])('%s has written no version', (wanted) => {
  expect(() => findVersion('stores', history, wanted)).toThrow(
    expect.objectContaining({ code: 'bookmark-version-gone' }),
  );
});
