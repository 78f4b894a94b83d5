import fc from 'fast-check';
import { lackOfUpstream } from '../../../src/contract/couriers/courier-group';
import { daysOfWindow } from '../../../src/contract/couriers/courier-window';
import {
  type GroupTerms,
  groupWindows,
  isEmptyWindow,
  windowInWords,
} from '../../../src/contract/couriers/group-windows';
import { zonedDays } from '../../../src/contract/couriers/zoned-days';
import { parseCron } from '../../../src/contract/schedules/cron';
import { cronFires } from '../../../src/contract/schedules/cron-fires';

const [hourMs, dayMs] = [3_600_000, 86_400_000];
const at = (time: string) => Date.parse(time);

const terms = (of: Partial<GroupTerms['couriers'][number]>, rest: Partial<GroupTerms> = {}): GroupTerms => ({
  couriers: [{ courier: 'shop', offsetMs: 0, isDated: true, lookBackDays: 0, ...of }],
  ...{ onlyPastDay: false, fileZone: 'UTC', ...rest },
});

function windowOf(of: GroupTerms, asked: Parameters<typeof groupWindows>[1]) {
  const [window] = groupWindows(of, asked);
  if (!window) throw new Error('there is none');
  return window;
}

const crons = [
  '30 8 * * *',
  '0 0 * * *',
  '15 23 * * *',
  '0 6 * * 1-5',
  '0 17 * * 1',
  '0 */6 * * *',
  '30 2 * * *',
  '30 1 * * *',
];
const zones = ['UTC', 'America/New_York', 'Europe/Berlin', 'Asia/Kolkata', 'Australia/Sydney', 'America/Santiago'];

/** A year of fires, each of which completes, fails or is missed. */
const years = fc.record({
  cron: fc.constantFrom(...crons),
  timeZone: fc.constantFrom(...zones),
  ofSchedule: fc.boolean(),
  offsetMs: fc.constantFrom(0, 13, 24, 37, 72).map((hours) => hours * hourMs),
  begin: fc.integer({ min: 2020, max: 2027 }),
  ends: fc.infiniteStream(fc.constantFrom('completed', 'completed', 'completed', 'completed', 'failed', 'missed')),
});

test('in a year of fires, failures and outages each day is the business of one completed window, and none is left out', () => {
  fc.assert(
    fc.property(years, ({ cron, timeZone, ofSchedule, offsetMs, begin, ends }) => {
      const fileZone = ofSchedule ? timeZone : 'UTC';
      const of = terms({ offsetMs }, { fileZone, rhythm: { cron, timeZone } });
      const from = Date.UTC(begin, 0, 1);
      let completedTo: number | undefined;
      const completed: string[] = [];
      const fires = [...cronFires(parseCron(cron), timeZone).between(from, from + 366 * dayMs)];
      for (const fire of fires) {
        const end = ends.next().value;
        if (end === 'missed') continue;
        const { window, fire: moved } = windowOf(of, {
          firedAt: fire,
          completedTo: { ...(completedTo === undefined ? {} : { shop: completedTo }) },
        });
        // What begins here is remembered at once, as a run does.
        completedTo ??= moved?.beginMs;
        expect(moved?.beginMs).toBe(completedTo);
        expect(moved?.endMs).toBe(fire - offsetMs);
        if (end === 'failed' || window.kind !== 'days') continue;
        completed.push(...daysOfWindow(window).days);
        completedTo = moved?.endMs;
      }
      const [first] = completed;
      const last = completed.at(-1);
      if (first === undefined || last === undefined) return;
      const wanted = daysOfWindow({ kind: 'days', from: first, to: last, lookBackDays: 0 }).days;
      expect(completed).toEqual([...wanted, last]);
      // All days that have begun when the last window ended, and no other.
      const nextDay = zonedDays(fileZone).firstFrom(completedTo ?? 0);
      expect(daysOfWindow({ kind: 'days', from: last, to: nextDay, lookBackDays: 0 }).days).toEqual([last]);
    }),
    { numRuns: process.env.LONGSHORE_PROVE === 'full' ? 300 : 8 },
  );
});

test('a whole year at 08:30 in New York, with both changes of the clocks, is a day a fire', () => {
  const rhythm = { cron: '30 8 * * *', timeZone: 'America/New_York' };
  const of = terms({ offsetMs: 24 * hourMs }, { rhythm });
  let completedTo: number | undefined;
  const counts = new Map<number, number>();
  const fires = [
    ...cronFires(parseCron(rhythm.cron), rhythm.timeZone).between(
      at('2026-01-01T00:00:00Z'),
      at('2027-01-01T00:00:00Z'),
    ),
  ];
  for (const firedAt of fires) {
    const { window, fire } = windowOf(of, {
      firedAt,
      completedTo: completedTo === undefined ? {} : { shop: completedTo },
    });
    if (window.kind !== 'days') throw new Error('it is of all days');
    const { length } = daysOfWindow(window).days;
    counts.set(length, (counts.get(length) ?? 0) + 1);
    completedTo = fire?.endMs;
  }
  expect(fires).toHaveLength(365);
  expect([...counts]).toEqual([[1, 365]]);
});

test('the first window begins at the fire before; a group without a schedule is taken for a daily one', () => {
  const firedAt = at('2020-06-15T13:00:00Z');
  const daily = terms({ offsetMs: 24 * hourMs }, { rhythm: { cron: '0 13 * * *', timeZone: 'UTC' } });
  const weekly = terms({}, { rhythm: { cron: '0 13 * * 1', timeZone: 'UTC' } });
  expect(windowOf(daily, { firedAt, completedTo: {} })).toEqual({
    courier: 'shop',
    window: { kind: 'days', from: '2020-06-14', to: '2020-06-15', lookBackDays: 0 },
    fire: { beginMs: at('2020-06-13T13:00:00Z'), endMs: at('2020-06-14T13:00:00Z') },
  });
  expect(windowOf(weekly, { firedAt, completedTo: {} }).window).toMatchObject({ from: '2020-06-09', to: '2020-06-16' });
  expect(windowOf(terms({}), { firedAt, completedTo: {} }).window).toMatchObject({
    from: '2020-06-15',
    to: '2020-06-16',
  });
});

test('of a longer window the past day alone is meant where that is said', () => {
  const rhythm = { cron: '0 13 * * 1', timeZone: 'UTC' };
  const of = terms({ offsetMs: 24 * hourMs }, { rhythm, onlyPastDay: true });
  const firedAt = at('2020-06-15T13:00:00Z');
  expect(windowOf(of, { firedAt, completedTo: {} }).window).toMatchObject({ from: '2020-06-14', to: '2020-06-15' });
});

test('named days are taken as they are, or moved by the offset, and move nothing on', () => {
  const of = terms({ offsetMs: 24 * hourMs, lookBackDays: 2 });
  const asked = { firedAt: at('2020-06-15T13:00:00Z'), completedTo: {} };
  const named = { kind: 'days', from: '2020-06-10', to: '2020-06-11', lookBackDays: 2 };
  expect(windowOf(of, { ...asked, day: '2020-06-10' })).toEqual({ courier: 'shop', window: named });
  const moved = windowOf(of, { ...asked, from: '2020-06-10', to: '2020-06-12', applyOffset: true });
  expect(moved).toEqual({ courier: 'shop', window: { ...named, from: '2020-06-09', to: '2020-06-11' } });
  // Of a day that begins at midnight, what is 13 hours older begins on the day before, at 11:00: no other day begins in it.
  const half = terms({ offsetMs: 13 * hourMs });
  expect(windowOf(half, { ...asked, day: '2020-06-10', applyOffset: true }).window).toMatchObject({
    from: '2020-06-10',
    to: '2020-06-11',
  });
});

test('files that are the same on all days have no days', () => {
  const { window } = windowOf(terms({ isDated: false }), { firedAt: at('2020-06-15T13:00:00Z'), completedTo: {} });
  expect(window).toEqual({ kind: 'all' });
  expect(windowInWords(window)).toBe('all files');
});

test('a fire whose days are done has nothing to do', () => {
  const firedAt = at('2020-06-15T13:00:00Z');
  const { window, fire } = windowOf(terms({}), { firedAt, completedTo: { shop: firedAt + dayMs } });
  expect(isEmptyWindow(window)).toBe(true);
  expect(windowInWords(window)).toBe('no day begins in its window');
  expect(fire?.endMs).toBe(firedAt + dayMs);
});

describe('a group that waits for another', () => {
  const firedAt = at('2020-06-15T13:00:00Z');
  const none = { offsetMs: 0, requireRows: false };

  test('begins when its window is complete, and not before', () => {
    expect(lackOfUpstream({ completedTo: {} }, none, firedAt)).toBe('has never completed');
    const before = { completedTo: {}, completedFor: firedAt - 1 };
    expect(lackOfUpstream(before, none, firedAt)).toBe('has not completed its window up to 2020-06-15T13:00:00Z');
    expect(lackOfUpstream({ completedTo: {}, completedFor: firedAt }, none, firedAt)).toBeUndefined();
    expect(lackOfUpstream(before, { ...none, offsetMs: dayMs }, firedAt)).toBeUndefined();
  });

  test('takes a window without rows, unless it is to have some', () => {
    const empty = { completedTo: {}, completedFor: firedAt, rowsFor: firedAt - dayMs };
    expect(lackOfUpstream(empty, none, firedAt)).toBeUndefined();
    expect(lackOfUpstream(empty, { ...none, requireRows: true }, firedAt)).toBe(
      'has moved no rows for 2020-06-15T13:00:00Z',
    );
    expect(lackOfUpstream({ ...empty, rowsFor: firedAt }, { ...none, requireRows: true }, firedAt)).toBeUndefined();
  });
});
