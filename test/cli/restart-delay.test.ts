import fc from 'fast-check';
import { restartDelay, restartsPerMinute } from '../../src/cli/restart-delay';

test('the delay doubles from half a second, and is forgotten after a quiet minute', () => {
  expect(restartDelay([], 0)).toBe(500);
  expect(restartDelay([1_000], 1_001)).toBe(1_000);
  expect(restartDelay([1_000, 3_000, 6_000], 6_001)).toBe(4_000);
  expect(restartDelay([1_000, 3_000, 6_000], 66_000)).toBe(500);
});

test('whenever it dies, it is never started more often than the limit in any minute', () => {
  fc.assert(
    fc.property(fc.array(fc.nat({ max: 20_000 }), { minLength: 1, maxLength: 60 }), (lives) => {
      const starts: number[] = [];
      let now = 0;
      for (const life of lives) {
        now += life;
        now += restartDelay(starts, now);
        starts.push(now);
      }
      for (const start of starts) {
        const inMinute = starts.filter((other) => other >= start && other < start + 60_000);
        expect(inMinute.length).toBeLessThanOrEqual(restartsPerMinute);
      }
    }),
  );
});
