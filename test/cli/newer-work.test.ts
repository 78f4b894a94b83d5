import { newerWorkText } from '../../src/cli/newer-work';

const newest = { timestamp: Date.UTC(2026, 10, 24, 6), name: 'z.json' };
const held = (count: number) =>
  Array.from({ length: count }, (_, number) => ({ name: `${number}.json`, timestamp: Date.UTC(2026, 10, 23) }));

test('names the files with their times', () => {
  expect(newerWorkText(held(1), newest)).toBe(
    'Newer files up to 2026-11-24T06:00:00.000Z have been imported since:\n  0.json of 2026-11-23T00:00:00.000Z\n',
  );
});

test('names ten, and counts the others', () => {
  const lines = newerWorkText(held(13), newest).trimEnd().split('\n');
  expect(lines).toHaveLength(12);
  expect(lines.at(-1)).toBe('  and 3 more');
});
