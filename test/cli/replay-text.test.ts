import { dryRunText } from '../../src/cli/replay-text';

test('a dry run shows what would become of each reject, and the totals below', () => {
  const text = dryRunText(
    [
      { file: 'a.json', index: 3, rejects: 1, outcome: 'would-be-sent', key: 'store-3' },
      { file: 'a.json', index: 5, rejects: 1, outcome: 'rejected', code: 'missing-key', message: 'No key' },
      { file: 'b.json', rejects: 7, outcome: 'newer', message: 'newer files' },
    ],
    { 'would-be-sent': 12, rejected: 1, newer: 7 },
  );
  const lines = text.trimEnd().split('\n');
  expect(lines[0]).toBe('Nothing was sent: this was a dry run.');
  expect(lines.filter((line) => line.includes('.json')).map((line) => line.replace(/\s+/g, ' '))).toEqual([
    '│ a.json │ 3 │ store-3 │ would be sent │ │',
    '│ a.json │ 5 │ │ rejected again │ missing-key: No key │',
    '│ b.json │ all 7 │ │ left: newer work │ newer files │',
  ]);
  expect(lines.at(-1)).toBe('12 would be sent, 1 rejected again, 7 left: newer work');
});
