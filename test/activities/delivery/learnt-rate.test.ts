import { LearntRate } from '../../../src/activities/delivery/learnt-rate';

/** Sends one request after the other, each acknowledged at once, and answers the rate in the end. */
function sendsUntil(rate: LearntRate, from: number, until: number): number {
  for (let now = from; now < until; ) {
    now = Math.max(rate.take(now), now + 1);
    rate.acknowledged(now);
  }
  return rate.perSecond ?? Number.POSITIVE_INFINITY;
}

test('nothing limits before a refusal, and one that comes before much was sent says nothing', () => {
  const rate = new LearntRate();
  expect(rate.take(1_000)).toBe(1_000);
  for (let answers = 0; answers < 9; answers += 1) rate.acknowledged(1_000);
  expect(rate.refused(1_000, 1_010)).toBe(false);
  expect(rate.perSecond).toBeUndefined();
  // Those that were out with it are refused as well.
  expect(rate.refused(1_005, 1_012)).toBe(false);
  expect(rate.perSecond).toBeUndefined();
});

test('a refusal after many answers sets the rate to what was taken, and so does one that is repeated', () => {
  const many = new LearntRate();
  for (let answers = 0; answers < 40; answers += 1) many.acknowledged(1_000 + answers);
  expect(many.refused(1_050, 1_060)).toBe(true);
  expect(many.perSecond).toBe(40);

  const again = new LearntRate();
  for (let answers = 0; answers < 5; answers += 1) again.acknowledged(1_000 + answers);
  again.refused(1_050, 1_060);
  expect(again.refused(1_600, 1_610)).toBe(true);
  expect(again.perSecond).toBe(5);
});

test('a rate that passing refusals have made a hundred times too low is mended within half a minute', () => {
  const rate = new LearntRate();
  rate.acknowledged(0);
  rate.refused(0, 10);
  rate.refused(500, 510);
  for (const at of [1_000, 2_000, 3_000]) {
    rate.acknowledged(at);
    rate.refused(at + 400, at + 410);
  }
  expect(rate.perSecond).toBeLessThan(2);
  // Slowly at first, for it may be right.
  expect(sendsUntil(rate, 4_000, 10_000)).toBeLessThan(4);
  expect(sendsUntil(rate, 10_000, 33_500)).toBeGreaterThan(100);
});

test('a rate that is given learns nothing', () => {
  const rate = new LearntRate(7);
  for (let answers = 0; answers < 40; answers += 1) rate.acknowledged(1_000 + answers);
  expect(rate.refused(1_050, 1_060)).toBe(false);
  expect(rate.perSecond).toBe(7);
  expect(sendsUntil(rate, 2_000, 60_000)).toBe(7);
});
