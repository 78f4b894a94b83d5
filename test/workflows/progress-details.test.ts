import type { RunProgress } from '../../src/contract/run';
import { progressDetails } from '../../src/workflows/progress-details';

const progress: RunProgress = {
  import: 'offline-stores',
  runId: 'run-1',
  version: '0.1.0',
  records: 'offline stores',
  status: 'RUNNING',
  phase: 'importing 3 of 12',
  counts: { read: 24_700, delivered: 24_690, rejected: 3, skipped: 7, pending: 0 },
  files: { found: 12, done: 2, quarantined: 1 },
  progressPercent: 25,
  startedAt: 0,
  updatedAt: 0,
};
const details = (more: Partial<RunProgress> = {}): string =>
  progressDetails({ ...progress, ...more }, 'Offline Store Import');

test('a running import tells its phase, its share and its counts', () => {
  expect(details()).toBe(
    [
      '**Offline Store Import**: importing 3 of 12',
      '',
      '`█████░░░░░░░░░░░░░░░` 25.0 %',
      '',
      '- **24,690** offline stores delivered of 24,700 read',
      '- **3** rejected, **7** skipped',
      '- **2** of 12 files done, 1 quarantined',
    ].join('\n'),
  );
});

test.each([0, 0.1, 50, 99.9, 100, 100.000_001])('at %s percent the bar is as long as ever', (progressPercent) => {
  expect(/`([█░]*)`/.exec(details({ progressPercent }))?.[1]).toHaveLength(20);
});

test('what a run waits for, that it is paused, and why it failed stand in it', () => {
  expect(details({ status: 'PAUSED' })).toContain('Status: PAUSED');
  const until = Date.UTC(2026, 10, 25, 6);
  expect(details({ waiting: { code: 'throttled', message: 'ODP is busy.', until } })).toContain(
    'Waiting until 2026-11-25T06:00:00.000Z: throttled: ODP is busy.',
  );
  const error = { code: 'gave-up', message: 'Nothing was delivered.', remedy: 'Look at ODP.' } as const;
  expect(details({ status: 'FAILED', error })).toContain('Failed: gave-up: Nothing was delivered.\n\nLook at ODP.');
});

test('kinds of records are told where there are several', () => {
  const kinds = { 'Placed Order': { delivered: 1_200, rejected: 1 } };
  expect(details({ kinds })).toContain('\n- Placed Order: 1,200 delivered, 1 rejected\n');
});

test('couriers of a group are a table, which of a hundred is still far from 20 KB', () => {
  const window = { kind: 'days', from: '2026-03-01', to: '2026-03-02', lookBackDays: 0 } as const;
  const tasks = [
    { name: 'find', state: 'succeeded' },
    { name: 'land', state: 'running' },
  ] as const;
  const couriers = [{ courier: 'shop', state: 'running', window, tasks }] as const;
  const text = details({ couriers }).replaceAll('\u00a0', ' ');
  expect(text).toContain('| Courier  | State  | Window  | Rows  | Task  |\n| --- | --- | --- | --- | --- |\n');
  expect(text).toContain('| shop  | running  | files of 2026-03-01 to before 2026-03-02  |   | land: running  |');
  const many = Array.from({ length: 100 }, (_, index) => ({ ...couriers[0], courier: `${index}`.padStart(100, 'x') }));
  const long = details({ couriers: many });
  expect(long).toContain('\nand 40 more');
  expect(Buffer.byteLength(long)).toBeLessThan(20_000);
});
