import fc from 'fast-check';
import { duration, progressLine, Rate } from '../../src/cli/progress-bar';
import { progressOf } from './progress-of';

const fromSeed = process.env.SEED === undefined ? {} : { seed: Number(process.env.SEED) };

describe('the rate', () => {
  test('is unknown before half a second has been seen', () => {
    const rate = new Rate();
    expect(rate.add(0, 1_000)).toBeUndefined();
    expect(rate.add(100, 1_499)).toBeUndefined();
    expect(rate.add(100, 1_500)).toBe(200);
  });

  test('is that of the last ten seconds: what was before is forgotten', () => {
    const rate = new Rate();
    let last: number | undefined;
    for (let second = 0; second <= 60; second += 1) last = rate.add(1_000 * Math.min(second, 30), second * 1_000);
    expect(last).toBe(0);
  });

  test('is never below zero, where a crash sets a run back', () => {
    const rate = new Rate();
    rate.add(5_000, 0);
    expect(rate.add(4_000, 1_000)).toBe(0);
  });

  test('of records that come evenly is theirs, however often it is asked', () => {
    const pace = { perSecond: fc.integer({ min: 1, max: 100_000 }), everyMs: fc.integer({ min: 100, max: 5_000 }) };
    fc.assert(
      fc.property(fc.record(pace), ({ perSecond, everyMs }) => {
        const rate = new Rate();
        let last: number | undefined;
        for (let at = 0; at <= 30_000; at += everyMs) last = rate.add((perSecond * at) / 1_000, at);
        expect(last).toBeCloseTo(perSecond, 3);
      }),
      fromSeed,
    );
  });
});

describe('the line', () => {
  const half = `${'█'.repeat(12)}${'░'.repeat(12)}`;

  test('of a run that works tells the share, what arrived, the rate and the time left', () => {
    expect(progressLine(progressOf(), 100, 0)).toBe(
      `${half}  50.0 %  12,000 offline stores  100/s  2m 00s left  importing 1 of 2`,
    );
  });

  test('names the file and what was rejected', () => {
    const counts = { read: 12_000, delivered: 10_000, rejected: 2_000, skipped: 0, pending: 0 };
    expect(progressLine(progressOf({ counts, current: 'eu/stores.json' }), undefined, 0)).toBe(
      `${half}  50.0 %  10,000 offline stores  2,000 rejected  importing 1 of 2  eu/stores.json`,
    );
  });

  test('promises no time while the share or the rate tells nothing', () => {
    expect(progressLine(progressOf({ progressPercent: 0.9 }), 100, 0)).not.toContain('left');
    expect(progressLine(progressOf({ progressPercent: 100 }), 100, 0)).not.toContain('left');
    expect(progressLine(progressOf(), 0, 0)).not.toContain('left');
  });

  test('of a run that has read all and waits for jobs tells what is pending, and no time', () => {
    const counts = { read: 12_000, delivered: 2_000, rejected: 0, skipped: 0, pending: 10_000 };
    const phase = 'importing, 1 job at the destination';
    const { files: _, ...progress } = progressOf({ counts, phase, progressPercent: 99 });
    expect(progressLine(progress, 100, 0)).toMatch(
      / 99\.0 % {2}2,000 offline stores {2}10,000 pending {2}importing, 1 job/,
    );
  });

  test('of a run that waits tells for what and for how long, and no rate', () => {
    const waiting = { code: 'throttled', message: 'The destination asks to wait', until: 38_000 };
    expect(progressLine(progressOf({ waiting }), 100, 500)).toBe(
      `${half}  50.0 %  12,000 offline stores  throttled 38 s`,
    );
    expect(progressLine(progressOf({ waiting }), 100, 40_000)).toContain('throttled 0 s');
  });

  test('of a step that is tried again says why', () => {
    const retrying = 'source-unavailable: the source does not answer';
    expect(progressLine(progressOf({ retrying }), 100, 0)).toContain(`trying again: ${retrying}`);
  });

  test('of a run that rests says so', () => {
    expect(progressLine(progressOf({ status: 'PAUSED' }), 100, 0)).toBe(
      `${half}  50.0 %  12,000 offline stores  paused`,
    );
  });

  test('begins with a bar of one width, whatever the share', () => {
    fc.assert(
      fc.property(fc.double({ min: -1, max: 101, noNaN: true }), (progressPercent) => {
        expect(progressLine(progressOf({ progressPercent }), undefined, 0)).toMatch(/^[█░]{24} [ \d]{3}\.\d %/);
      }),
      fromSeed,
    );
  });
});

test.each([
  [0, '0.0s'],
  [18_240, '18.2s'],
  [59_999, '59.9s'],
  [60_000, '1m 00s'],
  [245_900, '4m 05s'],
  [3_599_999, '59m 59s'],
  [7_800_000, '2h 10m'],
  [90_000_000, '25h 00m'],
])('%d ms are told as %s', (ms, text) => {
  expect(duration(ms)).toBe(text);
});

test('a time is never told as 60 seconds or 60 minutes', () => {
  fc.assert(
    fc.property(fc.oneof(fc.integer({ min: 59_900, max: 60_100 }), fc.nat(100_000_000)), (ms) => {
      expect(duration(ms)).not.toMatch(/\b60(\.0s|s|m)/);
    }),
    fromSeed,
  );
});
