import fc from 'fast-check';
import { type EndedWork, notificationsOf } from '../../../src/activities/notifications/ended-work';
import type { ChosenNotifications } from '../../../src/config';
import { notificationEvents } from '../../../src/contract/notification';

const all: ChosenNotifications = {
  channels: ['ops'],
  events: notificationEvents,
  rejectsOver: 10,
  rejectRateOver: 0.01,
};
const counts = (read: number, rejected: number) => ({
  read,
  delivered: read - rejected,
  rejected,
  skipped: 0,
  pending: 0,
});
const work = (more: Partial<EndedWork> = {}): EndedWork => ({
  job: { kind: 'import', name: 'offline-stores', title: 'Offline stores' },
  run: { workflowId: 'import/offline-stores', runId: 'r-1' },
  status: 'COMPLETED',
  endedAt: '2026-01-31T06:00:00.000Z',
  records: 'stores',
  counts: counts(1_000, 0),
  failuresBefore: 0,
  ...more,
});
const failed = (code: 'empty-file' | 'required-file-missing'): Partial<EndedWork> => ({
  status: 'FAILED',
  failure: { code, message: 'It is so', remedy: 'Mend it.' },
});
const events = (more: Partial<EndedWork>, chosen = all) =>
  notificationsOf(work(more), chosen).map(({ event }) => event);

test.each([
  ['a completion', {}, ['completed']],
  ['a completion of nothing', { counts: counts(0, 0) }, ['completed', 'nothing-new']],
  ['a completion of a batch job, which counts nothing', { counts: undefined }, ['completed']],
  ['ten rejects of a thousand', { counts: counts(1_000, 10) }, ['completed']],
  ['eleven rejects', { counts: counts(100_000, 11) }, ['completed', 'rejects']],
  ['two rejects of a hundred', { counts: counts(100, 2) }, ['completed', 'rejects']],
  ['a completion after failures', { failuresBefore: 2 }, ['completed', 'recovered']],
  ['a failure', failed('empty-file'), ['failed']],
  ['a file that is not there', failed('required-file-missing'), ['missing-file']],
  ['a completion without files that were missing', { missing: 'stores.csv' }, ['missing-file', 'completed']],
  ['a group that could not begin', { status: 'SKIPPED' }, ['skipped']],
  [
    'a failure of a courier, of which its group tells',
    { ...failed('empty-file'), ofGroup: { tellsMissing: true } },
    [],
  ],
  [
    'a missing file of a courier of a group',
    { ...failed('files-not-ready' as never), ofGroup: { tellsMissing: true } },
    ['missing-file'],
  ],
  ['one of which its group does not want to hear', { missing: 'stores.csv', ofGroup: { tellsMissing: false } }, []],
] as const)('%s', (_, more, expected) => {
  expect(events(more as Partial<EndedWork>)).toEqual(expected);
});

test('who wants failures and not missing files is told of a missing file as a failure', () => {
  expect(events(failed('required-file-missing'), { ...all, events: ['failed'] })).toEqual(['failed']);
});

test('it says what happened, to what, and what can be done', () => {
  const [failure] = notificationsOf(work(failed('empty-file')), all);
  expect(failure).toEqual({
    event: 'failed',
    key: 'failed/r-1',
    job: work().job,
    run: work().run,
    at: '2026-01-31T06:00:00.000Z',
    text: 'Offline stores has failed. Reason: empty-file: It is so. Mend it.',
    counts: counts(1_000, 0),
    failure: { code: 'empty-file', message: 'It is so', remedy: 'Mend it.' },
  });
  const [, recovered] = notificationsOf(work({ failuresBefore: 3, counts: counts(5, 0) }), all);
  expect(recovered?.text).toBe(
    'Offline stores has completed after 3 failures in a row: 5 stores read, 5 delivered, 0 rejected, 0 skipped.',
  );
  const [, rejects] = notificationsOf(work({ counts: counts(200, 3) }), all);
  expect(rejects?.text).toMatch(/^Offline stores: 3 of 200 \(1.5 %\) stores were rejected\./);
});

test('nothing is told that nobody asked for, and no two things have one key', () => {
  fc.assert(
    fc.property(
      fc.subarray([...notificationEvents]),
      fc.constantFrom<Partial<EndedWork>>({}, failed('empty-file'), failed('required-file-missing')),
      fc.nat(3),
      fc.nat(100).chain((read) => fc.tuple(fc.constant(read), fc.nat(read))),
      (asked, more, failuresBefore, [read, rejected]) => {
        const told = notificationsOf(work({ ...more, failuresBefore, counts: counts(read, rejected) }), {
          ...all,
          events: asked,
        });
        expect(told.every(({ event }) => asked.includes(event as never))).toBe(true);
        expect(new Set(told.map(({ key }) => key)).size).toBe(told.length);
      },
    ),
  );
});
