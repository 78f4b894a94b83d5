import { setTimeout as delay } from 'node:timers/promises';
import { workTogether } from '../../src/activities/work-together';

test('items are begun in their order, so many at once', async () => {
  const begun: number[] = [];
  let [working, most] = [0, 0];
  await workTogether([1, 2, 3, 4, 5], { atOnce: 2 }, async (item) => {
    begun.push(item);
    working += 1;
    most = Math.max(most, working);
    await delay(1);
    working -= 1;
  });
  expect(begun).toEqual([1, 2, 3, 4, 5]);
  expect(most).toBe(2);
});

test('the first failure aborts the others, and is thrown when they have ended', async () => {
  const ended: string[] = [];
  const working = workTogether(['waits', 'fails', 'never'], { atOnce: 2 }, async (item, signal) => {
    if (item === 'fails') throw new Error('a fault');
    await delay(10_000, undefined, { signal }).finally(() => ended.push(item));
  });
  await expect(working).rejects.toThrow('a fault');
  expect(ended).toEqual(['waits']);
});

test('an abort of the caller ends all, also one before the beginning', async () => {
  const controller = new AbortController();
  const working = workTogether([1, 2], { atOnce: 2, signal: controller.signal }, async (item, signal) => {
    if (item === 2) controller.abort();
    await delay(10_000, undefined, { signal });
  });
  await expect(working).rejects.toMatchObject({ name: 'AbortError' });
  const begun: number[] = [];
  const none = workTogether([1], { atOnce: 1, signal: controller.signal }, async (item) => void begun.push(item));
  await expect(none).rejects.toMatchObject({ name: 'AbortError' });
  expect(begun).toEqual([]);
});
