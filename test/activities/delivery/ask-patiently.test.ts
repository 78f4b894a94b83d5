import { askPatiently } from '../../../src/activities/delivery/ask-patiently';
import { Governors } from '../../../src/activities/delivery/governors';
import { Patience } from '../../../src/activities/delivery/patience';
import type { Answered, Busy } from '../../../src/connectors/klaviyo';
import { LongshoreError } from '../../../src/contract/failure';
import { settleWithFakeClock, useFakeClock, useRealClock } from './fake-clock';

type Outcome = { readonly kind: 'read'; readonly value: number } | Busy;

const throttled = (retryAfterMs: number): Answered<Outcome> => ({
  outcome: { kind: 'busy', error: new LongshoreError('throttled', 'Too often', { retryAfterMs }) },
  rateLimit: undefined,
});
const read = (value: number): Answered<Outcome> => ({ outcome: { kind: 'read', value }, rateLimit: undefined });

function underTest() {
  const published = { perSecond: 2, perMinute: 5 };
  const governor = new Governors().ofOperation({ account: 'a', operation: 'bulk_create_events', published });
  const patience = new Patience({ backoff: governor.backoff, budgetMs: 20_000 });
  const { signal } = new AbortController();
  return { governor, patience, signal, stopping: () => false };
}

describe('askPatiently', () => {
  beforeEach(useFakeClock);
  afterEach(useRealClock);

  it('waits a refusal out inside the step, a second at least', async () => {
    const answers = [throttled(7_000), throttled(0), read(1)];
    const startedAt = Date.now();
    const outcome = await settleWithFakeClock(askPatiently(async () => answers.shift() ?? read(0), underTest()));
    expect(outcome).toEqual({ kind: 'read', value: 1 });
    expect(Date.now() - startedAt).toBeGreaterThanOrEqual(8_000);
    expect(Date.now() - startedAt).toBeLessThan(9_000);
  });

  it('leaves a long wait to the workflow, and says what for', async () => {
    const call = underTest();
    const ask = jest.fn(async () => throttled(38_000));
    await expect(settleWithFakeClock(askPatiently(ask, call))).resolves.toBeUndefined();
    expect(ask).toHaveBeenCalledTimes(1);
    expect(call.patience.blocked()).toMatchObject({ blockedBy: { code: 'throttled' } });
    expect(call.patience.blocked()?.waitMs).toBeGreaterThan(37_000);
  });

  it('sends no more than the windows hold, and leaves the rest of the minute to the workflow', async () => {
    const call = underTest();
    const sentAt: number[] = [];
    const startedAt = Date.now();
    const ask = async () => {
      sentAt.push(Date.now() - startedAt);
      return read(sentAt.length);
    };
    const outcomes = await settleWithFakeClock(Promise.all(Array.from({ length: 6 }, () => askPatiently(ask, call))));
    expect(outcomes.filter((outcome) => outcome === undefined)).toHaveLength(1);
    expect(sentAt.map((at) => Math.floor(at / 1_000))).toEqual([0, 0, 1, 1, 2]);
    expect(call.patience.blocked()).toMatchObject({
      waitMs: expect.any(Number),
      blockedBy: { code: 'throttled', message: expect.stringContaining('5 times a minute') },
    });
    await jest.advanceTimersByTimeAsync(60_000);
    await expect(settleWithFakeClock(askPatiently(ask, call))).resolves.toEqual({ kind: 'read', value: 6 });
  });

  it('ends with its step, and throws what no wait mends', async () => {
    const call = underTest();
    const refused = new LongshoreError('destination-auth', 'No');
    const ask = async (): Promise<Answered<Outcome>> => Promise.reject(refused);
    await expect(askPatiently(ask, call)).rejects.toBe(refused);
    const abort = new AbortController();
    const ended = askPatiently(
      async () => {
        abort.abort();
        return Promise.reject(abort.signal.reason);
      },
      { ...call, signal: abort.signal },
    );
    await expect(ended).resolves.toBeUndefined();
    const ask2 = jest.fn(async () => read(1));
    await expect(askPatiently(ask2, { ...call, stopping: () => true })).resolves.toBeUndefined();
    expect(ask2).not.toHaveBeenCalled();
  });
});

describe('the governors of a worker', () => {
  it('hold one for each operation of an account', () => {
    const governors = new Governors();
    const published = { perSecond: 10, perMinute: 150 };
    const events = governors.ofOperation({ account: 'a', operation: 'bulk_create_events', published });
    expect(governors.ofOperation({ account: 'a', operation: 'bulk_create_events', published })).toBe(events);
    expect(governors.ofOperation({ account: 'b', operation: 'bulk_create_events', published })).not.toBe(events);
    expect(governors.ofOperation({ account: 'a', operation: 'bulk_import_profiles', published })).not.toBe(events);
    expect(events.width).toBe(10);
  });
});
