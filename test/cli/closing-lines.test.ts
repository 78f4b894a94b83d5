import { closingLines, closingLinesOf } from '../../src/cli/closing-lines';
import type { ImportConfig } from '../../src/config';
import { runOf } from './run-of';

const counts = { read: 1_200, delivered: 1_190, rejected: 7, skipped: 3, pending: 0 };

test('a run that completed is told in one line', () => {
  expect(closingLines(runOf(), 'offline stores')).toBe(
    'offline-stores completed: 1,200 offline stores delivered, 0 rejected, 0 skipped from 2 of 2 files in 60.0 s\n',
  );
});

test('a run that found nothing says just that', () => {
  const nothing = { read: 0, delivered: 0, rejected: 0, skipped: 0, pending: 0 };
  const files = { found: 0, done: 0, quarantined: 0 };
  expect(closingLines(runOf({ counts: nothing, files }), 'offline stores')).toBe('offline-stores: nothing new\n');
  const failed = closingLines(runOf({ status: 'FAILED', counts: nothing, files }), 'offline stores');
  expect(failed).toMatch(/^offline-stores failed: 0 offline stores delivered/);
});

test('what was rejected and what is in quarantine can be looked up with the command that is named', () => {
  const lines = closingLines(runOf({ counts, files: { found: 2, done: 2, quarantined: 1 } }), 'stores').split('\n');
  expect(lines.slice(1)).toEqual([
    '1 file is in quarantine: longshore logs offline-stores',
    'See what was rejected: longshore rejects list offline-stores --run 0199d0c4-0000-7000-8000-000000000001',
    '',
  ]);
});

test('a run that failed ends with the reason and the remedy', () => {
  const error = { code: 'gave-up', message: 'Nothing was delivered for 24 h', remedy: 'Mend the cause.' } as const;
  expect(
    closingLines(runOf({ status: 'FAILED', error }), 'offline stores')
      .split('\n')
      .slice(1),
  ).toEqual(['gave-up: Nothing was delivered for 24 h', 'Mend the cause.', '']);
});

test('an import without files names none', () => {
  const { files: _, ...run } = runOf({ status: 'CANCELLED' });
  expect(closingLines(run, 'customers')).toBe(
    'offline-stores cancelled: 1,200 customers delivered, 0 rejected, 0 skipped in 60.0 s\n',
  );
});

test('what a second chance has left as it was is said, also where it had nothing else to do', () => {
  const files = { found: 0, done: 0, quarantined: 0 };
  const counts = { read: 0, delivered: 0, rejected: 0, skipped: 0, pending: 0 };
  expect(closingLines(runOf({ counts, files, leftOut: 2 }), 'offline stores').split('\n')).toEqual([
    'offline-stores completed: 0 offline stores delivered, 0 rejected, 0 skipped from 0 of 0 files in 60.0 s',
    '2 left out; why: longshore logs offline-stores',
    '',
  ]);
});

test('of a shop each kind of record is told, and what is pending', () => {
  const { files: _, ...run } = runOf({ counts: { ...counts, pending: 2_000 } });
  const kinds = { 'Placed Order': { delivered: 1_190, rejected: 0 }, orders: { delivered: 0, rejected: 7 } };
  expect(
    closingLines({ ...run, kinds }, 'events')
      .split('\n')
      .slice(1, 4),
  ).toEqual([
    '  Placed Order: 1,190 delivered, 0 rejected',
    '  orders: 0 delivered, 7 rejected',
    '2,000 events are pending at the destination: the next run reads what came of them',
  ]);
});

test('of a shop, too, a run that found nothing says just that', () => {
  const { files: _, ...run } = runOf({ counts: { read: 0, delivered: 0, rejected: 0, skipped: 0, pending: 0 } });
  expect(closingLines(run, 'customers')).toBe('offline-stores: nothing new\n');
});

test('what was asked for and is not in the shop is left out', () => {
  const { files: _, ...run } = runOf({ leftOut: 2 });
  expect(closingLines(run, 'customers')).toContain('\n2 left out; why: longshore logs offline-stores\n');
});

test('a deletion says that it has deleted, or that there was nothing', () => {
  const about = { type: 'catalog-deletion', records: 'catalog entries' } as ImportConfig;
  const { files: _, ...run } = runOf({ import: 'delete-catalog' });
  expect(closingLinesOf(run, about)).toMatch(/^delete-catalog completed: 1,200 catalog entries deleted, 0 rejected/);
  expect(closingLinesOf({ ...run, counts: { ...run.counts, read: 0, delivered: 0 } }, about)).toBe(
    'delete-catalog: nothing to delete\n',
  );
});
