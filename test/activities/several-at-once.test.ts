import { setImmediate } from 'node:timers/promises';
import fc from 'fast-check';
import { severalAtOnce } from '../../src/activities/several-at-once';

test('each item is worked on once, never more at once than are allowed, and nothing is begun behind a stop', async () => {
  const items = fc.array(fc.record({ turns: fc.nat(4), stops: fc.boolean() }), { maxLength: 30 });
  await fc.assert(
    fc.asyncProperty(items, fc.integer({ min: 1, max: 6 }), async (all, atOnce) => {
      const begun: number[] = [];
      let [working, most, stopped] = [0, 0, false];
      const isDone = await severalAtOnce([...all.entries()], atOnce, async ([index, { turns, stops }]) => {
        expect(stopped).toBe(false);
        begun.push(index);
        working += 1;
        most = Math.max(most, working);
        for (let turn = 0; turn < turns; turn += 1) await setImmediate();
        working -= 1;
        // Known to the others by their next turn.
        if (stops) void setImmediate().then(() => (stopped = true));
        return stops ? 'stop' : 'done';
      });
      expect(most).toBeLessThanOrEqual(atOnce);
      expect(begun).toEqual([...all.keys()].slice(0, begun.length));
      expect(isDone).toBe(!all.slice(0, begun.length).some(({ stops }) => stops));
      if (isDone) expect(begun).toHaveLength(all.length);
    }),
    { numRuns: 200 },
  );
});

test('what work throws is thrown', async () => {
  const broken = severalAtOnce([1, 2], 2, async (item) => {
    if (item === 2) throw new Error('broken');
    return 'done';
  });
  await expect(broken).rejects.toThrow('broken');
});
