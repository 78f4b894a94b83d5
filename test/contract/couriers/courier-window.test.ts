import fc from 'fast-check';
import { addDays } from '../../../src/contract/calendar-day';
import {
  type CourierWindow,
  daysOfWindow,
  type ScheduledFire,
  windowOfDay,
  windowOfFire,
  windowOfPeriod,
} from '../../../src/contract/couriers/courier-window';
import { zonedDays } from '../../../src/contract/couriers/zoned-days';

const hour = 3_600_000;
const at = (time: string) => Date.parse(time);

function daysOf(window: CourierWindow) {
  if (window.kind !== 'days') throw new Error('it is of all days');
  return daysOfWindow(window);
}
const ofFire = (fire: Partial<ScheduledFire> & { readonly scheduledAt: number; readonly previousAt: number }) =>
  daysOf(windowOfFire({ offsetMs: 0, timeZone: 'UTC', ...fire }).window).days;

describe('by hand', () => {
  test('a day, a period whose end is not in it, and days before them', () => {
    expect(daysOf(windowOfDay('2020-02-28'))).toEqual({ days: ['2020-02-28'], earlier: [] });
    expect(daysOf(windowOfPeriod('2020-02-28', '2020-03-02')).days).toEqual(['2020-02-28', '2020-02-29', '2020-03-01']);
    expect(daysOf(windowOfDay('2020-03-01', 2)).earlier).toEqual(['2020-02-28', '2020-02-29']);
    expect(daysOf(windowOfPeriod('2020-03-01', '2020-03-03', 1)).earlier).toEqual(['2020-02-29']);
  });

  test.each(['2020-02-30', '20200913', '2020-9-13', 'yesterday', ''])('%j is no day', (text) => {
    expect(() => windowOfDay(text)).toThrow(`${JSON.stringify(text)} is no day`);
    expect(() => windowOfPeriod('2020-01-01', text)).toThrow(expect.objectContaining({ code: 'usage-invalid' }));
  });

  test('a period without a day says where it would have to end', () => {
    expect(() => windowOfPeriod('2020-09-13', '2020-09-13')).toThrow(
      expect.objectContaining({
        code: 'usage-invalid',
        remedy: 'Its end is the day behind the last one: 2020-09-13 alone ends at 2020-09-14.',
      }),
    );
    expect(() => windowOfPeriod('2020-09-13', '2020-09-12')).toThrow('has no day in it');
  });
});

describe('daily at 13:00 UTC, the fire of 15 June', () => {
  const fire = { scheduledAt: at('2020-06-15T13:00:00Z'), previousAt: at('2020-06-14T13:00:00Z') };

  test.each([
    [0, '2020-06-15'],
    [12, '2020-06-15'],
    [13, '2020-06-14'],
    [24, '2020-06-14'],
    [36, '2020-06-14'],
    [37, '2020-06-13'],
    [61, '2020-06-12'],
  ])('with an offset of %d hours looks for the files of %s', (hours, day) => {
    expect(ofFire({ ...fire, offsetMs: hours * hour })).toEqual([day]);
    expect(windowOfFire({ ...fire, offsetMs: hours * hour, timeZone: 'UTC' }).endMs).toBe(
      fire.scheduledAt - hours * hour,
    );
  });

  test('makes good what was missed, from where the last completed window ended', () => {
    expect(ofFire({ ...fire, completedTo: at('2020-06-12T13:00:00Z') })).toEqual([
      '2020-06-13',
      '2020-06-14',
      '2020-06-15',
    ]);
    expect(ofFire({ ...fire, completedTo: at('2020-06-11T13:00:00Z'), offsetMs: 24 * hour })).toEqual([
      '2020-06-12',
      '2020-06-13',
      '2020-06-14',
    ]);
  });

  test('has nothing to do where an offset that has grown leads behind what is done, and forgets nothing of it', () => {
    const grown = { ...fire, completedTo: at('2020-06-14T13:00:00Z'), offsetMs: 72 * hour };
    expect(ofFire(grown)).toEqual([]);
    expect(windowOfFire({ ...grown, timeZone: 'UTC' }).endMs).toBe(at('2020-06-14T13:00:00Z'));
  });
});

describe('less often', () => {
  const weekly = { scheduledAt: at('2020-06-15T08:30:00Z'), previousAt: at('2020-06-08T08:30:00Z') };

  test('each day since the last fire is looked at, or the past day alone', () => {
    expect(ofFire(weekly)).toHaveLength(7);
    expect(ofFire(weekly)[0]).toBe('2020-06-09');
    expect(ofFire({ ...weekly, pastDayOnly: true })).toEqual(['2020-06-15']);
    expect(ofFire({ ...weekly, pastDayOnly: true, offsetMs: 24 * hour })).toEqual(['2020-06-14']);
  });

  test('more often, a fire without a midnight behind it looks at the days before alone', () => {
    const hourly = { scheduledAt: at('2020-06-15T08:00:00Z'), previousAt: at('2020-06-15T07:00:00Z') };
    const { window } = windowOfFire({ ...hourly, offsetMs: 0, timeZone: 'UTC', lookBackDays: 2 });
    expect(daysOf(window)).toEqual({ days: [], earlier: ['2020-06-14', '2020-06-15'] });
  });
});

describe("midnights of the courier's zone", () => {
  test('divide the days', () => {
    const fire = { scheduledAt: at('2020-06-15T23:00:00Z'), previousAt: at('2020-06-14T23:00:00Z') };
    expect(ofFire(fire)).toEqual(['2020-06-15']);
    expect(ofFire({ ...fire, timeZone: 'Europe/Berlin' })).toEqual(['2020-06-16']);
    expect(ofFire({ ...fire, timeZone: 'America/Los_Angeles' })).toEqual(['2020-06-15']);
  });

  test.each([
    ['UTC', '2020-03-29', '2020-03-29T00:00:00Z'],
    ['Europe/Berlin', '2020-03-29', '2020-03-28T23:00:00Z'],
    ['Europe/Berlin', '2020-03-30', '2020-03-29T22:00:00Z'],
    ['Asia/Kolkata', '2020-01-01', '2019-12-31T18:30:00Z'],
    ['Pacific/Kiritimati', '2020-01-01', '2019-12-31T10:00:00Z'],
    ['Pacific/Pago_Pago', '2020-01-01', '2020-01-01T11:00:00Z'],
    // The clocks went from 24:00 to 1:00, and back from 1:00 to 24:00 of the same day, and from 24:00 to 23:00.
    ['America/Sao_Paulo', '2018-11-04', '2018-11-04T03:00:00Z'],
    ['America/Havana', '2019-11-03', '2019-11-03T04:00:00Z'],
    ['America/Sao_Paulo', '2018-02-18', '2018-02-18T03:00:00Z'],
    // 30 December was left out there: nothing of it begins before the 31st.
    ['Pacific/Apia', '2011-12-31', '2011-12-30T10:00:00Z'],
  ])('in %s %s begins at %s', (timeZone, day, start) => {
    expect(new Date(zonedDays(timeZone).startOf(day)).toISOString()).toBe(start.replace('Z', '.000Z'));
  });
});

test('whatever the schedule, the offset and the zone, fires that follow each other have each day once', () => {
  const zones = ['UTC', 'Europe/Berlin', 'America/Sao_Paulo', 'America/Havana', 'Australia/Lord_Howe', 'Asia/Kolkata'];
  const property = fc.property(
    fc.constantFrom(...zones),
    fc.integer({ min: at('2015-01-01'), max: at('2019-06-01') }),
    fc.array(fc.integer({ min: 1, max: 240 }), { minLength: 1, maxLength: 6 }),
    fc.integer({ min: 0, max: 100 * hour }),
    fc.array(fc.boolean(), { minLength: 6, maxLength: 6 }),
    (timeZone, first, gaps, offsetMs, failed) => {
      let previousAt = first;
      let completedTo: number | undefined;
      const seen: string[] = [];
      for (const [index, gap] of gaps.entries()) {
        const scheduledAt = previousAt + gap * hour;
        const { window, endMs } = windowOfFire({
          scheduledAt,
          previousAt,
          offsetMs,
          timeZone,
          completedTo: completedTo ?? first - offsetMs,
        });
        previousAt = scheduledAt;
        const isLast = index === gaps.length - 1;
        if (failed[index] && !isLast) continue;
        seen.push(...daysOf(window).days);
        completedTo = endMs;
      }
      // Each day whose beginning lies in the whole of it, told in another way: hour by hour on that zone's calendar.
      const calendar = new Intl.DateTimeFormat('sv-SE', { timeZone });
      const expected = new Set<string>();
      const end = previousAt - offsetMs;
      for (let time = first - offsetMs; time < end; time += hour / 4) {
        if (calendar.format(time) !== calendar.format(time - hour / 4)) expected.add(calendar.format(time));
      }
      const within = (day: string) => {
        const start = zonedDays(timeZone).startOf(day);
        return start >= first - offsetMs && start < end;
      };
      expect(seen).toEqual([...new Set(seen)].sort());
      expect(seen.every(within)).toBe(true);
      const missed = [...expected].filter((day) => within(day) && !seen.includes(day));
      expect(missed).toEqual([]);
      for (const [index, day] of seen.entries()) {
        if (index > 0) expect(day).toBe(addDays(seen[index - 1] ?? '', 1));
      }
    },
  );
  fc.assert(property, { numRuns: 60 });
});
