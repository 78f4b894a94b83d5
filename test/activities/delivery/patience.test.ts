import { Backoff } from '../../../src/activities/delivery/backoff';
import { Patience } from '../../../src/activities/delivery/patience';
import { LongshoreError } from '../../../src/contract/failure';
import { settleWithFakeClock, useFakeClock, useRealClock } from './fake-clock';

beforeEach(useFakeClock);
afterEach(useRealClock);

const never = new AbortController().signal;
const throttled = (retryAfterMs?: number) =>
  new LongshoreError('throttled', 'Called too often', retryAfterMs === undefined ? {} : { retryAfterMs });
/** One step that sends to an account of its own. 0.5 takes the jitter away. */
class Sender {
  readonly #backoff: Backoff;
  readonly #patience: Patience;

  constructor(random: number, budgetMs: number) {
    this.#backoff = new Backoff(() => random);
    this.#patience = new Patience({ backoff: this.#backoff, budgetMs });
  }

  refused(error: LongshoreError): void {
    this.#backoff.refused(error, Date.now(), false);
  }

  acknowledged(): void {
    this.#backoff.acknowledged();
    this.#patience.acknowledged();
  }

  blocked() {
    return this.#patience.blocked();
  }

  wait(signal: AbortSignal): Promise<void> {
    return this.#patience.wait(signal);
  }
}

const patience = (random = 0.5, budgetMs = 1e9) => new Sender(random, budgetMs);

/** How long it waits, in ms. */
async function waited(by: Sender): Promise<number> {
  const start = Date.now();
  let end = start;
  await settleWithFakeClock(
    by.wait(never).then(() => {
      end = Date.now();
    }),
  );
  jest.setSystemTime(end);
  return end - start;
}

test('who was not refused does not wait', async () => {
  const by = patience();
  expect(await waited(by)).toBe(0);
  expect(by.blocked()).toBeUndefined();
});

test('each refusal doubles the wait, up to 30 s', async () => {
  const by = patience();
  const waits: number[] = [];
  for (let refusals = 0; refusals < 9; refusals += 1) {
    by.refused(throttled());
    waits.push(await waited(by));
  }
  expect(waits).toEqual([500, 1_000, 2_000, 4_000, 8_000, 16_000, 30_000, 30_000, 30_000]);
});

test.each([
  [0, 375],
  [0.999_999, 625],
])('jitter is a quarter to either side: %d', async (random, expected) => {
  const by = patience(random);
  by.refused(throttled());
  expect(Math.round(await waited(by))).toBe(expected);
});

test('an acknowledgement begins anew', async () => {
  const by = patience();
  for (let refusals = 0; refusals < 4; refusals += 1) {
    by.refused(throttled());
    await waited(by);
  }
  by.acknowledged();
  by.refused(throttled());
  expect(await waited(by)).toBe(500);
});

test('batches that were out together and are refused together count once', async () => {
  const by = patience();
  for (let batch = 0; batch < 8; batch += 1) by.refused(throttled());
  expect(await waited(by)).toBe(500);
  by.refused(throttled());
  expect(await waited(by)).toBe(1_000);
});

describe('what the destination asks for', () => {
  test.each([
    [7_000, 7_000],
    [200, 1_000], // less than a second is not worth the asking
    [30_000, 30_000],
  ])('%d ms is waited for %d ms', async (asked, expected) => {
    const by = patience();
    by.refused(throttled(asked));
    expect(await waited(by)).toBe(expected);
  });

  test('never makes a wait shorter that is under way', async () => {
    const by = patience();
    by.refused(throttled(20_000));
    by.refused(throttled(1_000));
    expect(await waited(by)).toBe(20_000);
  });

  test('makes a wait longer that is under way', async () => {
    const by = patience();
    by.refused(throttled());
    setTimeout(() => by.refused(throttled(3_000)), 100);
    expect(await waited(by)).toBe(3_100);
  });
});

describe('the step has to end', () => {
  test('when the wait is longer than 30 s', () => {
    const by = patience();
    by.refused(throttled(30_001));
    expect(by.blocked()).toEqual({ waitMs: 30_001, blockedBy: throttled().report() });
  });

  test('and nobody who waits already goes on waiting for it', async () => {
    const by = patience();
    by.refused(throttled());
    setTimeout(() => by.refused(throttled(3_600_000)), 100);
    expect(await waited(by)).toBe(500);
    expect(by.blocked()?.waitMs).toBeGreaterThan(3_500_000);
  });

  test('not when it is 30 s or less', () => {
    const by = patience();
    by.refused(throttled(30_000));
    expect(by.blocked()).toBeUndefined();
  });

  test('when its budget is used up without one acknowledgement', async () => {
    const by = patience(0.5, 20_000);
    const until: number[] = [];
    const start = Date.now();
    for (let refusals = 0; refusals < 12 && !by.blocked(); refusals += 1) {
      await waited(by);
      by.refused(throttled());
      until.push(Date.now() - start);
    }
    // 0.5 + 1 + 2 + 4 + 8 + 16 s are waited; the 30 s after them would pass the budget and 30 s more.
    expect(until.at(-1)).toBe(31_500);
    expect(by.blocked()).toEqual({ waitMs: 30_000, blockedBy: throttled().report() });
  });

  test('not while some are acknowledged', async () => {
    const by = patience(0.5, 20_000);
    for (let refusals = 0; refusals < 40; refusals += 1) {
      by.refused(throttled());
      expect(by.blocked()).toBeUndefined();
      await waited(by);
      if (refusals % 4 === 0) by.acknowledged();
    }
  });

  test('and the workflow sleeps a second at least', async () => {
    const by = patience(0.5, 0);
    await jest.advanceTimersByTimeAsync(60_000);
    by.refused(throttled());
    expect(by.blocked()?.waitMs).toBe(1_000);
  });

  test('for the reason that was told last', () => {
    const by = patience();
    by.refused(throttled());
    by.refused(new LongshoreError('destination-unavailable', 'It answers 503', { retryAfterMs: 60_000 }));
    expect(by.blocked()?.blockedBy.code).toBe('destination-unavailable');
  });
});

test('an abort ends the wait', async () => {
  const by = patience();
  by.refused(throttled(20_000));
  const controller = new AbortController();
  const wait = by.wait(controller.signal);
  const ending = expect(wait).rejects.toMatchObject({ name: 'AbortError' });
  controller.abort();
  await ending;
});
