import { defaultPayloadConverter } from '@temporalio/common';
import { withHeartbeats } from '../../src/runs/live-progress';
import { progressOf } from '../cli/progress-of';

type Pending = Parameters<typeof withHeartbeats>[1];

const beating = (beat: unknown): Pending => [
  { heartbeatDetails: { payloads: [defaultPayloadConverter.toPayload(beat)] } },
];
const counts = { read: 300, delivered: 250, rejected: 30, skipped: 20, pending: 0 };

test('without a step that works, and before its first heartbeat, a run is as far as it says itself', () => {
  const progress = progressOf();
  for (const pending of [[], [{}], [{ heartbeatDetails: { payloads: [] } }]]) {
    expect(withHeartbeats(progress, pending)).toEqual(progress);
  }
});

test('the counts of the step are added to those of the run, and its file is told', () => {
  expect(withHeartbeats(progressOf(), beating({ cursor: {}, counts, current: 'eu/b.json' }))).toEqual({
    ...progressOf(),
    counts: { read: 12_300, delivered: 12_250, rejected: 30, skipped: 20, pending: 0 },
    current: 'eu/b.json',
  });
});

test('a heartbeat that is not a step’s changes nothing', () => {
  for (const beat of [null, 'listing', { position: 3 }]) {
    expect(withHeartbeats(progressOf(), beating(beat))).toEqual(progressOf());
  }
});

test('a step that failed and is tried again says why, with and without a heartbeat', () => {
  const lastFailure = { message: 'source-unavailable: the source does not answer' };
  expect(withHeartbeats(progressOf(), [{ lastFailure }])).toEqual(progressOf({ retrying: lastFailure.message }));
  const [beat] = beating({ cursor: {}, counts });
  expect(withHeartbeats(progressOf(), [{ ...beat, lastFailure }])).toMatchObject({
    retrying: lastFailure.message,
    counts: { read: 12_300 },
  });
});

test('steps that work side by side add up, in counts and in percentage points, never past 100', () => {
  const beat = (addedPercent: number, current: string) =>
    beating({ cursor: {}, counts, addedPercent, current })[0] ?? {};
  const progress = progressOf({ progressPercent: 40 });
  expect(withHeartbeats(progress, [beat(12.5, 'a.json'), beat(7.5, 'b.json')])).toMatchObject({
    counts: { read: 12_600, delivered: 12_500, rejected: 60, skipped: 40 },
    progressPercent: 60,
    current: 'a.json …',
  });
  expect(withHeartbeats(progress, [beat(70, 'a.json')]).progressPercent).toBe(100);
});

test('files that a step has finished count, and the next of them is the one that is imported', () => {
  const progress = progressOf({ phase: 'importing 1 of 3', files: { found: 3, done: 0, quarantined: 0 } });
  const [beat] = beating({ cursor: {}, counts, filesDone: 2, current: 'c.json' });
  expect(withHeartbeats(progress, [beat ?? {}])).toMatchObject({ phase: 'importing 3 of 3', files: { done: 2 } });
});

test('a run waits where all of its steps do, and no longer than the first of them', () => {
  const waiting = (seconds: number) => ({
    code: 'throttled',
    message: 'Klaviyo asks to be called less often.',
    until: seconds,
  });
  const beat = (more: object) => beating({ cursor: {}, counts, ...more })[0] ?? {};
  const waits = [beat({ waiting: waiting(38) }), beat({ waiting: waiting(12) })];
  expect(withHeartbeats(progressOf(), waits).waiting).toEqual(waiting(12));
  expect(withHeartbeats(progressOf(), [...waits, beat({})]).waiting).toBeUndefined();
});

test('kinds of records are added up', () => {
  const progress = progressOf({ kinds: { 'Placed Order': { delivered: 2, rejected: 1 } } });
  const kinds = { 'Placed Order': { delivered: 3, rejected: 0 }, 'Ordered Product': { delivered: 9, rejected: 0 } };
  expect(withHeartbeats(progress, beating({ cursor: {}, counts, kinds })).kinds).toEqual({
    'Placed Order': { delivered: 5, rejected: 1 },
    'Ordered Product': { delivered: 9, rejected: 0 },
  });
});
