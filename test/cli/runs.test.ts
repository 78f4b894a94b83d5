import { runsTable, runText } from '../../src/cli/runs';
import { runOf } from './run-of';

/** The cells of each row of a table that is drawn with lines. */
const cellsOf = (table: string): string[][] =>
  table
    .split('\n')
    .filter((line) => line.startsWith('│'))
    .map((line) =>
      line
        .split('│')
        .slice(1, -1)
        .map((cell) => cell.trim()),
    );

describe('the table of runs', () => {
  test('has a row a run, in the order they are given', () => {
    const counts = { read: 1_200, delivered: 1_190, rejected: 7, skipped: 3, pending: 0 };
    const table = runsTable([
      runOf({ runId: 'b', trackerId: 'nightly-7', counts }),
      runOf({ runId: 'a', status: 'FAILED', import: 'other' }),
    ]);
    const [head, ...rows] = cellsOf(table);
    expect(head?.slice(0, 5)).toEqual(['Run ID', 'Import', 'Version', 'Tracker ID', 'Status']);
    expect(rows).toEqual([
      [
        ...['b', 'offline-stores', '1.4.0', 'nightly-7', 'COMPLETED', '2026-11-23T06:00:00Z', '2026-11-23T06:01:00Z'],
        ...['1m 00s', '1200', '1190', '7', '3'],
      ],
      [
        ...['a', 'other', '1.4.0', '', 'FAILED', '2026-11-23T06:00:00Z', '2026-11-23T06:01:00Z'],
        ...['1m 00s', '1200', '1200', '0', '0'],
      ],
    ]);
  });

  test('tells what is pending where anything is', () => {
    const counts = { read: 10, delivered: 4, rejected: 0, skipped: 0, pending: 6 };
    const [head, first, second] = cellsOf(runsTable([runOf({ counts }), runOf()]));
    expect(head?.at(-1)).toBe('Pending');
    expect([first?.at(-1), second?.at(-1)]).toEqual(['6', '0']);
  });

  test('says in words that there are none', () => {
    expect(runsTable([])).toBe('No runs yet.\n');
  });
});

describe('the text of one run', () => {
  test('tells all of it, a fact a line', () => {
    expect(runText(runOf({ trackerId: 'nightly-7', rejects: 'rejects/offline-stores/' }))).toBe(
      [
        'Run          0199d0c4-0000-7000-8000-000000000001',
        'Import       offline-stores',
        'Workflow id  import/offline-stores',
        'Version      1.4.0',
        'Tracker      nightly-7',
        'Status       COMPLETED',
        'Started      2026-11-23T06:00:00Z',
        'Closed       2026-11-23T06:01:00Z',
        'Duration     1m 00s',
        'Records      1200 read, 1200 delivered, 0 rejected, 0 skipped',
        'Files        2 of 2 done, 0 quarantined',
        'Rejects      rejects/offline-stores/',
        '',
      ].join('\n'),
    );
  });

  test('of an import of a shop tells how far each lane is', () => {
    expect(runText(runOf({ reached: ['a', 'b'] }))).toContain('\nLane 1       up to a\nLane 2       up to b\n');
  });

  test('of one that works tells when it was heard of last', () => {
    const { closedAt: _, files: __, ...open } = runOf({ status: 'RUNNING' });
    const text = runText(open);
    expect(text).toContain('\nUpdated      2026-11-23T06:01:00Z\n');
    expect(text).not.toMatch(/Closed|Files|Rejects|Error/);
  });

  test('tells each kind of record, and what is pending', () => {
    const counts = { read: 9, delivered: 4, rejected: 1, skipped: 0, pending: 4 };
    const kinds = { 'Placed Order': { delivered: 4, rejected: 0 }, orders: { delivered: 0, rejected: 1 } };
    const text = runText(runOf({ counts, kinds }));
    expect(text).toContain('0 skipped, 4 pending at the destination\n');
    expect(text).toContain('\n             Placed Order: 4 delivered, 0 rejected\n');
  });

  test('of one that failed tells why, and what to do', () => {
    const error = { code: 'gave-up', message: 'Nothing was delivered for 24 h', remedy: 'Mend the cause.' } as const;
    expect(runText(runOf({ status: 'FAILED', error }))).toMatch(
      /\nError {8}gave-up: Nothing was delivered for 24 h\nRemedy {7}Mend the cause\.\n$/,
    );
  });
});
