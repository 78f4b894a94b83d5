import { setMaxListeners } from 'node:events';
import fc from 'fast-check';
import type { Governor } from '../../../src/activities/delivery/governor';
import { Governors, type GovernorWishes } from '../../../src/activities/delivery/governors';
import { LongshoreError } from '../../../src/contract/failure';
import { settleWithFakeClock, useFakeClock, useRealClock } from './fake-clock';
import { type Behaviour, SimulatedDestination } from './simulated-destination';

beforeEach(useFakeClock);
afterEach(useRealClock);

const auto = { concurrency: 'auto', maxConcurrency: 32 } as const;
const never = new AbortController().signal;
setMaxListeners(0, never);
const throttled = new LongshoreError('throttled', 'Too often');

async function busy(behaviour: Behaviour, ms: number, wishes: GovernorWishes = auto) {
  const governor = new Governors().of('account', wishes);
  const destination = new SimulatedDestination(behaviour);
  await settleWithFakeClock(destination.keepBusy(governor, ms));
  return { governor, destination };
}

describe('a learnt rate', () => {
  test.each([
    [50, 10, 20],
    [50, 10, 0],
    [50, 3, 100],
    [50, 100, 200],
    [300, 30, 20],
    [1_000, 50, 20],
    [5, 5, 50],
  ])('is within 5 %% of %d/s with bursts of %d, answered in %d ms', async (perSecond, burst, latency) => {
    const limit = () => ({ perSecond, burst });
    const { destination } = await busy({ latencyMs: () => latency, limit }, 60_000);
    const share = destination.taken / (perSecond * 60);
    expect(share).toBeGreaterThan(0.95);
    expect(share).toBeLessThan(1.05 + burst / (perSecond * 60));
    // What is out when the first refusal comes is refused too.
    expect(destination.refused).toBeLessThan(32 + 0.02 * destination.taken);
  });

  test('refuses under 2 % at 50/s with bursts of 10, the start included', async () => {
    const limit = () => ({ perSecond: 50, burst: 10 });
    const { destination } = await busy({ latencyMs: () => 20, limit }, 60_000);
    expect(destination.refused / (destination.taken + destination.refused)).toBeLessThan(0.02);
  });

  test('follows a limit that is raised, and one that is lowered', async () => {
    const limit = (elapsed: number) => ({ perSecond: elapsed < 60_000 ? 20 : elapsed < 240_000 ? 100 : 10, burst: 5 });
    const { destination } = await busy({ latencyMs: () => 20, limit }, 300_000);
    const takenIn = (from: number, to: number) => destination.takenAt.filter((at) => at >= from && at < to).length;
    expect(takenIn(30_000, 60_000)).toBeGreaterThan(0.9 * 20 * 30);
    expect(takenIn(200_000, 240_000)).toBeGreaterThan(0.9 * 100 * 40);
    expect(takenIn(260_000, 300_000)).toBeGreaterThan(0.9 * 10 * 40);
    expect(destination.refused).toBeLessThan(0.03 * destination.taken);
  });

  test('comes back at once after a time in which everything was refused', async () => {
    const away = (elapsed: number) => elapsed > 20_000 && elapsed < 40_000;
    const limit = () => ({ perSecond: 50, burst: 10 });
    const { destination } = await busy({ latencyMs: () => 20, limit, away }, 60_000);
    const duringStorm = destination.refused;
    expect(duringStorm).toBeLessThan(80);
    const back = destination.takenAt.filter((at) => at >= 50_000).length;
    expect(back).toBeGreaterThan(0.9 * 50 * 10);
  });

  test('is not learnt from one passing refusal', async () => {
    const { governor, destination } = await busy({ latencyMs: () => 20, away: (elapsed) => elapsed < 20 }, 3_000);
    expect(governor.width).toBe(32);
    expect(destination.takenAt.filter((at) => at > 2_000).length).toBeGreaterThan(500);
  });

  test('does not hold up a few batches that are refused at times for no reason of rate', async () => {
    const property = fc.asyncProperty(
      fc.array(fc.integer({ min: 0, max: 60 }), { maxLength: 4 }),
      async (refusedAt) => {
        const governor = new Governors().of('account', { ...auto, concurrency: 4 });
        const start = Date.now();
        let sent = 0;
        let delivered = 0;
        const sender = async (): Promise<void> => {
          while (delivered < 60) {
            const permit = await governor.permit(never);
            const number = sent;
            sent += 1;
            await new Promise((resolve) => setTimeout(resolve, 5));
            // Three in a row, as from the faults of a proof.
            const isRefused = refusedAt.some((at) => number >= at && number < at + 3);
            if (!isRefused) delivered += 1;
            permit.ended(isRefused ? { kind: 'busy', error: throttled } : { kind: 'answered' });
            if (isRefused)
              await new Promise((resolve) => setTimeout(resolve, Math.max(0, governor.backoff.resumeAt - Date.now())));
          }
        };
        await settleWithFakeClock(Promise.all([1, 2, 3, 4].map(sender)));
        expect(Date.now() - start).toBeLessThan(15_000);
      },
    );
    await fc.assert(property, { numRuns: 50 });
  });

  test('that is given is kept, whatever is refused', async () => {
    const limit = () => ({ perSecond: 5, burst: 1 });
    const { destination } = await busy({ latencyMs: () => 0, limit }, 10_000, { ...auto, requestsPerSecond: 10 });
    expect(destination.taken + destination.refused).toBeGreaterThan(10);
    expect(destination.taken + destination.refused).toBeLessThanOrEqual(102);
    const free = await busy({ latencyMs: () => 0 }, 10_000, { ...auto, requestsPerSecond: 10 });
    expect(free.destination.taken).toBeGreaterThanOrEqual(99);
    expect(free.destination.taken).toBeLessThanOrEqual(102);
  });
});

describe('the concurrency', () => {
  test('grows to the ceiling while the answers stay quick', async () => {
    const { governor, destination } = await busy({ latencyMs: () => 20 }, 2_000);
    expect(governor.concurrency).toBe(32);
    expect(destination.mostOut).toBe(32);
    const low = await busy({ latencyMs: () => 20 }, 2_000, { ...auto, maxConcurrency: 5 });
    expect(low.destination.mostOut).toBe(5);
  });

  test('stays near to what a destination answers quickly', async () => {
    // It works on six at a time; the others wait.
    const { governor } = await busy({ latencyMs: (out) => 20 * Math.max(1, out / 6) }, 30_000);
    expect(governor.concurrency).toBeGreaterThanOrEqual(5);
    expect(governor.concurrency).toBeLessThanOrEqual(12);
  });

  test('is not held down by a destination that has become slower for good', async () => {
    const start = Date.now();
    const { governor } = await busy({ latencyMs: () => (Date.now() - start < 5_000 ? 20 : 200) }, 60_000);
    expect(governor.concurrency).toBe(32);
  });

  test('falls while the destination is away, and comes back', async () => {
    const { governor } = await busy({ latencyMs: () => 20 }, 1_000);
    const error = new LongshoreError('destination-unavailable', 'It answers 503');
    for (let failures = 0; failures < 40; failures += 1) {
      const permit = await governor.permit(never);
      permit.ended({ kind: 'busy', error });
    }
    expect(governor.concurrency).toBe(1);
    const destination = new SimulatedDestination({ latencyMs: () => 20 });
    await settleWithFakeClock(destination.keepBusy(governor, 60_000));
    expect(governor.concurrency).toBe(32);
  });

  test('that is given is kept', async () => {
    const wishes = { ...auto, concurrency: 3 };
    const { destination } = await busy({ latencyMs: (out) => 20 * out }, 2_000, wishes);
    expect(destination.mostOut).toBe(3);
  });

  test('is not worth having more ready than are sent within a second', async () => {
    const { governor } = await busy({ latencyMs: () => 20, limit: () => ({ perSecond: 5, burst: 1 }) }, 30_000);
    expect(governor.concurrency).toBeGreaterThan(6);
    expect(governor.width).toBeLessThanOrEqual(6);
  });
});

describe('permits', () => {
  const one = () => new Governors().of('account', { ...auto, concurrency: 1 });
  /** Names who has had a permit, in order. */
  function waiting(governor: Governor, name: string, order: string[], signal = never): Promise<void> {
    return governor.permit(signal).then((permit) => {
      order.push(name);
      permit.ended({ kind: 'answered' });
    });
  }

  test('are given in the order in which they were asked for', async () => {
    const governor = one();
    const order: string[] = [];
    await Promise.all(['a', 'b', 'c', 'd'].map((name) => waiting(governor, name, order)));
    expect(order).toEqual(['a', 'b', 'c', 'd']);
  });

  test('go to the next where one does not wait any longer', async () => {
    const governor = one();
    const held = await governor.permit(never);
    const controller = new AbortController();
    const order: string[] = [];
    const leaving = expect(waiting(governor, 'a', order, controller.signal)).rejects.toThrow();
    const staying = waiting(governor, 'b', order);
    controller.abort();
    await leaving;
    held.giveBack();
    await staying;
    expect(order).toEqual(['b']);
    await expect(governor.permit(controller.signal)).rejects.toThrow();
  });

  test('that wait for their time can be left, too', async () => {
    const governor = new Governors().of('account', { ...auto, requestsPerSecond: 0.1 });
    (await governor.permit(never)).giveBack();
    const controller = new AbortController();
    const ending = expect(governor.permit(controller.signal)).rejects.toThrow();
    setTimeout(() => controller.abort(), 100);
    await jest.advanceTimersByTimeAsync(200);
    await ending;
  });
});

test('what one import learns of an account, another knows', async () => {
  const governors = new Governors();
  const limit = () => ({ perSecond: 20, burst: 5 });
  const first = new SimulatedDestination({ latencyMs: () => 20, limit });
  await settleWithFakeClock(first.keepBusy(governors.of('account', auto), 30_000));
  const other = governors.of('account', { ...auto, concurrency: 4 });
  expect(governors.of('account', { ...auto, concurrency: 4 })).toBe(other);
  const second = new SimulatedDestination({ latencyMs: () => 20, limit });
  await settleWithFakeClock(second.keepBusy(other, 10_000));
  expect(second.refused).toBeLessThan(6);
  expect(second.taken).toBeGreaterThan(0.9 * 20 * 10);
  const unknown = new SimulatedDestination({ latencyMs: () => 20, limit });
  await settleWithFakeClock(unknown.keepBusy(governors.of('another account', auto), 1_000));
  expect(unknown.refused).toBeGreaterThan(2);
});
