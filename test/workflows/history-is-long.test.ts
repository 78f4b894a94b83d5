import { historyIsLong } from '../../src/workflows/history-is-long';

test('a run continues as new when Temporal suggests it', () => {
  expect(historyIsLong({ continueAsNewSuggested: false, historyLength: 100 })).toBe(false);
  expect(historyIsLong({ continueAsNewSuggested: true, historyLength: 5_000 })).toBe(true);
});

test('a fire of a cron never does, and ends before its history is too long to be read again', () => {
  const cron = { cronSchedule: '@every 1h', continueAsNewSuggested: true };
  expect(historyIsLong({ ...cron, historyLength: 19_999 })).toBe(false);
  expect(() => historyIsLong({ ...cron, historyLength: 20_000 })).toThrow(
    expect.objectContaining({ type: 'cron-run-too-long', nonRetryable: true }),
  );
});
